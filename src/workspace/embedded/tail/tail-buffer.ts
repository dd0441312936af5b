// Events that a reader has not taken yet. When it is full the oldest go, and the reader is told how many.
import { type LogEvent, timeOf } from '../../../model/log-event.ts';
import type { TailItem } from '../../../ports/live-tail.ts';

export class TailBuffer {
  readonly #capacity: number;
  readonly #ring: (LogEvent | undefined)[];
  #head = 0;
  #size = 0;
  #skipped = 0;
  #skippedFromMs = Infinity;
  #skippedToMs = -Infinity;

  constructor(capacity: number) {
    this.#capacity = Math.max(1, capacity);
    this.#ring = new Array<LogEvent | undefined>(Math.min(this.#capacity, 1024)).fill(undefined);
  }

  get isEmpty(): boolean {
    return this.#size === 0 && this.#skipped === 0;
  }

  push(event: LogEvent): void {
    if (this.#size === this.#capacity) this.#skipOldest();
    else if (this.#size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#size) % this.#ring.length] = event;
    this.#size++;
  }

  /** Up to `count` events, a gap first when some were skipped before them. */
  take(count: number): TailItem[] {
    const items: TailItem[] = [];
    if (this.#skipped > 0) items.push(this.#takeGap());
    for (let left = Math.min(count, this.#size); left > 0; left--) {
      items.push({ type: 'event', event: this.#shift(), origin: 'stream' });
    }
    return items;
  }

  #takeGap(): TailItem {
    const gap: TailItem = { type: 'gap', skipped: this.#skipped, reason: 'slow-reader' };
    if (this.#skippedFromMs <= this.#skippedToMs)
      Object.assign(gap, { fromMs: this.#skippedFromMs, toMs: this.#skippedToMs });
    this.#skipped = 0;
    this.#skippedFromMs = Infinity;
    this.#skippedToMs = -Infinity;
    return gap;
  }

  #skipOldest(): void {
    const timeMs = timeOf(this.#shift());
    this.#skipped++;
    if (Number.isNaN(timeMs)) return;
    this.#skippedFromMs = Math.min(this.#skippedFromMs, timeMs);
    this.#skippedToMs = Math.max(this.#skippedToMs, timeMs);
  }

  #shift(): LogEvent {
    const event = this.#ring[this.#head]!;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#ring.length;
    this.#size--;
    return event;
  }

  #grow(): void {
    const events = [...this.#ring.slice(this.#head), ...this.#ring.slice(0, this.#head)];
    const length = Math.min(this.#ring.length * 2, this.#capacity);
    this.#ring.length = length;
    this.#ring.fill(undefined);
    for (const [i, event] of events.entries()) this.#ring[i] = event;
    this.#head = 0;
  }
}
