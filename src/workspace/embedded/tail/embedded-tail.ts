// LiveTail of the embedded workspace: what the sink commits is pushed to every open feed.
import { AppError } from '../../../base/errors.ts';
import type { EventBatch } from '../../../model/event-batch.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { Selector } from '../../../model/selector.ts';
import type { LiveTail, TailFeed, TailItem, TailRequest } from '../../../ports/live-tail.ts';
import { TailItems } from '../../../ports/tail-items.ts';
import type { Query } from '../../../query/query-ast.ts';
import type { EmbeddedStore } from '../embedded-store.ts';
import type { AppendResult } from '../segments/store-writer.ts';
import { BatchEvents } from './batch-events.ts';
import { TailFilter } from './tail-filter.ts';

const PULSE_MS = 1_000;
/** Where nothing comes there is nothing new to tell: pulses then come further and further apart, up to this. */
const MOST_PULSE_MS = 8_000;
/** Events of one push to a reader. */
const PUSH_EVENTS = 1_000;

export class EmbeddedTail implements LiveTail {
  readonly #store: EmbeddedStore;
  readonly #feeds = new Set<Feed>();
  #lastSeq: number;

  /** `lastSeq` is the newest commit of the store at opening. */
  constructor(store: EmbeddedStore, lastSeq: number) {
    this.#store = store;
    this.#lastSeq = lastSeq;
  }

  /** Takes a committed batch; in commit order. */
  publish(batch: EventBatch, result: AppendResult, isLive: boolean): void {
    this.#lastSeq = Math.max(this.#lastSeq, result.seq);
    if (!isLive || this.#feeds.size === 0) return;
    const events = new BatchEvents(batch, result);
    for (const feed of this.#feeds) feed.offer(events);
  }

  follow(request: TailRequest, signal: AbortSignal): TailFeed {
    if (request.start.kind === 'offset') {
      throw new AppError('NOT_SUPPORTED', 'This workspace keeps no offsets to start a tail from.', {
        hint: 'Start from a time, or from the last N events.',
      });
    }
    // From here on every commit behind `seam` comes live; everything up to it is the store's to tell.
    const seam = this.#lastSeq;
    const past = (): AsyncGenerator<LogEvent[]> => this.#past(request, feed.filter, seam, signal);
    const feed: Feed = new Feed(request, signal, past, () => this.#feeds.delete(feed));
    if (signal.aborted) return feed;
    this.#feeds.add(feed);
    signal.addEventListener('abort', () => this.#feeds.delete(feed), { once: true });
    return feed;
  }

  async *#past(
    request: TailRequest,
    filter: TailFilter,
    seam: number,
    signal: AbortSignal,
  ): AsyncGenerator<LogEvent[]> {
    const { start } = request;
    if (start.kind === 'now' || start.kind === 'offset' || (start.kind === 'last' && start.count === 0)) return;
    const range = start.kind === 'time' ? { fromMs: start.timeMs } : {};
    const order = start.kind === 'time' ? ('oldest' as const) : ('newest' as const);
    const last: LogEvent[] = [];
    for await (const page of this.#store.searchUpTo({ query: filter.storeQuery(), range, order }, seam, signal)) {
      const wanted = page.events.filter((event) => filter.wants(event, undefined));
      if (start.kind === 'time') yield wanted;
      else last.push(...wanted);
      if (start.kind === 'last' && last.length >= start.count) break;
    }
    if (start.kind !== 'last') return;
    last.length = Math.min(last.length, start.count);
    last.reverse();
    for (let at = 0; at < last.length; at += PUSH_EVENTS) yield last.slice(at, at + PUSH_EVENTS);
  }
}

class Feed implements TailFeed {
  filter: TailFilter;
  readonly #buffer: TailItems;
  readonly #signal: AbortSignal;
  readonly #past: () => AsyncGenerator<LogEvent[]>;
  readonly #ended: () => void;
  #wake: (() => void) | undefined;
  #pulseNow: (() => void) | undefined;
  #seen = 0;
  #seenAtPulse = 0;
  #pulseMs = PULSE_MS;
  #lastEventMs: number | undefined;

  constructor(request: TailRequest, signal: AbortSignal, past: () => AsyncGenerator<LogEvent[]>, ended: () => void) {
    this.filter = new TailFilter(request.query, request.selectors);
    this.#buffer = new TailItems(request.bufferEvents);
    this.#signal = signal;
    this.#past = past;
    this.#ended = ended;
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  setQuery(query: Query, selectors: Selector[]): void {
    this.filter = new TailFilter(query, selectors);
  }

  offer(events: BatchEvents): void {
    const { count, timesMs } = events.batch;
    this.#seen += count;
    for (let i = 0; i < count; i++) this.#lastEventMs = Math.max(this.#lastEventMs ?? -Infinity, timesMs[i]!);
    for (const event of this.filter.hits(events)) this.#buffer.push(event);
    if (!this.#buffer.isEmpty) this.#wake?.();
    // The quiet is over, though nothing was let through: that is told at once.
    else if (this.#pulseMs > PULSE_MS) this.#pulseNow?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TailItem[]> {
    try {
      yield* this.#items();
    } catch (error) {
      // Being told to end is no failure.
      if (!this.#signal.aborted) throw error;
    } finally {
      this.#ended();
    }
  }

  async *#items(): AsyncGenerator<TailItem[]> {
    for await (const events of this.#past()) {
      if (events.length > 0) yield events.map((event): TailItem => ({ type: 'event', event, origin: 'store' }));
    }
    if (this.#signal.aborted) return;
    yield [{ type: 'live' }];
    while (!this.#signal.aborted) {
      if (!this.#buffer.isEmpty) yield this.#buffer.take(PUSH_EVENTS);
      else if (!(await this.#changed())) yield [this.#pulse()];
    }
  }

  // True when there is something to take or the tail ended, false when a pulse is due.
  #changed(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => finish(false), this.#pulseMs);
      const finish = (isChange: boolean) => {
        clearTimeout(timer);
        this.#wake = undefined;
        this.#pulseNow = undefined;
        resolve(isChange);
      };
      this.#wake = () => finish(true);
      this.#pulseNow = () => finish(false);
    });
  }

  #pulse(): TailItem {
    this.#pulseMs = this.#seen === this.#seenAtPulse ? Math.min(this.#pulseMs * 2, MOST_PULSE_MS) : PULSE_MS;
    this.#seenAtPulse = this.#seen;
    const lagMs = this.#lastEventMs === undefined ? 0 : Math.max(0, Date.now() - this.#lastEventMs);
    return {
      type: 'pulse',
      seen: this.#seen,
      lagMs,
      ...(this.#lastEventMs === undefined ? {} : { lastEventMs: this.#lastEventMs }),
    };
  }
}
