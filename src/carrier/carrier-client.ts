// Client end: turns contract methods into frames. A lost host rejects everything open with DISCONNECTED, which is not
// an abort: who aborted gets his own reason back, who lost the host may connect again.
import { AppError, type ErrorEnvelope } from '../base/errors.ts';
import type { Client, Contract, ItemStream, StreamOptions } from '../contract/method.ts';
import type { ClientFrame, HostFrame, Transport } from './frames.ts';

/** Items sent ahead of the reader unless he asks otherwise. */
const DEFAULT_WINDOW = 16;

interface Pending {
  item(item: unknown): void;
  ok(output: unknown): void;
  fail(error: Error): void;
}

export interface CarrierClient<C extends Contract> {
  readonly client: Client<C>;
  /** Resolves when the host is gone or `close` was called. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Connects a client of the contract to a transport. */
export function connectClient<C extends Contract>(
  contract: C,
  transport: Transport<ClientFrame, HostFrame>,
): CarrierClient<C> {
  const requests = new Requests(transport);
  const client: Record<string, unknown> = {};
  for (const [name, method] of Object.entries(contract)) {
    client[name] =
      method.kind === 'call'
        ? (input: unknown, signal?: AbortSignal) => requests.call(name, input, signal)
        : (input: unknown, options?: StreamOptions) => new RemoteStream(requests, name, input, options ?? {});
  }
  return { client: client as Client<C>, closed: requests.closed, close: () => requests.close() };
}

function disconnected(): AppError {
  return new AppError('DISCONNECTED', 'The connection to the console’s host was lost.', {
    hint: 'It is tried again by itself; if it stays away, start Crosstail again.',
    retryable: true,
  });
}

class Requests {
  readonly closed: Promise<void>;
  readonly #transport: Transport<ClientFrame, HostFrame>;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #isClosed = false;
  #resolveClosed: () => void = () => {};

  constructor(transport: Transport<ClientFrame, HostFrame>) {
    this.#transport = transport;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    transport.onFrame((frame) => this.#take(frame));
    transport.onClose(() => this.#end());
  }

  close(): void {
    this.#transport.close();
    // A DOM port gives no close event on the side that closes: settle here.
    this.#end();
  }

  open(method: string, input: unknown, pending: Pending, credit?: number): number {
    const id = ++this.#lastId;
    if (this.#isClosed) {
      pending.fail(disconnected());
      return id;
    }
    this.#pending.set(id, pending);
    this.send({ t: 'request', id, method, input, ...(credit === undefined ? {} : { credit }) });
    return id;
  }

  send(frame: ClientFrame): void {
    if (!this.#isClosed) this.#transport.send(frame);
  }

  abort(id: number): void {
    if (this.#pending.delete(id)) this.send({ t: 'abort', id });
  }

  call(method: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.abort(id);
        reject(signal!.reason);
      };
      const settle = () => signal?.removeEventListener('abort', onAbort);
      const id = this.open(method, input, {
        item: () => {},
        ok: (output) => {
          settle();
          resolve(output);
        },
        fail: (error) => {
          settle();
          reject(error);
        },
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  #take(frame: HostFrame): void {
    if (frame.t === 'pong') return;
    const pending = this.#pending.get(frame.id);
    if (pending === undefined) return;
    if (frame.t === 'item') {
      pending.item(frame.item);
      return;
    }
    this.#pending.delete(frame.id);
    if (frame.t === 'ok') pending.ok(frame.output);
    else pending.fail(AppError.fromEnvelope(frame.error as ErrorEnvelope));
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const open = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of open) pending.fail(disconnected());
    this.#resolveClosed();
  }
}

class RemoteStream implements ItemStream<unknown>, AsyncIterator<unknown>, Pending {
  readonly #requests: Requests;
  readonly #manualCredit: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #start: () => number;
  #id: number | undefined;
  #items: unknown[] = [];
  #wake: (() => void) | undefined;
  #done = false;
  #error: unknown;

  constructor(requests: Requests, method: string, input: unknown, options: StreamOptions) {
    this.#requests = requests;
    this.#manualCredit = options.manualCredit ?? false;
    this.#signal = options.signal;
    this.#start = () => requests.open(method, input, this, options.window ?? DEFAULT_WINDOW);
  }

  readonly #onAbort = () => {
    if (this.#id !== undefined) this.#requests.abort(this.#id);
    this.fail(this.#signal!.reason);
  };

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    if (this.#id === undefined && !this.#done) {
      if (this.#signal?.aborted) this.fail(this.#signal.reason);
      else {
        this.#signal?.addEventListener('abort', this.#onAbort, { once: true });
        this.#id = this.#start();
      }
    }
    return this;
  }

  async next(): Promise<IteratorResult<unknown>> {
    for (;;) {
      if (this.#items.length > 0) {
        const value = this.#items.shift();
        if (!this.#manualCredit) this.#credit(1);
        return { value, done: false };
      }
      if (this.#done) {
        if (this.#error !== undefined) {
          const error = this.#error;
          this.#error = undefined;
          throw error;
        }
        return { value: undefined, done: true };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async return(): Promise<IteratorResult<unknown>> {
    if (this.#id !== undefined) this.#requests.abort(this.#id);
    this.#items = [];
    this.#finish();
    return { value: undefined, done: true };
  }

  taken(count: number): void {
    this.#credit(count);
  }

  item(item: unknown): void {
    this.#items.push(item);
    this.#rouse();
  }

  ok(): void {
    this.#finish();
  }

  fail(error: unknown): void {
    if (this.#done) return;
    this.#error = error;
    this.#finish();
  }

  #finish(): void {
    this.#done = true;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#rouse();
  }

  #credit(count: number): void {
    if (this.#id !== undefined && !this.#done) this.#requests.send({ t: 'credit', id: this.#id, count });
  }

  #rouse(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
