// What questions need of every row of a block without reading its text: key, level, source.

import { FLAG_LEVEL, SLOTS } from '../segments/segment-format.ts';
import type { BlockRow } from './block-row.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { packBytes, unpackBytes } from './packed-bytes.ts';

export interface BlockHead {
  /** Ascending. */
  keys: Float64Array;
  levels: Uint8Array;
  sources: Uint32Array;
}

export function packHead(rows: readonly BlockRow[]): Uint8Array {
  const writer = new ByteWriter(rows.length * 6 + 16);
  writer.varint(rows.length);
  let micros = 0;
  for (const { key } of rows) {
    const own = Math.floor(key / SLOTS);
    const slot = key - own * SLOTS;
    writer.varint((own - micros) * 2 + (slot === 0 ? 0 : 1));
    if (slot !== 0) writer.byte(slot);
    micros = own;
  }
  for (const { flags } of rows) writer.byte(flags & FLAG_LEVEL);
  for (const { source } of rows) writer.varint(source);
  return packBytes(writer.done());
}

export function unpackHead(packed: Uint8Array): BlockHead {
  const reader = new ByteReader(unpackBytes(packed));
  const rows = reader.varint();
  const keys = new Float64Array(rows);
  const sources = new Uint32Array(rows);
  let micros = 0;
  for (let row = 0; row < rows; row++) {
    const step = reader.varint();
    micros += Math.floor(step / 2);
    keys[row] = micros * SLOTS + (step % 2 === 1 ? reader.varint() : 0);
  }
  const levels = reader.raw(rows);
  for (let row = 0; row < rows; row++) sources[row] = reader.varint();
  return { keys, levels, sources };
}

/** Number of the first row whose key is not below `key`. */
export function rowOfKey(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
