/** Reads Kafka's classic wire types. Reading behind the end throws a RangeError: the answer was cut or is none. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#step(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#step(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#step(4));
  }

  /** Exact within ±2^53: offsets, times and producer ids are. */
  int64(): number {
    return Number(this.#bytes.readBigInt64BE(this.#step(8)));
  }

  bool(): boolean {
    return this.int8() !== 0;
  }

  nullableString(): string | null {
    const length = this.int16();
    if (length < 0) return null;
    const from = this.#step(length);
    return this.#bytes.toString('utf8', from, from + length);
  }

  string(): string {
    return this.nullableString() ?? '';
  }

  /** Bytes with an int32 length in front; a view. Null is empty. */
  bytes(): Buffer {
    const length = Math.max(0, this.int32());
    const from = this.#step(length);
    return this.#bytes.subarray(from, from + length);
  }

  array<T>(read: (reader: this) => T): T[] {
    const items: T[] = [];
    for (let left = this.int32(); left > 0; left--) items.push(read(this));
    return items;
  }

  skip(length: number): this {
    this.#step(length);
    return this;
  }

  #step(length: number): number {
    const from = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('The answer ends before it is complete.');
    return from;
  }
}
