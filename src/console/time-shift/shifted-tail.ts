// A tail whose lines come with the times of their shifts.

import { timeOf } from '../../model/log-event.ts';
import type { Selector } from '../../model/selector.ts';
import type { LiveTail, TailFeed, TailItem, TailRequest } from '../../ports/live-tail.ts';
import type { Query } from '../../query/query-ast.ts';
import { shiftEvent, shiftOf, type TimeShift } from './time-shift.ts';

/** Lines of the past that are held to be put into the order of their shifted times. */
const MOST_HELD = 20_000;

export class ShiftedTail implements LiveTail {
  readonly #tail: LiveTail;
  readonly #shifts: () => Promise<readonly TimeShift[]>;

  /** A feed keeps the shifts that it began with: whoever changes them follows anew. */
  constructor(tail: LiveTail, shifts: () => Promise<readonly TimeShift[]>) {
    this.#tail = tail;
    this.#shifts = shifts;
  }

  follow(request: TailRequest, signal: AbortSignal): TailFeed {
    return new ShiftedFeed(this.#tail, this.#shifts, request, signal);
  }
}

class ShiftedFeed implements TailFeed {
  readonly #open: (shifts: readonly TimeShift[]) => TailFeed;
  readonly #shifts: () => Promise<readonly TimeShift[]>;
  readonly #fromMs: number;
  #feed: TailFeed | undefined;
  #newest: { query: Query; selectors: Selector[] } | undefined;

  constructor(tail: LiveTail, shifts: () => Promise<readonly TimeShift[]>, request: TailRequest, signal: AbortSignal) {
    const { start } = request;
    this.#shifts = shifts;
    this.#fromMs = start.kind === 'time' ? start.timeMs : Number.NEGATIVE_INFINITY;
    this.#open = (known) => {
      // A line that was written before may be one from then on, by the right clock.
      const earliest = Math.max(0, ...known.map(({ shiftMs }) => shiftMs));
      const from = start.kind === 'time' ? { kind: 'time' as const, timeMs: start.timeMs - earliest } : start;
      return tail.follow({ ...request, ...this.#newest, start: from }, signal);
    };
  }

  setQuery(query: Query, selectors: Selector[]): void {
    this.#newest = { query, selectors };
    this.#feed?.setQuery(query, selectors);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TailItem[]> {
    const shifts = await this.#shifts();
    const feed = this.#open(shifts);
    this.#feed = feed;
    if (shifts.length === 0) yield* feed;
    else yield* this.#shifted(feed, shifts);
  }

  async *#shifted(feed: TailFeed, shifts: readonly TimeShift[]): AsyncGenerator<TailItem[]> {
    let held: TailItem[] = [];
    let isPast = true;
    for await (const items of feed) {
      const moved = items.flatMap((item) => this.#move(item, shifts));
      if (isPast) {
        held.push(...moved);
        isPast = !items.some(({ type }) => type === 'live');
        if (isPast && held.length < MOST_HELD) continue;
        yield inOrder(held);
        held = [];
      } else if (moved.length > 0) yield moved;
    }
    if (held.length > 0) yield inOrder(held);
  }

  #move(item: TailItem, shifts: readonly TimeShift[]): TailItem[] {
    if (item.type !== 'event') return [item];
    const event = shiftEvent(item.event, shiftOf(item.event, shifts));
    return item.origin === 'store' && timeOf(event) < this.#fromMs ? [] : [{ ...item, event }];
  }
}

/** Lines by time; what is no line comes behind them. */
function inOrder(items: readonly TailItem[]): TailItem[] {
  const timed = items.map((item) => ({
    item,
    timeMs: item.type === 'event' ? timeOf(item.event) : Number.POSITIVE_INFINITY,
  }));
  return timed.sort((a, b) => (a.timeMs < b.timeMs ? -1 : a.timeMs > b.timeMs ? 1 : 0)).map(({ item }) => item);
}
