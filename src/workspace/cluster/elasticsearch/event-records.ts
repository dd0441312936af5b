import type { OutgoingRecords } from '../../../drivers/kafka/produce/partition-writer.ts';
import type { RecordWriter } from '../../../drivers/kafka/protocol/record-writer.ts';
import { type EventBatch, eventAt } from '../../../model/event-batch.ts';

/** Brokers refuse times far ahead of theirs: a clock or zone that is wrong must not stop a file. */
const MAX_AHEAD_MS = 10 * 60_000;
/** An event smaller than this is not cut any more. */
const MIN_CUT_BYTES = 4 * 1024;

/** The events of a batch as records; their bytes are copied once, when their turn comes. */
export class EventRecords implements OutgoingRecords {
  readonly count: number;
  readonly #batch: EventBatch;
  readonly #key: Uint8Array;
  readonly #cut = new Map<number, Uint8Array>();

  constructor(batch: EventBatch, key: Uint8Array) {
    this.count = batch.count;
    this.#batch = batch;
    this.#key = key;
  }

  write(writer: RecordWriter, index: number, givenMs?: number): void {
    const { json, ends, timesMs } = this.#batch;
    const now = Date.now();
    const ownMs = timesMs[index]!;
    const timeMs = givenMs ?? (ownMs >= 0 && ownMs < now + MAX_AHEAD_MS ? ownMs : now);
    const cut = this.#cut.size === 0 ? undefined : this.#cut.get(index);
    if (cut !== undefined) writer.add(timeMs, this.#key, cut);
    else writer.add(timeMs, this.#key, json, index === 0 ? 0 : ends[index - 1]! + 1, ends[index]!);
  }

  /** Halves the message and says so in the event; everything that is not its origin goes with the rest. */
  shrink(index: number): boolean {
    const before = this.#cut.get(index);
    const event = before === undefined ? eventAt(this.#batch, index) : JSON.parse(Buffer.from(before).toString());
    const bytes = Buffer.byteLength(JSON.stringify(event));
    if (bytes < MIN_CUT_BYTES) return false;
    const text = String(event.message);
    const kept = text.slice(0, Math.floor(text.length / 2)).replace(/[\ud800-\udbff]$/, '');
    const truncated = (event.crosstail?.truncated ?? 0) + Buffer.byteLength(text) - Buffer.byteLength(kept);
    const { '@timestamp': time, event: ids, log, service, host, crosstail } = event;
    const { rule, revision, format, generation } = crosstail ?? {};
    const small = { '@timestamp': time, message: kept, event: ids, log, service, host };
    this.#cut.set(
      index,
      Buffer.from(JSON.stringify({ ...small, crosstail: { rule, revision, format, generation, truncated } })),
    );
    return true;
  }
}
