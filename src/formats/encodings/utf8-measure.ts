import { utf8Length } from '../events/byte-sink.ts';

/** Bytes beyond the first of good characters, and bytes that belong to none. */
export function measureUtf8(bytes: Uint8Array): { good: number; broken: number } {
  let good = 0;
  let broken = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue;
    const length = utf8Length(bytes, i, bytes.length);
    if (length === 0) broken++;
    else {
      good += length - 1;
      i += length - 1;
    }
  }
  return { good, broken };
}
