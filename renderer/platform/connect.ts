// The window's only way out: a client of the contract, opened again with back-off whenever the host is lost.

import { messageOf } from '../../src/base/errors.ts';
import { type CarrierClient, connectClient } from '../../src/carrier/carrier-client.ts';
import type { ClientFrame, HostFrame, Transport } from '../../src/carrier/frames.ts';
import { type ConsoleClient, type ConsoleContract, contract } from '../../src/contract/contract.ts';
import { openPortTransport } from './port-transport.ts';
import { openSocketTransport } from './socket-transport.ts';

export type OpenTransport = () => Promise<Transport<ClientFrame, HostFrame>>;

export interface ConnectionState {
  /** `refused`: the host is there but wants a fresh link with a token. */
  status: 'connecting' | 'ready' | 'lost' | 'refused';
  /** The client of the connection that is or was last open. A new object after each reconnection. */
  client: ConsoleClient | undefined;
  problem: string | undefined;
  attempts: number;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;

/** The host does not know this browser: no waiting helps. */
export class SessionRefused extends Error {}

/** Keeps one connection open. Listeners are told of each change of its state. */
export class Connection {
  readonly #open: OpenTransport;
  readonly #listeners = new Set<() => void>();
  #state: ConnectionState = { status: 'connecting', client: undefined, problem: undefined, attempts: 0 };
  #carrier: CarrierClient<ConsoleContract> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(open: OpenTransport) {
    this.#open = open;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): ConnectionState => this.#state;

  /** Connects, and again after each loss, until `stop`. */
  async start(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#isStopped || this.#state.status === 'ready') return;
    try {
      const carrier = connectClient(contract, await this.#open());
      this.#carrier = carrier;
      this.#set({ status: 'ready', client: carrier.client, problem: undefined, attempts: 0 });
      await carrier.closed;
      this.#lose('The host closed the connection.');
    } catch (error) {
      if (error instanceof SessionRefused) this.#set({ ...this.#state, status: 'refused', problem: error.message });
      else this.#lose(messageOf(error));
    }
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#carrier?.close();
  }

  #lose(problem: string): void {
    if (this.#isStopped) return;
    const attempts = this.#state.attempts + 1;
    this.#set({ ...this.#state, status: 'lost', problem, attempts });
    const delay = Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS);
    this.#timer = setTimeout(() => void this.start(), delay * (0.75 + Math.random() / 2));
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Opens the way that fits the shell: a port in the desktop shell, a socket in a browser. */
export async function openTransport(): Promise<Transport<ClientFrame, HostFrame>> {
  if (location.protocol === 'app:') return openPortTransport();
  await exchangeToken();
  const { protocol, host } = location;
  try {
    return await openSocketTransport(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/carrier`);
  } catch (error) {
    // A browser does not say why a socket was refused: a host that answers, but takes no socket, knows no such session.
    if (await answers()) throw new SessionRefused('The host answers, but does not know this browser’s session.');
    throw error;
  }
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch('/', { method: 'HEAD' })).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

let token = takeToken();

/** The token comes in the hash, which no server log or referrer ever sees, and leaves the address bar at once. */
function takeToken(): string | undefined {
  const found = /^#token=([\w.~-]+)$/.exec(globalThis.location?.hash ?? '')?.[1];
  if (found !== undefined) history.replaceState(null, '', location.pathname);
  return found;
}

async function exchangeToken(): Promise<void> {
  if (token === undefined) return;
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (answer.status === 401 || answer.status === 403) {
    token = undefined;
    throw new SessionRefused('The host does not know the token of this link.');
  }
  if (!answer.ok) throw new Error(`The host answered ${answer.status} to the token.`);
  token = undefined;
}
