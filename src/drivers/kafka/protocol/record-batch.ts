// Record batches (magic 2, https://kafka.apache.org/documentation/#recordbatch) out of the bytes of a fetch. A batch
// is unpacked as a whole; no object is made per record: RecordCursor walks over it.
import { messageOf } from '../../../base/errors.ts';
import { unpack } from './compression.ts';
import { crc32c } from './crc32c.ts';

/** Bytes in front of the records of a batch. */
export const BATCH_HEADER = 61;

export interface RecordBatch {
  /** Unpacked records, one behind the other. */
  readonly bytes: Buffer;
  readonly count: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** Records before it were not asked for. */
  readonly fromOffset: number;
  readonly baseTimeMs: number;
  /** Set where the topic keeps the broker's time: it holds for every record. */
  readonly appendTimeMs: number | undefined;
}

/** A stretch that could not be read: unknown codec, wrong checksum, a format older than Kafka 0.11. */
export interface UnreadableRange {
  fromOffset: number;
  /** Behind the last. */
  toOffset: number;
  reason: string;
}

export interface DecodedRecords {
  batches: RecordBatch[];
  unreadable: UnreadableRange[];
  /** Where to go on: behind the last whole batch, also where it held nothing for us. */
  nextOffset: number;
  controlBatches: number;
  abortedRecords: number;
}

/** A transaction that was taken back: its records from this offset on, up to its control batch, do not count. */
export interface AbortedTransaction {
  producerId: number;
  firstOffset: number;
}

/** Reads every whole batch; damage is reported and stepped over, never thrown. */
export function decodeRecords(data: Buffer, fromOffset: number, aborted: AbortedTransaction[]): DecodedRecords {
  const result: DecodedRecords = {
    batches: [],
    unreadable: [],
    nextOffset: fromOffset,
    controlBatches: 0,
    abortedRecords: 0,
  };
  const transactions = new OpenAborts(aborted);
  for (let at = 0; at + 17 <= data.length; ) {
    const end = at + 12 + data.readInt32BE(at + 8);
    // A fetch cuts the last batch where its limit is.
    if (end > data.length || end <= at + 16) break;
    const next = decodeBatch(data, at, end, fromOffset, transactions, result);
    result.nextOffset = Math.max(result.nextOffset, next);
    at = end;
  }
  return result;
}

function decodeBatch(
  data: Buffer,
  at: number,
  end: number,
  fromOffset: number,
  transactions: OpenAborts,
  result: DecodedRecords,
): number {
  const baseOffset = Number(data.readBigInt64BE(at));
  const magic = data[at + 16]!;
  if (magic !== 2 || end - at < BATCH_HEADER) {
    const toOffset = baseOffset + 1;
    const reason = magic === 2 ? 'the batch is cut' : `message format ${magic}, older than Kafka 0.11`;
    if (toOffset > fromOffset)
      result.unreadable.push({ fromOffset: Math.max(fromOffset, baseOffset), toOffset, reason });
    return toOffset;
  }
  const lastOffset = baseOffset + data.readInt32BE(at + 23);
  if (lastOffset < fromOffset) return lastOffset + 1;
  const unreadable = (reason: string) => {
    const from = Math.max(fromOffset, baseOffset);
    result.unreadable.push({ fromOffset: from, toOffset: lastOffset + 1, reason });
    return lastOffset + 1;
  };
  if (crc32c(data, at + 21, end) !== data.readUInt32BE(at + 17)) return unreadable('its checksum is wrong');
  const attributes = data.readInt16BE(at + 21);
  const producerId = Number(data.readBigInt64BE(at + 43));
  const count = data.readInt32BE(at + 57);
  if ((attributes & 0x20) !== 0) {
    result.controlBatches++;
    transactions.end(producerId, baseOffset);
    return lastOffset + 1;
  }
  if ((attributes & 0x10) !== 0 && transactions.isAborted(producerId, baseOffset)) {
    result.abortedRecords += count;
    return lastOffset + 1;
  }
  const codec = attributes & 7;
  try {
    const bytes = unpack(codec, data.subarray(at + BATCH_HEADER, end));
    if (bytes === undefined) return unreadable(`compression ${codec} is not known`);
    const maxTimeMs = Number(data.readBigInt64BE(at + 35));
    result.batches.push({
      bytes,
      count,
      baseOffset,
      lastOffset,
      fromOffset,
      baseTimeMs: Number(data.readBigInt64BE(at + 27)),
      appendTimeMs: (attributes & 8) !== 0 ? maxTimeMs : undefined,
    });
  } catch (error) {
    return unreadable(`it cannot be unpacked: ${messageOf(error)}`);
  }
  return lastOffset + 1;
}

/** Aborted transactions by producer, begun by their first offset and ended by their control batch. */
class OpenAborts {
  readonly #waiting: AbortedTransaction[];
  readonly #open = new Set<number>();

  constructor(aborted: AbortedTransaction[]) {
    this.#waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  isAborted(producerId: number, offset: number): boolean {
    this.#advance(offset);
    return this.#open.has(producerId);
  }

  end(producerId: number, offset: number): void {
    this.#advance(offset);
    this.#open.delete(producerId);
  }

  #advance(offset: number): void {
    while (this.#waiting.length > 0 && this.#waiting[0]!.firstOffset <= offset)
      this.#open.add(this.#waiting.shift()!.producerId);
  }
}
