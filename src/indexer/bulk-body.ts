import type { LogRecord, TopicPartition } from '../ports/record-group.ts';
import type { PartitionSpan } from './offset-ledger.ts';

/** A record in a bulk: where its two lines stand, and what it was, for a dead letter. */
export interface BulkItem extends TopicPartition {
  readonly record: LogRecord;
  readonly from: number;
  readonly to: number;
}

const NEWLINE = 10;

/** A bulk body in the making: an action line and the document for each item, in one growing buffer. */
export class BulkBody {
  readonly items: BulkItem[] = [];
  /** What must be told when every item is stored or put aside. */
  readonly spans = new Set<PartitionSpan>();
  #bytes: Buffer;
  #length = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a document; `action` is its finished action line without the line's end. */
  add(partition: TopicPartition, record: LogRecord, action: Buffer | string, document: Uint8Array): void {
    const actionBytes = typeof action === 'string' ? Buffer.from(action) : action;
    this.#reserve(actionBytes.length + document.length + 2);
    const from = this.#length;
    let at = from + actionBytes.copy(this.#bytes, from);
    this.#bytes[at++] = NEWLINE;
    this.#bytes.set(document, at);
    at += document.length;
    this.#bytes[at++] = NEWLINE;
    this.#length = at;
    this.items.push({ topic: partition.topic, partition: partition.partition, record, from, to: at });
  }

  /** The lines of some items, in their order: a view where they stand together, a copy where not. */
  bytesOf(items: readonly BulkItem[]): Uint8Array {
    const first = items[0]!;
    const last = items.at(-1)!;
    const together = items.reduce((sum, { from, to }) => sum + to - from, 0);
    if (last.to - first.from === together) return this.#bytes.subarray(first.from, last.to);
    return Buffer.concat(
      items.map(({ from, to }) => this.#bytes.subarray(from, to)),
      together,
    );
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
