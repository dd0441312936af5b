/** More than any broker takes in a batch, decompressed: beyond it, it is an attack or damage. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Output of a decoder: grows by need, up to a limit. */
export class GrowingBuffer {
  bytes: Buffer;
  length = 0;

  constructor(first: number) {
    this.bytes = Buffer.allocUnsafe(Math.min(first, MAX_BYTES));
  }

  /** Makes room for so many more bytes. Throws a RangeError beyond the limit. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    if (needed > MAX_BYTES) throw new RangeError('The batch unpacks to more than 256 MiB.');
    const larger = Buffer.allocUnsafe(Math.min(MAX_BYTES, Math.max(needed, this.bytes.length * 2)));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  /** Repeats `count` bytes that begin `distance` before the end; they may overlap what they make. */
  repeat(distance: number, count: number): void {
    if (!(distance > 0 && distance <= this.length && count >= 0))
      throw new RangeError('A match points before the beginning.');
    this.reserve(count);
    const { bytes } = this;
    let to = this.length;
    let from = to - distance;
    const end = to + count;
    this.length = end;
    if (distance >= count && count >= 32) {
      bytes.copyWithin(to, from, from + count);
      return;
    }
    while (to < end) bytes[to++] = bytes[from++]!;
  }

  append(source: Uint8Array, from: number, to: number): void {
    const count = to - from;
    if (to > source.length || !(count >= 0)) throw new RangeError('The compressed bytes end too early.');
    this.reserve(count);
    const { bytes } = this;
    if (count < 32) for (let i = from, at = this.length; i < to; ) bytes[at++] = source[i++]!;
    else bytes.set(source.subarray(from, to), this.length);
    this.length += count;
  }

  /** What was written; a view. */
  finish(): Buffer {
    return this.bytes.subarray(0, this.length);
  }
}
