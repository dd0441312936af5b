// One store thread seen from the main thread: calls with answers, streams with credit, errors as they were thrown.
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../base/errors.ts';
import type { FromThread, StoreCall, StoreThreadData, ToThread } from './worker-messages.ts';
import { storeWorkerUrl } from './worker-url.ts';

interface Waiting {
  item(json: string): void;
  done(result: unknown): void;
  fail(error: unknown): void;
}

export class StoreThread {
  /** Resolves when the thread works on the store; rejects with why it cannot. */
  readonly ready: Promise<number>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #dead: AppError | undefined;

  constructor(data: StoreThreadData) {
    this.#worker = new Worker(storeWorkerUrl(), { workerData: data, name: `store-${data.role}` });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromThread) => {
        if (message.type === 'ready') resolve(message.lastSequence);
        else if (message.type === 'failed') reject(AppError.fromEnvelope(message.error));
        else this.#take(message);
      });
      const end = (why: string) => {
        this.#end(why);
        reject(this.#dead);
      };
      this.#worker.on('error', (error) => end(error.message));
      this.#worker.on('exit', (code) => end(`ended with ${code}`));
    });
    this.ready.then(
      () => this.#release(),
      () => this.#release(),
    );
  }

  get load(): number {
    return this.#waiting.size;
  }

  get isDead(): boolean {
    return this.#dead !== undefined;
  }

  /** Asks and waits. When the signal aborts the thread is told, and this rejects with the signal's reason. */
  call<T>(call: StoreCall, signal?: AbortSignal, transfer: ArrayBuffer[] = []): Promise<T> {
    signal?.throwIfAborted();
    return new Promise<T>((resolve, reject) => {
      const asked = this.#ask(
        call,
        {
          item: () => undefined,
          done: (result) => {
            stop();
            resolve(result as T);
          },
          fail: (error) => {
            stop();
            reject(error);
          },
        },
        transfer,
      );
      const onAbort = () => {
        asked.leave();
        reject(signal!.reason);
      };
      const stop = () => signal?.removeEventListener('abort', onAbort);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Asks for a stream of items; leaving the loop early tells the thread. */
  async *stream<T>(call: StoreCall, signal?: AbortSignal): AsyncGenerator<T> {
    signal?.throwIfAborted();
    const items: string[] = [];
    let end: { error?: unknown } | undefined;
    let wake: (() => void) | undefined;
    const settle = (how: { error?: unknown }) => {
      end ??= how;
      wake?.();
    };
    const asked = this.#ask(call, {
      item: (json) => {
        items.push(json);
        wake?.();
      },
      done: () => settle({}),
      fail: (error) => settle({ error }),
    });
    const onAbort = () => settle({ error: signal!.reason });
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      for (;;) {
        signal?.throwIfAborted();
        const json = items.shift();
        if (json !== undefined) {
          asked.more();
          yield JSON.parse(json) as T;
        } else if (end !== undefined) {
          if ('error' in end) throw end.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      asked.leave();
    }
  }

  async terminate(): Promise<void> {
    this.#end('closed');
    await this.#worker.terminate();
  }

  #ask(call: StoreCall, waiting: Waiting, transfer: ArrayBuffer[] = []): { more(): void; leave(): void } {
    const id = this.#nextId++;
    if (this.#dead !== undefined) {
      const error = this.#dead;
      queueMicrotask(() => waiting.fail(error));
      return { more: () => undefined, leave: () => undefined };
    }
    const taken = new Int32Array(new SharedArrayBuffer(4));
    this.#waiting.set(id, waiting);
    // Only a thread that owes an answer keeps the process alive.
    this.#worker.ref();
    this.#worker.postMessage({ type: 'call', id, call, taken } satisfies ToThread, transfer);
    return {
      more: () => {
        if (this.#waiting.has(id)) this.#worker.postMessage({ type: 'more', id } satisfies ToThread);
      },
      leave: () => {
        if (!this.#waiting.delete(id)) return;
        Atomics.store(taken, 0, 1);
        // A thread that waits for credit must wake up to see that it is not wanted.
        this.#worker.postMessage({ type: 'more', id } satisfies ToThread);
        this.#release();
      },
    };
  }

  #take(message: Extract<FromThread, { id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.type === 'item') {
      waiting.item(message.json);
      return;
    }
    this.#waiting.delete(message.id);
    this.#release();
    if (message.type === 'done') waiting.done(message.result);
    else waiting.fail(AppError.fromEnvelope(message.error));
  }

  #end(why: string): void {
    this.#dead ??= new AppError('INTERNAL', `The store's thread is not there any more: ${why}.`, {
      hint: 'Open the workspace again.',
      retryable: true,
    });
    for (const waiting of this.#waiting.values()) waiting.fail(this.#dead);
    this.#waiting.clear();
  }

  #release(): void {
    if (this.#waiting.size === 0) this.#worker.unref();
  }
}
