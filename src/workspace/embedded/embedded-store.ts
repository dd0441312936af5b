// EventStore over the reading threads. A question goes to the thread with the least to do.
import type { LogEvent } from '../../model/log-event.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type {
  ContextRequest,
  EventStore,
  FieldInfo,
  HistogramBucket,
  HistogramRequest,
  SearchPage,
  SearchRequest,
  StoreStats,
  ValuesRequest,
} from '../../ports/event-store.ts';
import type { Query } from '../../query/query-ast.ts';
import { StoreThread } from './threads/store-thread.ts';
import type { StoreCall, StoreThreadData } from './threads/worker-messages.ts';

export class EmbeddedStore implements EventStore {
  readonly #data: StoreThreadData;
  readonly #isWritable: boolean;
  readonly #threads: (StoreThread | undefined)[];

  /** `threads` is how many questions may be worked on at the same time. */
  constructor(data: Omit<StoreThreadData, 'role'>, isWritable: boolean, threads: number) {
    this.#data = { ...data, role: 'reader' };
    this.#isWritable = isWritable;
    this.#threads = new Array(threads).fill(undefined);
  }

  /** Rejects STORE_NEWER and whatever else keeps the store from being read. */
  async open(): Promise<void> {
    await this.#thread().ready;
  }

  search(request: SearchRequest, signal?: AbortSignal): AsyncIterable<SearchPage> {
    return this.searchUpTo(request, undefined, signal);
  }

  /** Like search, but blind for what was committed behind `maxSeq`. */
  searchUpTo(request: SearchRequest, maxSeq: number | undefined, signal?: AbortSignal): AsyncIterable<SearchPage> {
    return this.#thread().stream<SearchPage>({ method: 'search', request, maxSeq }, signal);
  }

  count(query: Query, range: TimeRange, signal?: AbortSignal): Promise<number> {
    return this.#ask({ method: 'count', query, range }, signal);
  }

  histogram(request: HistogramRequest, signal?: AbortSignal): Promise<HistogramBucket[]> {
    return this.#ask({ method: 'histogram', request }, signal);
  }

  values(request: ValuesRequest, signal?: AbortSignal): Promise<{ value: string; count: number }[]> {
    return this.#ask({ method: 'values', request }, signal);
  }

  context(request: ContextRequest, signal?: AbortSignal): Promise<LogEvent[]> {
    return this.#ask({ method: 'context', request }, signal);
  }

  fields(range: TimeRange, signal?: AbortSignal): Promise<FieldInfo[]> {
    return this.#ask({ method: 'fields', range }, signal);
  }

  async stats(signal?: AbortSignal): Promise<StoreStats> {
    const found = await this.#ask<Omit<StoreStats, 'capabilities'>>({ method: 'stats' }, signal);
    return { ...found, capabilities: { append: this.#isWritable, retention: this.#isWritable } };
  }

  async close(): Promise<void> {
    const threads = this.#threads.splice(0).filter((thread) => thread !== undefined);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  #ask<T>(call: StoreCall, signal: AbortSignal | undefined): Promise<T> {
    return this.#thread().call<T>(call, signal);
  }

  // An idle thread if there is one, else a new one while there may be more, else the least busy.
  #thread(): StoreThread {
    let best: StoreThread | undefined;
    for (let i = 0; i < this.#threads.length; i++) {
      let thread = this.#threads[i];
      if (thread === undefined || thread.isDead) {
        if (best !== undefined && best.load === 0) return best;
        thread = new StoreThread(this.#data);
        thread.ready.catch(() => {
          // Every question to this thread is told why; nobody has to wait for `ready`.
        });
        this.#threads[i] = thread;
        return thread;
      }
      if (best === undefined || thread.load < best.load) best = thread;
    }
    return best!;
  }
}
