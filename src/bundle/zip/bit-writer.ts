// Room for one block at work: a writer gives its bytes away before another one is used.
let scratch = new Uint8Array(256 * 1024);

/** Bits into bytes, lowest bit first. What does not fill a byte yet is carried over from block to block. */
export class BitWriter {
  #at = 0;
  #held = 0;
  #count = 0;

  /** Starts a block of at most so many bytes: `put` does not look. */
  start(bytes: number): void {
    if (scratch.length < bytes + 8) scratch = new Uint8Array(2 * (bytes + 8));
    this.#at = 0;
  }

  /** Writes the lowest `count` (up to 16) bits of `value`, whose other bits are 0. */
  put(value: number, count: number): void {
    let held = this.#held | (value << this.#count);
    let have = this.#count + count;
    if (have >= 16) {
      scratch[this.#at++] = held;
      scratch[this.#at++] = held >>> 8;
      held = value >>> (count - (have - 16));
      have -= 16;
    }
    this.#held = held;
    this.#count = have;
  }

  /** Bits that this block has so far, those carried over included. */
  get length(): number {
    return 8 * this.#at + this.#count;
  }

  /** Writes the first `count` bits of these bytes, whose other bits are 0. */
  join(bytes: Uint8Array, count: number): void {
    const pairs = count >>> 4;
    for (let i = 0; i < pairs; i++) this.put(bytes[2 * i]! | (bytes[2 * i + 1]! << 8), 16);
    const left = count & 15;
    if (left > 0) this.put(bytes[2 * pairs]! | ((bytes[2 * pairs + 1] ?? 0) << 8), left);
  }

  /** Fills the last byte with zeros. */
  align(): void {
    for (; this.#count > 0; this.#count -= 8) {
      scratch[this.#at++] = this.#held;
      this.#held >>>= 8;
    }
    this.#count = 0;
    this.#held = 0;
  }

  /** The whole bytes of the block, in the room that all writers share: gone when the next block is started. */
  view(): Uint8Array<ArrayBuffer> {
    return scratch.subarray(0, this.#at);
  }
}
