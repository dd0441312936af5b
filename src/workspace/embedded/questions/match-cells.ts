// Counts by time, source and level of the rows that fit an index query, from blocks' heads alone.

import { RowSet } from '../blocks/row-set.ts';
import type { IndexQuery } from '../index/index-query.ts';
import type { Cell } from '../segments/roll-up-cells.ts';
import { LEVELS, SLOTS } from '../segments/segment-format.ts';
import type { FittingRows, KeyRange, SegmentReader } from '../segments/segment-reader.ts';
import type { RowTest } from './query-plan.ts';

/** Which rows to count: those the index gives, of which a test may leave out some. */
export interface RowChoice {
  match: IndexQuery | undefined;
  keys: KeyRange;
  test?: RowTest | undefined;
}

const KEYS_OF_MS = SLOTS * 1000;

/** How many rows are chosen. */
export function countMatches(reader: SegmentReader, choice: RowChoice): number {
  let count = 0;
  for (const { set, from, to } of chosenRows(reader, choice)) count += set.count(from, to);
  return count;
}

/** Cells of the chosen rows; buckets are multiples of `bucketMs` since 1970, or one for all when it is undefined. */
export function matchCells(reader: SegmentReader, choice: RowChoice, bucketMs: number | undefined): Cell[] {
  reader.refresh();
  const tally = new CellTally(reader.startMs, bucketMs);
  for (const fitting of chosenRows(reader, choice)) tally.add(fitting);
  return tally.cells();
}

function* chosenRows(reader: SegmentReader, { match, keys, test }: RowChoice): Generator<FittingRows> {
  for (const info of reader.blocks(keys, true)) {
    const fitting = reader.fit(info, match, keys);
    if (fitting === undefined) continue;
    yield test === undefined ? fitting : { ...fitting, set: tested(fitting, test) };
  }
}

function tested({ block, set, from, to }: FittingRows, test: RowTest): RowSet {
  const left = new RowSet(set.rows);
  for (const row of set.list(from, to)) if (test(block, row)) left.add(row);
  return left;
}

class CellTally {
  readonly #startMs: number;
  readonly #bucketMs: number | undefined;
  readonly #counts = new Map<number, (number | undefined)[]>();

  constructor(startMs: number, bucketMs: number | undefined) {
    this.#startMs = startMs;
    this.#bucketMs = bucketMs;
  }

  // Rows lie in the order of time: the bucket is looked up when it changes.
  add({ block, set, from, to }: FittingRows): void {
    const { keys, levels, sources } = block.head;
    let endKey = -1;
    let counts: (number | undefined)[] = [];
    for (const row of set.list(from, to)) {
      if (keys[row]! >= endKey) {
        const timeMs = this.#bucketOf(keys[row]!);
        endKey = this.#bucketMs === undefined ? Infinity : (timeMs + this.#bucketMs - this.#startMs) * KEYS_OF_MS;
        counts = this.#countsOf(timeMs);
      }
      const place = sources[row]! * LEVELS + levels[row]!;
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }

  cells(): Cell[] {
    const cells: Cell[] = [];
    for (const [timeMs, counts] of this.#counts)
      for (const [place, events] of counts.entries())
        if (events !== undefined)
          cells.push({ timeMs, source: Math.floor(place / LEVELS), level: place % LEVELS, events });
    return cells;
  }

  #bucketOf(key: number): number {
    if (this.#bucketMs === undefined) return this.#startMs;
    const timeMs = this.#startMs + Math.floor(key / KEYS_OF_MS);
    return Math.floor(timeMs / this.#bucketMs) * this.#bucketMs;
  }

  #countsOf(timeMs: number): (number | undefined)[] {
    let counts = this.#counts.get(timeMs);
    if (counts === undefined) {
      counts = [];
      this.#counts.set(timeMs, counts);
    }
    return counts;
  }
}
