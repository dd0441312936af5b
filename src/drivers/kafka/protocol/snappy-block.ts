// Unpacks Snappy (https://github.com/google/snappy/blob/main/format_description.txt) as Kafka's clients write it: a
// raw block, or the framing of Java's xerial library.
import { GrowingBuffer } from './growing-buffer.ts';

const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER = 16;

/** Throws when the bytes are not whole. */
export function unpackSnappy(source: Buffer): Buffer {
  const out = new GrowingBuffer(source.length * 4);
  if (source.length < XERIAL_HEADER || !source.subarray(0, XERIAL.length).equals(XERIAL)) {
    unpackBlock(source, 0, source.length, out);
    return out.finish();
  }
  for (let at = XERIAL_HEADER; at < source.length; ) {
    const end = at + 4 + source.readInt32BE(at);
    if (end > source.length || end < at + 4) throw new RangeError('The compressed bytes end too early.');
    unpackBlock(source, at + 4, end, out);
    at = end;
  }
  return out.finish();
}

function unpackBlock(source: Buffer, from: number, end: number, out: GrowingBuffer): void {
  let at = from;
  let promised = 0;
  for (let factor = 1; at < end; factor *= 128) {
    const byte = source[at++]!;
    promised += (byte & 127) * factor;
    if (byte < 128) break;
  }
  const begin = out.length;
  while (at < end) {
    const tag = source[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      let literals = tag >>> 2;
      if (literals >= 60) {
        const width = literals - 59;
        literals = source.readUIntLE(at, width);
        at += width;
      }
      out.append(source, at, at + literals + 1);
      at += literals + 1;
    } else if (kind === 1) {
      out.repeat(((tag >>> 5) << 8) | source[at++]!, ((tag >>> 2) & 7) + 4);
    } else {
      const width = kind === 2 ? 2 : 4;
      out.repeat(source.readUIntLE(at, width), (tag >>> 2) + 1);
      at += width;
    }
  }
  if (out.length - begin !== promised) throw new RangeError('The block does not unpack to the length it names.');
}
