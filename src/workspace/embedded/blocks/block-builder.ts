// Makes a block of rows, all at once or a slice at a time: for a large one that takes longer than a commit may wait.

import { TokenIndex } from '../index/token-index.ts';
import { FLAG_LEVEL } from '../segments/segment-format.ts';
import { packChunk } from './block-chunk.ts';
import { packHead } from './block-head.ts';
import { type BlockRow, CHUNK_ROWS } from './block-row.ts';

/** Rows of a slice: some milliseconds of work. */
const SLICE_ROWS = CHUNK_ROWS * 4;

export interface BuiltBlock {
  rows: readonly BlockRow[];
  /** Bit r: there are rows of level rank r. */
  levels: number;
  head: Uint8Array;
  filter: Uint8Array;
  parts: Uint8Array[];
  chunks: Uint8Array[];
  /** There is a token too long for the index. */
  isLong: boolean;
}

export class BlockBuilder {
  readonly #index = new TokenIndex();

  /** A block of these rows, which are in the order of their keys. */
  build(rows: readonly BlockRow[]): BuiltBlock {
    const steps = this.slices(rows);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  /** The same in slices; no other block may be built meanwhile. */
  *slices(rows: readonly BlockRow[]): Generator<void, BuiltBlock> {
    const chunks: Uint8Array[] = [];
    let isLong = false;
    let levels = 0;
    for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
      if (from > 0 && from % SLICE_ROWS === 0) yield;
      const part = rows.slice(from, from + CHUNK_ROWS);
      for (const [i, { words, flags }] of part.entries()) {
        if (this.#index.add(from + i, words)) isLong = true;
        levels |= 1 << (flags & FLAG_LEVEL);
      }
      chunks.push(packChunk(part));
    }
    const head = packHead(rows);
    const { filter, parts } = yield* this.#index.finish(rows.length);
    return { rows, levels, head, filter, parts, chunks, isLong };
  }
}
