// The events of a committed batch, made once for all tails that look at them.
import { type EventBatch, eventAt } from '../../../model/event-batch.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { AppendResult } from '../segments/store-writer.ts';

export class BatchEvents {
  readonly batch: EventBatch;
  /** Indexes that were stored before already: tails have had them, or had them in their past. */
  readonly #duplicates: ReadonlySet<number>;
  readonly #events: (LogEvent | undefined)[];

  constructor(batch: EventBatch, result: AppendResult) {
    this.batch = batch;
    this.#duplicates = new Set(result.duplicates);
    this.#events = new Array(batch.count).fill(undefined);
  }

  get count(): number {
    return this.batch.count;
  }

  isNew(i: number): boolean {
    return !this.#duplicates.has(i);
  }

  at(i: number): LogEvent {
    const made = this.#events[i] ?? eventAt(this.batch, i);
    this.#events[i] = made;
    return made;
  }
}
