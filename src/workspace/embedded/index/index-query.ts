// What may be asked of a block's index, and the rows that fit.
import type { LoadedBlock } from '../blocks/block-cache.ts';
import { RowSet } from '../blocks/row-set.ts';
import { LONG_TOKEN } from '../segments/segment-format.ts';
import { tokenBytes, tokenHash } from './token-bytes.ts';
import { mayHave } from './token-filter.ts';
import type { TokenPlace } from './token-part.ts';

/** An index query; `hash` is that of the bytes. */
export type IndexQuery =
  | { type: 'token'; bytes: Uint8Array; hash: number }
  /** Rows with a token that has the bytes in this place, and all rows with a token too long for the index. */
  | { type: 'within'; bytes: Uint8Array; place: TokenPlace }
  /** Bit r stands for level rank r. */
  | { type: 'levels'; mask: number }
  | { type: 'sources'; ids: ReadonlySet<number> }
  | { type: 'all'; parts: IndexQuery[] }
  | { type: 'any'; parts: IndexQuery[] }
  | { type: 'not'; part: IndexQuery };

const LONG = wholeToken(LONG_TOKEN);

export function wholeToken(token: string): { type: 'token'; bytes: Uint8Array; hash: number } {
  const bytes = tokenBytes(token);
  return { type: 'token', bytes, hash: tokenHash(bytes) };
}

/** False when what is known without reading the index says that no row of the block fits. */
export function mayFit(query: IndexQuery, block: LoadedBlock): boolean {
  switch (query.type) {
    case 'token':
      return mayHave(block.filter, query.hash);
    case 'levels':
      return (block.info.levels & query.mask) !== 0;
    case 'all':
      return query.parts.every((part) => mayFit(part, block));
    case 'any':
      return query.parts.some((part) => mayFit(part, block));
    default:
      return true;
  }
}

/** Rows of the block that fit. */
export function rowsThatFit(query: IndexQuery, block: LoadedBlock): RowSet {
  const { rows } = block.info;
  switch (query.type) {
    case 'token': {
      const set = new RowSet(rows);
      if (!mayHave(block.filter, query.hash)) return set;
      block.part(query.hash & (block.info.parts - 1)).find(query.bytes, 'whole', (row) => set.add(row));
      return set;
    }
    case 'within': {
      const set = rowsThatFit(LONG, block);
      for (let part = 0; part < block.info.parts; part++)
        block.part(part).find(query.bytes, query.place, (row) => set.add(row));
      return set;
    }
    case 'levels':
      return levelRows(query.mask, block);
    case 'sources':
      return sourceRows(query.ids, block);
    case 'all':
      return allRows(query.parts, block);
    case 'any': {
      const set = new RowSet(rows);
      for (const part of query.parts) set.or(rowsThatFit(part, block));
      return set;
    }
    case 'not':
      return rowsThatFit(query.part, block).invert();
  }
}

// What is cheap to find empty comes first: then the others are not read.
function allRows(parts: IndexQuery[], block: LoadedBlock): RowSet {
  let set: RowSet | undefined;
  for (const part of [...parts].sort((a, b) => costOf(a) - costOf(b))) {
    const own = rowsThatFit(part, block);
    set = set === undefined ? own : set.and(own);
    if (set.isEmpty) return set;
  }
  return set ?? RowSet.full(block.info.rows);
}

function costOf(query: IndexQuery): number {
  if (query.type === 'token') return 0;
  if (query.type === 'levels') return 1;
  if (query.type === 'within') return 4;
  return query.type === 'sources' ? 2 : 3;
}

function levelRows(mask: number, block: LoadedBlock): RowSet {
  if ((block.info.levels & mask) === 0) return new RowSet(block.info.rows);
  if ((block.info.levels & ~mask) === 0) return RowSet.full(block.info.rows);
  const set = new RowSet(block.info.rows);
  const { levels } = block.head;
  for (let row = 0; row < levels.length; row++) if ((mask & (1 << levels[row]!)) !== 0) set.add(row);
  return set;
}

function sourceRows(ids: ReadonlySet<number>, block: LoadedBlock): RowSet {
  const set = new RowSet(block.info.rows);
  const { sources } = block.head;
  let last = -1;
  let isChosen = false;
  for (let row = 0; row < sources.length; row++) {
    if (sources[row] !== last) {
      last = sources[row]!;
      isChosen = ids.has(last);
    }
    if (isChosen) set.add(row);
  }
  return set;
}
