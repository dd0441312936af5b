// The token of the printed address is exchanged once a page load for a cookie that no script can read and that no other
// site's request carries. The cookie is named with the port: browsers share cookies between ports of a host.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isSameSecret } from './http-doors.ts';

/** Sessions kept; an exchange beyond it ends the oldest. */
const MAX_SESSIONS = 64;

export class HttpSessions {
  /** 256 random bits, made at start, never stored. */
  readonly token: string = randomBytes(32).toString('base64url');
  readonly #name: string;
  readonly #open: string[] = [];

  constructor(port: number) {
    this.#name = `crosstail-${port}`;
  }

  /** The cookie for a right token; undefined for a wrong one. */
  exchange(token: unknown): string | undefined {
    if (typeof token !== 'string' || !isSameSecret(token, this.token)) return undefined;
    const session = randomBytes(32).toString('base64url');
    this.#open.push(session);
    if (this.#open.length > MAX_SESSIONS) this.#open.shift();
    return `${this.#name}=${session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** The request carries the cookie of an open session. */
  knows({ headers }: IncomingMessage): boolean {
    const prefix = `${this.#name}=`;
    const given = (headers.cookie ?? '').split(/;\s*/).filter((pair) => pair.startsWith(prefix));
    return given.some((pair) => this.#open.some((session) => isSameSecret(pair.slice(prefix.length), session)));
  }
}
