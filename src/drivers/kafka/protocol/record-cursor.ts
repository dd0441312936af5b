import type { RecordBatch } from './record-batch.ts';

export interface RecordHeader {
  key: string;
  /** null where the header has none. */
  value: Buffer | null;
}

/**
 * Walks over the records of a batch without making an object for each:
 * `for (cursor.open(batch); cursor.next(); ) use(cursor.valueStart, cursor.valueEnd)`.
 */
export class RecordCursor {
  bytes: Buffer = Buffer.alloc(0);
  offset = 0;
  /** Epoch milliseconds: the record's own time, or the broker's where the topic says so. */
  timeMs = 0;
  /** Range of the key in `bytes`; an end of -1 says that there is none. */
  keyStart = 0;
  keyEnd = -1;
  /** Range of the value in `bytes`; an end of -1 says that it is null (a tombstone). */
  valueStart = 0;
  valueEnd = -1;
  #batch: RecordBatch | undefined;
  #at = 0;
  #left = 0;
  #headersAt = 0;

  /** Stands before the first record that was asked for. */
  open(batch: RecordBatch): void {
    this.#batch = batch;
    this.bytes = batch.bytes;
    this.#at = 0;
    this.#left = batch.count;
  }

  /** Steps to the next record; false at the end, also where a batch ends before its count does. */
  next(): boolean {
    const batch = this.#batch;
    while (batch !== undefined && this.#left > 0) {
      this.#left--;
      const length = this.#varint();
      const start = this.#at;
      if (length <= 0 || start + length > this.bytes.length) return false;
      this.#at++;
      const delta = this.#varlong();
      this.offset = batch.baseOffset + this.#varint();
      if (this.offset < batch.fromOffset) {
        this.#at = start + length;
        continue;
      }
      this.timeMs = batch.appendTimeMs ?? batch.baseTimeMs + delta;
      const keyLength = this.#varint();
      this.keyStart = this.#at;
      this.keyEnd = keyLength < 0 ? -1 : this.#at + keyLength;
      this.#at += Math.max(0, keyLength);
      const valueLength = this.#varint();
      this.valueStart = this.#at;
      this.valueEnd = valueLength < 0 ? -1 : this.#at + valueLength;
      this.#headersAt = this.#at + Math.max(0, valueLength);
      this.#at = start + length;
      return true;
    }
    return false;
  }

  /** Value as a view; null for a tombstone. */
  value(): Buffer | null {
    return this.valueEnd < 0 ? null : this.bytes.subarray(this.valueStart, this.valueEnd);
  }

  /** Key as a view; null when there is none. */
  key(): Buffer | null {
    return this.keyEnd < 0 ? null : this.bytes.subarray(this.keyStart, this.keyEnd);
  }

  /** Whether there are headers, without decoding them. */
  get hasHeaders(): boolean {
    return this.bytes[this.#headersAt] !== 0;
  }

  /** Headers of the record the cursor stands on. */
  headers(): RecordHeader[] {
    const after = this.#at;
    this.#at = this.#headersAt;
    const headers: RecordHeader[] = [];
    for (let left = this.#varint(); left > 0 && this.#at < after; left--) {
      const key = this.#bytesHere(this.#varint())?.toString('utf8') ?? '';
      headers.push({ key, value: this.#bytesHere(this.#varint()) });
    }
    this.#at = after;
    return headers;
  }

  #bytesHere(length: number): Buffer | null {
    if (length < 0) return null;
    const from = this.#at;
    this.#at += length;
    return this.bytes.subarray(from, this.#at);
  }

  /** Zigzag varint of 32 bits; behind the end it reads zeros, and the caller's length test stops. */
  #varint(): number {
    const { bytes } = this;
    let shift = 0;
    let value = 0;
    let byte: number;
    do {
      byte = bytes[this.#at++] ?? 0;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127 && shift < 35);
    return (value >>> 1) ^ -(value & 1);
  }

  /** Zigzag varint of 64 bits, exact within ±2^53. */
  #varlong(): number {
    const { bytes } = this;
    let factor = 1;
    let value = 0;
    let byte: number;
    do {
      byte = bytes[this.#at++] ?? 0;
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte > 127 && factor < 2 ** 63);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
