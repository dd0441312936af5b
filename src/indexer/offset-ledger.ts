import type { PartitionOffset, TopicPartition } from '../ports/record-group.ts';

/** Successive records of a partition: done when every bulk that has some of them is. */
export interface PartitionSpan extends TopicPartition {
  nextOffset: number;
  /** Bulks that still have records of it, and one for the reader until all are handed over. */
  open: number;
  /** The partition went to another member meanwhile. */
  isLost: boolean;
}

/** Which offsets may be committed: those before which everything is stored or put aside. */
export class OffsetLedger {
  readonly #spans = new Map<string, PartitionSpan[]>();
  readonly #ready = new Map<string, PartitionOffset>();

  /** Notes records that begin their way; `close` it when all of them are in bulks. */
  open({ topic, partition }: TopicPartition, nextOffset: number): PartitionSpan {
    const span: PartitionSpan = { topic, partition, nextOffset, open: 1, isLost: false };
    const key = keyOf(span);
    const spans = this.#spans.get(key);
    if (spans === undefined) this.#spans.set(key, [span]);
    else spans.push(span);
    return span;
  }

  /** The reader is done with the span before the offset it was opened for. */
  endAt(span: PartitionSpan, nextOffset: number): void {
    span.nextOffset = nextOffset;
    this.close(span);
  }

  /** One of those who have the span is done with it. */
  close(span: PartitionSpan): void {
    span.open--;
    if (span.open > 0 || span.isLost) return;
    const key = keyOf(span);
    const spans = this.#spans.get(key)!;
    let done: PartitionSpan | undefined;
    // What came later may be done first: it waits for what is before it.
    while (spans[0] !== undefined && spans[0].open === 0) done = spans.shift();
    if (done !== undefined)
      this.#ready.set(key, { topic: done.topic, partition: done.partition, offset: done.nextOffset });
  }

  /** Forgets a partition that went to another member. */
  drop(partition: TopicPartition): void {
    const key = keyOf(partition);
    for (const span of this.#spans.get(key) ?? []) span.isLost = true;
    this.#spans.delete(key);
    this.#ready.delete(key);
  }

  /** Offsets that became ready since they were last taken. */
  take(): PartitionOffset[] {
    const ready = [...this.#ready.values()];
    this.#ready.clear();
    return ready;
  }

  /** Puts back what could not be committed, unless more has become ready. */
  putBack(offsets: readonly PartitionOffset[]): void {
    for (const offset of offsets) {
      const key = keyOf(offset);
      if (!this.#ready.has(key) && this.#spans.has(key)) this.#ready.set(key, offset);
    }
  }

  /** True while something is neither stored nor put aside. */
  get isBusy(): boolean {
    for (const spans of this.#spans.values()) if (spans.length > 0) return true;
    return false;
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
