// What a reader of a tail has not taken yet: events and gaps in their order. When it is full the oldest events go, and
// the reader is told how many.
import { type LogEvent, timeOf } from '../model/log-event.ts';
import type { TailItem } from './live-tail.ts';

type Gap = Extract<TailItem, { type: 'gap' }>;

export class TailItems {
  readonly #capacity: number;
  #items: (LogEvent | Gap)[] = [];
  #from = 0;
  #skipped = 0;
  #skippedFromMs = Number.POSITIVE_INFINITY;
  #skippedToMs = Number.NEGATIVE_INFINITY;

  /** `capacity` is the most events and gaps that are held. */
  constructor(capacity: number) {
    this.#capacity = Math.max(1, capacity);
  }

  get isEmpty(): boolean {
    return this.#items.length === this.#from && this.#skipped === 0;
  }

  push(item: LogEvent | Gap): void {
    if (this.#items.length - this.#from >= this.#capacity) this.#skipOldest();
    this.#items.push(item);
  }

  /** Up to `count` items, a gap first when some were skipped before them. */
  take(count: number): TailItem[] {
    const taken: TailItem[] = this.#skipped > 0 ? [this.#takeGap()] : [];
    const to = Math.min(this.#items.length, this.#from + count);
    for (; this.#from < to; this.#from++) {
      const item = this.#items[this.#from]!;
      taken.push(isGap(item) ? item : { type: 'event', event: item, origin: 'stream' });
    }
    this.#compact();
    return taken;
  }

  #skipOldest(): void {
    const item = this.#items[this.#from++]!;
    this.#compact();
    if (isGap(item)) {
      // A gap that was passed over is part of what was not seen.
      this.#skipped += item.skipped;
      return;
    }
    this.#skipped++;
    const timeMs = timeOf(item);
    if (Number.isNaN(timeMs)) return;
    this.#skippedFromMs = Math.min(this.#skippedFromMs, timeMs);
    this.#skippedToMs = Math.max(this.#skippedToMs, timeMs);
  }

  #takeGap(): Gap {
    const gap: Gap = { type: 'gap', skipped: this.#skipped, reason: 'slow-reader' };
    if (this.#skippedFromMs <= this.#skippedToMs) {
      gap.fromMs = this.#skippedFromMs;
      gap.toMs = this.#skippedToMs;
    }
    this.#skipped = 0;
    this.#skippedFromMs = Number.POSITIVE_INFINITY;
    this.#skippedToMs = Number.NEGATIVE_INFINITY;
    return gap;
  }

  /** The taken part is let go when it is the larger one: each item is moved once on average. */
  #compact(): void {
    if (this.#from * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#from);
    this.#from = 0;
  }
}

function isGap(item: LogEvent | Gap): item is Gap {
  return item.type === 'gap' && typeof item.skipped === 'number';
}
