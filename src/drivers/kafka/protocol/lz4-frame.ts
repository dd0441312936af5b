// Unpacks LZ4 frames (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md): what Kafka writes as codec 3.
// Checksums of LZ4 are not looked at: the batch has its own over the same bytes.
import { GrowingBuffer } from './growing-buffer.ts';

const MAGIC = 0x184d2204;

/** Throws a RangeError or Error when the bytes are no complete frame. */
export function unpackLz4(source: Buffer): Buffer {
  if (source.readUInt32LE(0) !== MAGIC) throw new Error('The bytes are no LZ4 frame.');
  const flags = source[4]!;
  const blockChecksum = (flags & 0x10) !== 0;
  let at = 6 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0) + 1;
  const out = new GrowingBuffer(source.length * 4);
  for (;;) {
    const header = source.readUInt32LE(at);
    at += 4;
    if (header === 0) return out.finish();
    const end = at + (header & 0x7fffffff);
    if (header >= 0x80000000) out.append(source, at, end);
    else unpackBlock(source, at, end, out);
    at = end + (blockChecksum ? 4 : 0);
  }
}

/** One block: literals and matches in turn; matches may reach back into the blocks before. */
function unpackBlock(source: Buffer, from: number, end: number, out: GrowingBuffer): void {
  if (end > source.length) throw new RangeError('The compressed bytes end too early.');
  let at = from;
  while (at < end) {
    const token = source[at++]!;
    let literals = token >>> 4;
    if (literals === 15) {
      let more: number;
      do {
        more = source[at++]!;
        literals += more;
      } while (more === 255);
    }
    out.append(source, at, at + literals);
    at += literals;
    if (at >= end) return;
    const distance = source[at]! | (source[at + 1]! << 8);
    at += 2;
    let count = (token & 15) + 4;
    if (count === 19) {
      let more: number;
      do {
        more = source[at++]!;
        count += more;
      } while (more === 255);
    }
    out.repeat(distance, count);
  }
}
