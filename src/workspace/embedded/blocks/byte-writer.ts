// A growing buffer for the columns of a block. Whole numbers are varints: seven bits a byte, lowest first.

const LARGEST_SHIFT = 0x7fffffff;

export class ByteWriter {
  #bytes: Uint8Array;
  #at = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  get length(): number {
    return this.#at;
  }

  /** Starts anew in the same buffer. */
  clear(): void {
    this.#at = 0;
  }

  byte(value: number): void {
    if (this.#at === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#at++] = value;
  }

  /** A whole number from 0 to 2⁵³ − 1. */
  varint(value: number): void {
    if (this.#at + 8 > this.#bytes.length) this.#grow(8);
    const bytes = this.#bytes;
    let rest = value;
    while (rest > LARGEST_SHIFT) {
      bytes[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      bytes[this.#at++] = (rest & 127) | 128;
      rest >>= 7;
    }
    bytes[this.#at++] = rest;
  }

  /** A whole number that may be negative, up to 2⁵² either way. */
  signed(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  raw(bytes: Uint8Array): void {
    if (this.#at + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A few bytes of a larger array. */
  copy(bytes: Uint8Array, from: number, to: number): void {
    if (this.#at + to - from > this.#bytes.length) this.#grow(to - from);
    const own = this.#bytes;
    let at = this.#at;
    for (let i = from; i < to; i++) own[at++] = bytes[i]!;
    this.#at = at;
  }

  /** What was written; a view. */
  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  #grow(more: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + more));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }
}
