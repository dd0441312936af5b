// Who may come in over HTTP. A page of another site can reach a loopback port too, directly or by a name it lets point
// to 127.0.0.1 (DNS rebinding): the exact Host list stops the second, the exact Origin list the first, the token
// every other program of this machine's other users.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Names under which a browser may know us. */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

export interface Doors {
  /** The request's Host is one of ours, exactly. */
  isOurHost(request: IncomingMessage): boolean;
  /** The request comes from a page that this very Host served. Browsers always say so where it matters; silence is refused. */
  isFromOurPage(request: IncomingMessage): boolean;
  /** A page of somebody else sent it; requests that name no origin (navigation, a typed address) are not. */
  isFromOtherPage(request: IncomingMessage): boolean;
}

/** Doors of a host on this port. */
export function createDoors(port: number): Doors {
  const suffix = port === 80 ? '' : `:${port}`;
  const hosts = new Set(LOOPBACK_NAMES.map((name) => `${name}${suffix}`));
  const isOurHost = ({ headers }: IncomingMessage) => headers.host !== undefined && hosts.has(headers.host);
  const isFromOurPage = (request: IncomingMessage) =>
    isOurHost(request) && request.headers.origin === `http://${request.headers.host}`;
  return {
    isOurHost,
    isFromOurPage,
    isFromOtherPage: (request) => request.headers.origin !== undefined && !isFromOurPage(request),
  };
}

/** Compares secrets without telling by time where they differ. */
export function isSameSecret(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
