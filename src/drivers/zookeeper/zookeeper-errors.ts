// Every failure of ZooKeeper as an AppError: which server, what went wrong, what to do now.
import { AppError, messageOf } from '../../base/errors.ts';
import { type Remedy, socketRemedies } from '../../base/server-trouble.ts';

/** ZooKeeper's own error numbers, as its protocol defines them (KeeperException.Code). */
export const ZK = {
  connectionLoss: -4,
  operationTimeout: -7,
  noNode: -101,
  noAuth: -102,
  badVersion: -103,
  nodeExists: -110,
  notEmpty: -111,
  sessionExpired: -112,
  authFailed: -115,
} as const;

const BY_ZK_CODE: Record<number, Remedy> = {
  [ZK.connectionLoss]: {
    code: 'DISCONNECTED',
    what: 'the connection was lost before the answer came',
    hint: 'Try again; when it stays so, look at the ZooKeeper servers and at what lies between.',
    retryable: true,
  },
  [ZK.sessionExpired]: {
    code: 'DISCONNECTED',
    what: 'the session has expired',
    hint: 'Try again: a new session is opened by itself.',
    retryable: true,
  },
  [ZK.noNode]: { code: 'NOT_FOUND', what: 'the node is not there', hint: 'Check the root path of the profile.' },
  [ZK.noAuth]: {
    code: 'PERMISSION_DENIED',
    what: 'this user may not do that',
    hint: 'Give the user and password the nodes were made with (zookeeper.user and zookeeper.password).',
  },
  [ZK.authFailed]: {
    code: 'AUTH_FAILED',
    what: 'the server refused the user and password',
    hint: 'Check zookeeper.user and zookeeper.password, and that the server takes the digest scheme.',
  },
  [ZK.notEmpty]: { code: 'BAD_INPUT', what: 'the node has children', hint: 'Remove them first.' },
};

const BY_SOCKET_CODE: Record<string, Remedy> = {
  ...socketRemedies('ZooKeeper'),
  ECONNRESET: {
    code: 'DISCONNECTED',
    what: 'it cut the connection',
    hint: 'Check that this is ZooKeeper’s client port, that it does not ask for TLS, and its maxClientCnxns.',
  },
};

/** What a connection met that is not there now: for messages while nothing is connected. */
export interface LinkTrouble {
  server: string;
  code: string;
  what: string;
}

/** The number a failed request carries; undefined when the error is not ZooKeeper's. */
export function zkCodeOf(error: unknown): number | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** What a failed request means. `tried` says what was asked, such as `reading /crosstail/rules`. */
export function requestError(servers: string, tried: string, error: unknown): AppError {
  const zk = zkCodeOf(error);
  const remedy = zk === undefined ? undefined : BY_ZK_CODE[zk];
  return new AppError(
    remedy?.code ?? 'SERVER_REFUSED',
    `ZooKeeper at ${servers}: ${tried} failed: ${remedy?.what ?? messageOf(error)}.`,
    {
      hint: remedy?.hint ?? 'Look into the log of the ZooKeeper server.',
      retryable: remedy?.retryable ?? false,
      cause: error,
      details: { servers, ...(zk === undefined ? {} : { zookeeper: zk }) },
    },
  );
}

/** Nothing is connected: says what the last try met. */
export function unreachable(servers: string, tried: string, trouble: LinkTrouble | undefined): AppError {
  const known = trouble === undefined ? undefined : BY_SOCKET_CODE[trouble.code];
  const what = known?.what ?? trouble?.what ?? 'it did not answer in time';
  return new AppError(
    known?.code ?? (trouble?.code === 'AUTH' ? 'AUTH_FAILED' : trouble === undefined ? 'TIMEOUT' : 'DISCONNECTED'),
    `ZooKeeper at ${trouble?.server ?? servers}: ${tried} failed: ${what}.`,
    {
      hint: known?.hint ?? 'Check that it is ZooKeeper that listens there, that it runs, and what lies between.',
      retryable: true,
      details: { servers },
    },
  );
}

/** A request that was sent and not answered. */
export function unanswered(servers: string, tried: string, afterMs: number): AppError {
  return new AppError('TIMEOUT', `ZooKeeper at ${servers}: ${tried} got no answer within ${afterMs} ms.`, {
    hint: 'The server may be paused or cut off; the connection is made anew by itself.',
    retryable: true,
    details: { servers },
  });
}
