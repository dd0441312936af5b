/// <reference path="./node-zookeeper-client.d.ts" />
// One session of node-zookeeper-client 1.1.3, made to notice what that client does not: a server that accepts and stays
// mute, a connection that is half open, an answer cut in the middle, bytes that are no answer at all. Each ends in a cut
// and a new connection of the same session. For that its connection manager is reached into; `checkParts` makes sure
// that it is the one that is known here.
import { connect, type Socket } from 'node:net';
import zookeeper, { type Client, type ConnectionManager } from 'node-zookeeper-client';
import { AppError, messageOf } from '../../base/errors.ts';
import { type LinkTrouble, ZK } from './zookeeper-errors.ts';
import { DEFAULT_SESSION_MS, serversText, type ZooKeeperSettings } from './zookeeper-settings.ts';

/** States of the client's connection manager. */
const CONNECTING = 1;
const CONNECTED = 2;
const CLOSING = -1;
/** An answer is at most a megabyte (jute.maxbuffer); a longer one is bytes out of step. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const MIN_DIAL_MS = 250;
const REDIAL_MS = 500;
/** A closing session is told to the server; one that does not answer is left behind after this. */
const GOODBYE_MS = 1_000;

export interface LinkListener {
  connected(): void;
  /** The connection is gone; the session may still live. */
  suspended(): void;
  /** Nothing was heard for as long as the session lasts: it must be taken for lost. */
  lost(): void;
  /** The session is over; this link does nothing any more. */
  ended(why: 'expired' | 'auth-failed'): void;
}

export class ZooKeeperLink {
  readonly client: Client;
  trouble: LinkTrouble | undefined;
  readonly #manager: ConnectionManager;
  readonly #listener: LinkListener;
  readonly #watch: NodeJS.Timeout;
  readonly #tickMs: number;
  #dialled = 0;
  #dialledAtMs: number | undefined;
  #heardMs = performance.now();
  #probing = false;
  #tickedMs = performance.now();
  #lost = false;
  #dead = false;
  #server = '';

