// Every failure of Kafka as an AppError: which server, what went wrong, what to do now.
import { AppError, isAppError, messageOf } from '../../base/errors.ts';
import { type Remedy, socketRemedies } from '../../base/server-trouble.ts';
import { codeName, isLeaderMoved } from './protocol/response-codes.ts';

/** Error of a socket that answers, but not in Kafka's protocol. */
export const WRONG_PROTOCOL = 'ERR_WRONG_PROTOCOL';

const BY_SOCKET_CODE: Record<string, Remedy> = {
  ...socketRemedies('the broker'),
  ECONNRESET: {
    code: 'DISCONNECTED',
    what: 'the connection was cut',
    hint: 'A broker that wants TLS cuts plain connections: check whether the profile needs tls.',
  },
  ETIMEDOUT: {
    code: 'SERVER_UNREACHABLE',
    what: 'it did not answer in time',
    hint: 'Check the address, and firewalls in between.',
  },
  EMFILE: {
    code: 'SERVER_UNREACHABLE',
    what: 'this process has no descriptors left',
    hint: 'Raise the limit of open files (ulimit -n).',
  },
  [WRONG_PROTOCOL]: {
    code: 'SERVER_UNSUPPORTED',
    what: 'what answers there does not speak Kafka',
    hint: 'Check the port: it may be TLS, HTTP or another service.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: 'TLS_FAILED',
    what: 'its certificate is for another name',
    hint: 'Name the broker as its certificate does.',
  },
  EPROTO: {
    code: 'TLS_FAILED',
    what: 'the TLS handshake failed',
    hint: 'Check that this port speaks TLS, and whether it asks for a client certificate.',
  },
};

const TLS_CUT: Remedy = {
  code: 'TLS_FAILED',
  what: 'it cut the connection during TLS',
  hint: 'Check that this port speaks TLS, and whether it asks for a client certificate.',
};

/** What a connection's failure means. `server` is host:port. */
export function connectError(server: string, error: unknown, overTls = false): AppError {
  if (isAppError(error)) return error;
  const { code, text } = causeOf(error);
  const cutTls = overTls && (code === 'ECONNRESET' || /closed/i.test(text));
  const remedy =
    (cutTls ? TLS_CUT : BY_SOCKET_CODE[code]) ?? tlsRemedy(code, text) ?? saslRemedy(error, text) ?? otherRemedy(text);
  return new AppError(remedy.code, `Kafka broker ${server} could not be used: ${remedy.what}.`, {
    hint: remedy.hint,
    retryable: true,
    cause: error,
    details: { server, reason: code === '' ? text : code },
  });
}

function causeOf(error: unknown): { code: string; text: string } {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, text: messageOf(error) };
}

function tlsRemedy(code: string, text: string): Remedy | undefined {
  if (/SELF_SIGNED|UNABLE_TO_|CERT_|^ERR_TLS/.test(code)) {
    const what = `its certificate is not trusted (${code})`;
    return { code: 'TLS_FAILED', what, hint: 'Give the authority that signed it as tls.ca.' };
  }
  if (!/^ERR_(SSL|OSSL)/.test(code) && !/TLS connection/.test(text)) return undefined;
  const what = `TLS failed (${code === '' ? text : code})`;
  return { code: 'TLS_FAILED', what, hint: 'Check that this port speaks TLS, and the client certificate and its key.' };
}

function saslRemedy(error: unknown, text: string): Remedy | undefined {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (!(error instanceof Error) || !(/SASL/.test(error.name) || /SASL/.test(String(type)))) return undefined;
  if (type === 'ILLEGAL_SASL_STATE') {
    return { code: 'AUTH_FAILED', what: 'it asks for no SASL', hint: 'Leave sasl out of the profile for this port.' };
  }
  if (/not supported/.test(text)) {
    const hint = 'Use plain, scram-sha-256 or scram-sha-512, whichever the broker offers.';
    return { code: 'AUTH_FAILED', what: 'it does not offer this SASL mechanism', hint };
  }
  return { code: 'AUTH_FAILED', what: 'user or password is wrong', hint: 'Check the sasl settings of the profile.' };
}

function otherRemedy(text: string): Remedy {
  if (/timeout/i.test(text)) return BY_SOCKET_CODE.ETIMEDOUT!;
  if (/closed/i.test(text)) {
    const hint = 'A broker that wants TLS or SASL closes plain connections: check tls and sasl of the profile.';
    return { code: 'DISCONNECTED', what: 'it closed the connection', hint };
  }
  return { code: 'SERVER_UNREACHABLE', what: text, hint: 'Check the address and the broker’s log.' };
}

const BY_RESPONSE_CODE: Record<number, Remedy> = {
  3: { code: 'NOT_FOUND', what: 'there is no such topic', hint: 'Check its name, or create it.', retryable: true },
  10: { code: 'BAD_INPUT', what: 'a record is larger than the topic takes', hint: 'Raise max.message.bytes.' },
  17: { code: 'BAD_INPUT', what: 'the name is none a topic may have', hint: 'Use letters, digits, dot, dash, _.' },
  19: {
    code: 'SERVER_REFUSED',
    what: 'too few replicas are in sync',
    hint: 'Check the other brokers, or min.insync.replicas.',
    retryable: true,
  },
  29: {
    code: 'PERMISSION_DENIED',
    what: 'the user may not use this topic',
    hint: 'Ask for READ, WRITE or DESCRIBE on it.',
  },
  30: { code: 'PERMISSION_DENIED', what: 'the user may not use this group', hint: 'Ask for READ on the group.' },
  31: {
    code: 'PERMISSION_DENIED',
    what: 'the user may not do this on the cluster',
    hint: 'Ask for IDEMPOTENT_WRITE or CREATE on the cluster.',
  },
  35: {
    code: 'SERVER_UNSUPPORTED',
    what: 'the broker does not know this version of the request',
    hint: 'Kafka 2.4 or newer is needed.',
  },
  76: {
    code: 'SERVER_UNSUPPORTED',
    what: 'the broker does not know this compression',
    hint: 'Kafka 2.1 or newer is needed.',
  },
};

/** What a code in an answer means. `subject` names topic, partition or group and the broker. */
export function responseError(code: number, subject: string): AppError {
  const remedy = BY_RESPONSE_CODE[code];
  const moved = isLeaderMoved(code);
  const what = remedy?.what ?? (moved ? 'its leader is just changing' : 'the broker refused it');
  return new AppError(remedy?.code ?? 'SERVER_REFUSED', `Kafka: ${subject}: ${what} (${codeName(code)}).`, {
    hint: remedy?.hint ?? (moved ? 'It is tried again by itself.' : 'Look into the broker’s log.'),
    retryable: remedy?.retryable ?? (remedy === undefined || moved),
    details: { response: codeName(code) },
  });
}
