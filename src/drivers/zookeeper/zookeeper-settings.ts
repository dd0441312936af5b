import { AppError } from '../../base/errors.ts';

/** How a ZooKeeper ensemble is reached, and where our nodes lie in it. */
export interface ZooKeeperSettings {
  servers: { host: string; port: number }[];
  /** All nodes lie under it; made when missing. */
  root: string;
  /** Asked of the server, which may give another (2 to 20 of its ticks). Default 10,000. */
  sessionTimeoutMs?: number;
  /** Until a request is answered, connecting included. Default: the session's time-out. */
  requestTimeoutMs?: number;
  /** Digest scheme. With it every node that is made belongs to this user alone; without it, to anyone. */
  auth?: { user: string; password: string };
  /** With `auth`: anyone may read, so that viewers need no password. */
  readableByAnyone?: boolean;
}

export const DEFAULT_SESSION_MS = 10_000;
export const DEFAULT_ROOT = '/crosstail';
const DEFAULT_PORT = 2181;

/**
 * `host:port,host:port[/root]` → servers and root. IPv6 addresses stand in brackets. Throws BAD_INPUT on anything else.
 */
export function parseServers(text: string): Pick<ZooKeeperSettings, 'servers' | 'root'> {
  const at = text.indexOf('/');
  const hosts = at === -1 ? text : text.slice(0, at);
  const root = at === -1 ? '' : text.slice(at).replace(/\/+$/, '');
  const servers = hosts.split(',').map((part) => parseServer(part.trim(), text));
  if (root !== '' && !/^(\/[^/\s]+)+$/.test(root)) throw badServers(text, `"${root}" is not a path of nodes`);
  return { servers, root: root === '' ? DEFAULT_ROOT : root };
}

function parseServer(part: string, text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/i.exec(part);
  const port = match?.[3] === undefined ? DEFAULT_PORT : Number(match[3]);
  if (match === null || port === 0 || port > 65_535) throw badServers(text, `"${part}" is not host:port`);
  return { host: match[1] ?? match[2]!, port };
}

function badServers(text: string, why: string): AppError {
  return new AppError('BAD_INPUT', `"${text.slice(0, 200)}" does not name ZooKeeper servers: ${why}.`, {
    hint: 'Write host:2181, or host1:2181,host2:2181/root.',
  });
}

/** The servers as people write them. */
export function serversText({ servers }: Pick<ZooKeeperSettings, 'servers'>): string {
  return servers.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
}