  constructor(settings: ZooKeeperSettings, listener: LinkListener) {
    this.#listener = listener;
    const sessionTimeout = settings.sessionTimeoutMs ?? DEFAULT_SESSION_MS;
    this.client = zookeeper.createClient(serversText(settings), { sessionTimeout, spinDelay: REDIAL_MS, retries: 0 });
    this.#manager = this.client.connectionManager;
    checkParts(this.#manager);
    // The client's own parser knows no IPv6.
    this.#manager.servers = shuffled(settings.servers);
    this.#manager.connect = () => this.#connect();
    const { auth } = settings;
    if (auth !== undefined) this.client.addAuthInfo('digest', Buffer.from(`${auth.user}:${auth.password}`));
    this.client.on('state', (state: object) => this.#onState(state));
    this.#tickMs = Math.min(500, Math.max(20, sessionTimeout / 40));
    this.#watch = setInterval(() => this.#tick(), this.#tickMs);
    this.client.connect();
  }

  get isConnected(): boolean {
    return !this.#dead && this.#manager.state === CONNECTED;
  }

  /** `host:port` of the server that is connected or was tried last. */
  get server(): string {
    return this.#server;
  }

  /** The session's time-out as the server gave it, in ms. */
  get sessionMs(): number {
    return this.client.getSessionTimeout();
  }

  /** The server has answered: only whole answers count as life. */
  heard(): void {
    this.#heardMs = performance.now();
  }

  /** Cuts the connection; the session goes on over the next one. */
  cut(what: string): void {
    this.#note('CUT', what);
    this.#manager.socket?.destroy();
  }

  /** Leaves the session to itself: it ends when its time is over. */
  abandon(): void {
    this.#dead = true;
    clearInterval(this.#watch);
    this.#manager.socket?.destroy();
    this.#failQueued();
  }

  /** Ends the session: its ephemeral nodes go at once. */
  async close(): Promise<void> {
    const { socket } = this.#manager;
    if (this.isConnected && socket !== undefined) {
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      const late = new Promise<void>((resolve) => setTimeout(resolve, GOODBYE_MS).unref());
      this.client.close();
      await Promise.race([closed, late]);
    }
    this.abandon();
  }

  /** Takes the place of the manager's own: with the next server, without what an earlier connection left behind. */
  #connect(): void {
    if (this.#dead || this.#manager.state === CLOSING) return;
    this.#manager.setState(CONNECTING);
    const { servers } = this.#manager;
    const round = this.#dialled > 0 && this.#dialled % servers.length === 0;
    const server = servers[this.#dialled++ % servers.length]!;
    setTimeout(() => this.#dial(server), round ? REDIAL_MS * (0.2 + 0.8 * Math.random()) : 0);
  }

  #dial({ host, port }: { host: string; port: string | number }): void {
    if (this.#dead) return;
    const manager = this.#manager;
    this.#server = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    // Half an answer would be put before the first one of this connection.
    manager.pendingBuffer = null;
    // Watches are set again by whoever reads again; a packet of thousands could be too large for the server.
    forgetWatches(manager);
    this.#failQueued();
    this.#dialledAtMs = performance.now();
    const socket = connect({ host, port: Number(port) });
    manager.socket = socket;
    socket.setNoDelay();
    socket.on('connect', () => manager.onSocketConnected());
    socket.on('data', (chunk) => this.#onData(socket, chunk));
    socket.on('drain', () => manager.onSocketDrain());
    socket.on('error', (error: NodeJS.ErrnoException) => this.#note(error.code ?? '', error.message));
    socket.on('close', () => {
      if (manager.state === CONNECTING && this.trouble === undefined)
        this.#note('ECONNRESET', 'it closed the connection without an answer');
      manager.onSocketClosed();
    });
  }

  #onData(socket: Socket, chunk: Buffer): void {
    try {
      this.#manager.onSocketData(chunk);
      if ((this.#manager.pendingBuffer?.length ?? 0) > MAX_ANSWER_BYTES) throw new RangeError('the answer has no end');
    } catch (error) {
      this.#note('GARBAGE', `what it sent is not ZooKeeper's protocol (${messageOf(error)})`);
      socket.destroy();
    }
  }

  /** Requests that were never sent must not be sent later, when nobody waits for them any more. */
  #failQueued(): void {
    const { packetQueue } = this.#manager;
    for (let packet = packetQueue.shift(); packet !== undefined; packet = packetQueue.shift())
      packet.callback?.(zookeeper.Exception.create(ZK.connectionLoss));
  }

  #onState(state: object): void {
    if (this.#dead) return;
    const { State } = zookeeper;
    if (state === State.SYNC_CONNECTED) {
      this.#dialledAtMs = undefined;
      this.trouble = undefined;
      this.#lost = false;
      this.#probing = false;
      this.heard();
      this.#listener.connected();
    } else if (state === State.EXPIRED || state === State.AUTH_FAILED) {
      if (state === State.AUTH_FAILED) this.#note('AUTH', 'the server refused the user and password');
      this.abandon();
      this.#listener.ended(state === State.EXPIRED ? 'expired' : 'auth-failed');
    } else this.#listener.suspended();
  }

  #tick(): void {
    const nowMs = performance.now();
    const lateMs = nowMs - this.#tickedMs - 2 * this.#tickMs;
    this.#tickedMs = nowMs;
    // This process slept itself: what came meanwhile is not read yet, and nobody else is to blame.
    if (lateMs > 0) {
      this.#heardMs += lateMs;
      if (this.#dialledAtMs !== undefined) this.#dialledAtMs += lateMs;
      return;
    }
    const silentMs = nowMs - this.#heardMs;
    if (this.isConnected) {
      if (silentMs > (this.sessionMs * 2) / 3) this.cut(`it has been silent for ${Math.round(silentMs)} ms`);
      else if (silentMs > this.sessionMs / 3) this.#probe();
      return;
    }
    const dialMs = Math.max(MIN_DIAL_MS, this.sessionMs / 3 / this.#manager.servers.length);
    if (this.#dialledAtMs !== undefined && nowMs - this.#dialledAtMs > dialMs) {
      this.#dialledAtMs = undefined;
      this.cut(`it did not answer within ${Math.round(dialMs)} ms`);
    }
    if (silentMs > this.sessionMs && !this.#lost) {
      this.#lost = true;
      this.#listener.lost();
    }
  }

  /** Any answer will do, a refusal as well. */
  #probe(): void {
    if (this.#probing) return;
    this.#probing = true;
    this.client.exists('/', (error) => {
      this.#probing = false;
      if (error === null || error === undefined || error.getCode() !== ZK.connectionLoss) this.heard();
    });
  }

  #note(code: string, what: string): void {
    this.trouble = { server: this.#server, code, what };
  }
}

function checkParts(manager: ConnectionManager): void {
  const parts = manager as Partial<ConnectionManager>;
  const isKnown =
    typeof parts.connect === 'function' &&
    typeof parts.onSocketData === 'function' &&
    typeof parts.onSocketConnected === 'function' &&
    typeof parts.onSocketClosed === 'function' &&
    typeof parts.onSocketDrain === 'function' &&
    typeof parts.packetQueue?.shift === 'function' &&
    Array.isArray(parts.servers) &&
    Array.isArray(parts.pendingQueue) &&
    'dataWatchers' in (parts.watcherManager ?? {}) &&
    'pendingBuffer' in parts;
  if (isKnown) return;
  throw new AppError('INTERNAL', 'node-zookeeper-client is not the version that this driver was made for.', {
    hint: 'Install the pinned one: npm ci.',
  });
}

function forgetWatches(manager: ConnectionManager): void {
  const Watches = manager.watcherManager.constructor as new () => object;
  manager.watcherManager = new Watches();
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((each) => ({ each, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each);
}
