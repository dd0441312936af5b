// Walks through the rows of a segment that may be hits, in the order of their keys. Blocks may overlap: events of
// several files, or late ones, lie in blocks of their own.

import type { IndexQuery } from '../index/index-query.ts';
import type { KeyRange, SegmentReader } from '../segments/segment-reader.ts';
import type { LoadedBlock } from './block-cache.ts';
import { rowOfKey } from './block-head.ts';
import { RowSet } from './row-set.ts';

export interface Candidate {
  key: number;
  block: LoadedBlock;
  row: number;
}

const EVERY_KEY: KeyRange = { from: 0, to: Number.MAX_SAFE_INTEGER };
const NO_ROWS = new RowSet(0);

export class RowWalk {
  readonly #reader: SegmentReader;
  readonly #match: IndexQuery | undefined;
  readonly #newestFirst: boolean;
  /** What the index said about blocks, for the next windows. */
  readonly #sets = new Map<number, RowSet>();

  constructor(reader: SegmentReader, match: IndexQuery | undefined, newestFirst: boolean) {
    this.#reader = reader;
    this.#match = match;
    this.#newestFirst = newestFirst;
  }

  /**
   * The next candidates within the keys, no more than `limit`, and where the following ones begin; `rest` is undefined
   * when there are no more. To be called within a snapshot of the segment.
   */
  next(keys: KeyRange, limit: number): { found: Candidate[]; rest: KeyRange | undefined } {
    const blocks = this.#reader.blocks(keys, this.#newestFirst);
    const found: Candidate[] = [];
    let ready = 0;
    for (const [i, info] of blocks.entries()) {
      this.#take(this.#reader.load(info), keys, limit, found);
      const next = blocks[i + 1];
      if (next === undefined) break;
      const bound = this.#newestFirst ? next.maxKey : next.minKey;
      ready = found.reduce((sum, { key }) => sum + (this.#isBefore(key, bound) ? 1 : 0), 0);
      if (ready >= limit) return this.#cut(keys, found, limit, ready);
    }
    return this.#cut(keys, found, limit, found.length);
  }

  #isBefore(key: number, bound: number): boolean {
    return this.#newestFirst ? key > bound : key < bound;
  }

  #cut(keys: KeyRange, found: Candidate[], limit: number, ready: number) {
    found.sort((a, b) => (this.#newestFirst ? b.key - a.key : a.key - b.key));
    const taken = found.slice(0, Math.min(limit, ready));
    const last = taken.at(-1);
    if (last === undefined || taken.length < limit) return { found: taken, rest: undefined };
    const rest = this.#newestFirst ? { from: keys.from, to: last.key } : { from: last.key + 1, to: keys.to };
    return { found: taken, rest };
  }

  // Of one block never more than `limit` rows can be among the first.
  #take(block: LoadedBlock, keys: KeyRange, limit: number, found: Candidate[]): void {
    const set = this.#setOf(block);
    if (set === NO_ROWS) return;
    const { info, head } = block;
    const from = info.minKey >= keys.from ? 0 : rowOfKey(head.keys, keys.from);
    const to = info.maxKey < keys.to ? info.rows : rowOfKey(head.keys, keys.to);
    const rows = set.list(from, to);
    const own = this.#newestFirst ? rows.slice(-limit) : rows.slice(0, limit);
    for (const row of own) found.push({ key: head.keys[row]!, block, row });
  }

  #setOf(block: LoadedBlock): RowSet {
    const { id } = block.info;
    const known = this.#sets.get(id);
    if (known !== undefined) return known;
    const set = this.#reader.fit(block.info, this.#match, EVERY_KEY)?.set ?? NO_ROWS;
    this.#sets.set(id, set);
    return set;
  }
}
