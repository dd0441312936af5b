// Every failure of Elasticsearch as an AppError: which server, what went wrong, what to do now.
import { errors } from '@elastic/elasticsearch';
import { AppError, isAppError, messageOf } from '../../base/errors.ts';
import { type Remedy, socketRemedies } from '../../base/server-trouble.ts';
import type { ItemRefusal } from '../../ports/document-index.ts';

const BY_SOCKET_CODE: Record<string, Remedy> = {
  ...socketRemedies('Elasticsearch'),
  ECONNRESET: {
    code: 'DISCONNECTED',
    what: 'the connection was cut',
    hint: 'A server that wants TLS cuts plain connections: check whether the address must be https://.',
  },
  UND_ERR_SOCKET: {
    code: 'DISCONNECTED',
    what: 'the connection was cut',
    hint: 'Check that this is Elasticsearch’s HTTP port, and whether the address must be https://.',
  },
};

/** What a failed request means. `server` is the node's address, `tried` what was asked of it. */
export function requestError(server: string, tried: string, error: unknown): AppError {
  if (isAppError(error)) return error;
  const remedy = remedyOf(error);
  return new AppError(remedy.code, `Elasticsearch at ${server}: ${tried} failed: ${remedy.what}.`, {
    hint: remedy.hint,
    retryable: remedy.retryable ?? false,
    cause: error,
    details: { server, ...responseDetails(error) },
  });
}

function remedyOf(error: unknown): Remedy {
  if (error instanceof errors.ResponseError) return responseRemedy(error);
  if (error instanceof errors.TimeoutError) {
    const hint = 'It may be overloaded, or something between drops packets: look at its health and at firewalls.';
    return { code: 'TIMEOUT', what: 'it did not answer in time', hint, retryable: true };
  }
  if (error instanceof errors.ProductNotSupportedError) {
    const hint = 'Check the port. Crosstail needs Elasticsearch 8 or 9; other products that speak alike are not taken.';
    return { code: 'SERVER_UNSUPPORTED', what: 'what answers there is not Elasticsearch', hint };
  }
  if (error instanceof errors.DeserializationError) {
    const hint = 'Check the port: it may be another service, or a proxy that answers itself.';
    return { code: 'SERVER_UNSUPPORTED', what: 'what answers there is not Elasticsearch', hint };
  }
  return connectionRemedy(error);
}

function connectionRemedy(error: unknown): Remedy {
  const { code, text } = causeOf(error);
  const known = BY_SOCKET_CODE[code];
  if (known !== undefined) return { ...known, retryable: true };
  if (/SELF_SIGNED|UNABLE_TO_|CERT_|self-signed|certificate/.test(`${code} ${text}`)) {
    const what = `its certificate is not trusted (${code === '' ? text : code})`;
    return { code: 'TLS_FAILED', what, hint: 'Give the authority that signed it as tls.ca.', retryable: true };
  }
  if (/^ERR_(SSL|TLS|OSSL)|EPROTO|wrong version number/.test(`${code} ${text}`)) {
    const hint = 'Check that this port speaks TLS (https://) or does not (http://).';
    return { code: 'TLS_FAILED', what: 'the TLS handshake failed', hint, retryable: true };
  }
  if (/Parse Error|HPE_|expected HTTP/i.test(`${code} ${text}`)) {
    const hint = 'Check the port: what answers does not speak HTTP.';
    return { code: 'SERVER_UNSUPPORTED', what: 'what answers there is not Elasticsearch', hint };
  }
  const hint = 'Check the address, and whether it must be https://.';
  return { code: 'DISCONNECTED', what: text, hint, retryable: true };
}

/** The innermost code and text: the client wraps what the socket said. */
function causeOf(error: unknown): { code: string; text: string } {
  let at: unknown = error;
  let code = '';
  let text = messageOf(error);
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    if ('code' in at && typeof at.code === 'string') {
      code = at.code;
      text = at.message;
    }
    const meta: unknown = 'meta' in at ? at.meta : undefined;
    at = at.cause ?? (typeof meta === 'object' && meta !== null && 'cause' in meta ? meta.cause : undefined);
  }
  if (code === '' && text.startsWith('other side closed')) code = 'UND_ERR_SOCKET';
  // The client keeps only the sentence of the socket's error.
  return { code: code === '' ? (/\bE[A-Z]{4,}(_[A-Z]+)*\b/.exec(text)?.[0] ?? '') : code, text };
}

/** What an answer with an error says. */
export function reasonOf(error: unknown): ItemRefusal | undefined {
  if (!(error instanceof errors.ResponseError)) return undefined;
  const status = error.statusCode ?? 0;
  const body: unknown = error.body;
  const found = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  if (typeof found === 'string') return { status, type: '', reason: found };
  return { status, ...innermost(found) };
}

/** The most telling part of an error object: the first root cause, else itself. */
export function innermost(error: unknown): { type: string; reason: string } {
  if (typeof error !== 'object' || error === null) return { type: '', reason: String(error ?? '') };
  const record = error as Record<string, unknown>;
  const root: unknown = Array.isArray(record.root_cause) ? record.root_cause[0] : undefined;
  if (typeof root === 'object' && root !== null) return innermost({ ...root, root_cause: undefined });
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const cause = record.caused_by;
  const inner = typeof cause === 'object' && cause !== null ? `: ${text((cause as { reason?: unknown }).reason)}` : '';
  const own = text(record.reason);
  return { type: text(record.type), reason: own.includes(inner.slice(2)) ? own : own + inner };
}

function responseDetails(error: unknown): Record<string, unknown> {
  const reason = reasonOf(error);
  if (reason === undefined) return { reason: causeOf(error).code };
  return { status: reason.status, type: reason.type, reason: reason.reason.slice(0, 500) };
}

function responseRemedy(error: errors.ResponseError): Remedy {
  const { status, type, reason } = reasonOf(error)!;
  const said = reason === '' ? `it answered ${status}` : `${reason.slice(0, 300).replace(/\.$/, '')}`;
  if (status === 401) {
    const hint = 'Check user and password, or the API key, of the profile.';
    return { code: 'AUTH_FAILED', what: 'user, password or key is wrong (401)', hint };
  }
  if (type === 'cluster_block_exception') {
    const hint = 'Free disk space: Elasticsearch blocks writes above 95 % and lifts the block by itself below 90 %.';
    return { code: 'STORE_FULL', what: said, hint, retryable: true };
  }
  if (status === 403) {
    const hint =
      'Ask for the privileges read and view_index_metadata on the indices; to write, create_doc and auto_configure.';
    return { code: 'PERMISSION_DENIED', what: `the user may not do this: ${said}`, hint };
  }
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    const hint = 'It is tried again by itself; when it stays so, look at the health of the cluster.';
    return { code: 'SERVER_REFUSED', what: `it is not able to now (${status}): ${said}`, hint, retryable: true };
  }
  if (status === 404 && type !== 'search_context_missing_exception') {
    const hint =
      'Check the index pattern of the profile; the indexer makes the first index when the first event comes.';
    return { code: 'NOT_FOUND', what: said, hint };
  }
  if (type === 'media_type_header_exception') {
    return { code: 'SERVER_UNSUPPORTED', what: said, hint: 'Elasticsearch 8 or 9 is needed.' };
  }
  if (/too_many_clauses|too_many_buckets|expensive|too_complex/.test(`${type} ${reason}`)) {
    return { code: 'QUERY_TOO_EXPENSIVE', what: said, hint: 'Ask for a shorter time, or with fewer parts.' };
  }
  return { code: 'SERVER_REFUSED', what: `${said} (${status})`, hint: 'Look into the log of the server.' };
}
