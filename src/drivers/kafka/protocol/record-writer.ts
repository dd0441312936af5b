// Writes the records of a batch (magic 2) into one buffer that is used again for the next batch.

const FIRST_BYTES = 1024 * 1024;
/** Length, attributes, time, offset, the lengths of key, value and header list, at their longest. */
const MAX_FRAME = 5 + 1 + 10 + 5 + 5 + 5 + 5;

export interface WrittenHeader {
  name: Uint8Array;
  value: Uint8Array | null;
}

export class RecordWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #at = 0;
  #count = 0;
  #baseTimeMs = 0;
  #maxTimeMs = 0;

  get count(): number {
    return this.#count;
  }

  /** Bytes of the records so far. */
  get length(): number {
    return this.#at;
  }

  get baseTimeMs(): number {
    return this.#baseTimeMs;
  }

  get maxTimeMs(): number {
    return this.#maxTimeMs;
  }

  /** Begins a new batch; what `records` gave before is overwritten. */
  reset(): void {
    this.#at = 0;
    this.#count = 0;
  }

  /** The records so far: a view until the next reset. */
  records(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Adds a record whose value is `source` from `from` to `to`; a `source` of null is a tombstone. Time in epoch ms. */
  add(
    timeMs: number,
    key: Uint8Array | null,
    source: Uint8Array | null,
    from = 0,
    to = source?.length ?? 0,
    headers: readonly WrittenHeader[] = [],
  ): void {
    const time = Math.floor(timeMs);
    if (this.#count === 0) this.#baseTimeMs = this.#maxTimeMs = time;
    else if (time > this.#maxTimeMs) this.#maxTimeMs = time;
    const delta = time - this.#baseTimeMs;
    const keyLength = key === null ? -1 : key.length;
    const valueLength = source === null ? -1 : to - from;
    const body =
      1 +
      longSize(delta) +
      intSize(this.#count) +
      intSize(keyLength) +
      Math.max(0, keyLength) +
      intSize(valueLength) +
      Math.max(0, valueLength) +
      headersSize(headers);
    this.#reserve(body + MAX_FRAME);
    this.#int(body);
    this.#bytes[this.#at++] = 0;
    this.#long(delta);
    this.#int(this.#count);
    this.#block(key, 0, Math.max(0, keyLength), keyLength);
    this.#block(source, from, to, valueLength);
    this.#int(headers.length);
    for (const { name, value } of headers) {
      this.#block(name, 0, name.length, name.length);
      this.#block(value, 0, value?.length ?? 0, value?.length ?? -1);
    }
    this.#count++;
  }

  #block(source: Uint8Array | null, from: number, to: number, length: number): void {
    this.#int(length);
    if (source === null) return;
    // Buffer.copy makes no view of the source for each record.
    Buffer.prototype.copy.call(source, this.#bytes, this.#at, from, to);
    this.#at += to - from;
  }

  #int(value: number): void {
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  #long(value: number): void {
    let rest = value >= 0 ? value * 2 : -value * 2 - 1;
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + more));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

function intSize(value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let size = 1;
  for (; rest > 127; size++) rest >>>= 7;
  return size;
}

function longSize(value: number): number {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  let size = 1;
  for (; rest > 127; size++) rest = Math.floor(rest / 128);
  return size;
}

function headersSize(headers: readonly WrittenHeader[]): number {
  let size = intSize(headers.length);
  for (const { name, value } of headers) {
    const valueLength = value === null ? -1 : value.length;
    size += intSize(name.length) + name.length + intSize(valueLength) + Math.max(0, valueLength);
  }
  return size;
}
