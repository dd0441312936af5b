/** Writes Kafka's classic wire types (big-endian, lengths in front) into one growing buffer. */
export class WireWriter {
  #bytes: Buffer;
  #at = 0;

  constructor(firstBytes = 256) {
    this.#bytes = Buffer.allocUnsafe(firstBytes);
  }

  int8(value: number): this {
    this.#at = this.#room(1).writeInt8(value, this.#at);
    return this;
  }

  int16(value: number): this {
    this.#at = this.#room(2).writeInt16BE(value, this.#at);
    return this;
  }

  int32(value: number): this {
    this.#at = this.#room(4).writeInt32BE(value, this.#at);
    return this;
  }

  /** A whole number within ±2^53. */
  int64(value: number): this {
    this.#at = this.#room(8).writeBigInt64BE(BigInt(value), this.#at);
    return this;
  }

  bool(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  string(value: string): this {
    const length = Buffer.byteLength(value);
    this.int16(length);
    this.#room(length).write(value, this.#at);
    this.#at += length;
    return this;
  }

  nullableString(value: string | null): this {
    return value === null ? this.int16(-1) : this.string(value);
  }

  /** Bytes with an int32 length in front. */
  bytes(value: Uint8Array): this {
    this.int32(value.length);
    this.#room(value.length).set(value, this.#at);
    this.#at += value.length;
    return this;
  }

  array<T>(items: readonly T[], write: (writer: this, item: T) => void): this {
    this.int32(items.length);
    for (const item of items) write(this, item);
    return this;
  }

  /** What was written; a view. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  #room(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + length));
      this.#bytes.copy(larger, 0, 0, this.#at);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
