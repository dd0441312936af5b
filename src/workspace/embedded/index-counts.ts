// Counts from the full-text index alone: its row ids carry time and level.
import { sourceToken } from './query-narrowing.ts';
import type { Cell } from './roll-up-cells.ts';
import { HOUR_MS, LEVEL_SLOTS, SLOTS } from './segment-format.ts';
import type { KeyRange, SegmentReader } from './segment-reader.ts';

// The index uses bounds that are integers only; the drivers pass every number as a floating one.
const WHERE = 'FROM words WHERE words MATCH ? AND rowid>=CAST(? AS INTEGER) AND rowid<CAST(? AS INTEGER)';
/** Up to so many buckets an hour are counted by a statement each; more are counted row by row. */
const MAX_STATEMENTS = 400;

/** Rows that the expression gives within the keys. */
export function countMatches(reader: SegmentReader, match: string, keys: KeyRange): number {
  const row = reader.database
    .prepare(`SELECT count(*) ${WHERE}`)
    .get(match, keys.from * LEVEL_SLOTS, keys.to * LEVEL_SLOTS);
  return Number(row?.[0] ?? 0);
}

export function countByLevel(reader: SegmentReader, match: string, keys: KeyRange): Cell[] {
  return levelCounts(reader, levelsOf(reader), match, keys, reader.startMs);
}

export function countBySource(reader: SegmentReader, match: string, keys: KeyRange): Cell[] {
  return reader.sources.map((source) => ({
    timeMs: reader.startMs,
    source: source.id,
    level: 0,
    events: countMatches(reader, `(${match}) AND "${sourceToken(source)}"`, keys),
  }));
}

/** Counts by bucket (multiples of `bucketMs` since 1970), and by level when asked. */
export function countByBucket(
  reader: SegmentReader,
  match: string,
  keys: KeyRange,
  bucketMs: number,
  byLevel: boolean,
): Cell[] {
  if (HOUR_MS / bucketMs > MAX_STATEMENTS) return countRows(reader, match, keys, bucketMs);
  const levels = byLevel ? levelsOf(reader) : [];
  const cells: Cell[] = [];
  const endMs = reader.startMs + HOUR_MS;
  const first = Math.floor(reader.startMs / bucketMs) * bucketMs;
  for (let timeMs = first; timeMs < endMs; timeMs += bucketMs) {
    const bucket = reader.keysOf(Math.max(timeMs, reader.startMs), timeMs + bucketMs);
    const part = { from: Math.max(bucket.from, keys.from), to: Math.min(bucket.to, keys.to) };
    if (part.from >= part.to) continue;
    if (byLevel) cells.push(...levelCounts(reader, levels, match, part, timeMs));
    else cells.push({ timeMs, source: 0, level: 0, events: countMatches(reader, match, part) });
  }
  return cells.filter((cell) => cell.events > 0);
}

function levelsOf(reader: SegmentReader): number[] {
  return reader.database
    .prepare('SELECT DISTINCT level FROM minute')
    .all()
    .map(([level]) => Number(level));
}

function levelCounts(reader: SegmentReader, levels: number[], match: string, keys: KeyRange, timeMs: number): Cell[] {
  if (levels.length === 0) return [];
  const sums = levels.map((level) => `sum((rowid & ${LEVEL_SLOTS - 1})=${level})`).join(', ');
  const row = reader.database
    .prepare(`SELECT ${sums} ${WHERE}`)
    .get(match, keys.from * LEVEL_SLOTS, keys.to * LEVEL_SLOTS);
  return levels.map((level, i) => ({ timeMs, source: 0, level, events: Number(row?.[i] ?? 0) }));
}

function countRows(reader: SegmentReader, match: string, keys: KeyRange, bucketMs: number): Cell[] {
  const cells = new Map<number, Cell>();
  const rows = reader.database
    .prepare(`SELECT rowid ${WHERE}`)
    .iterate(match, keys.from * LEVEL_SLOTS, keys.to * LEVEL_SLOTS);
  for (const [rowid] of rows) {
    const id = rowid as number;
    const atMs = reader.startMs + Math.floor(id / (LEVEL_SLOTS * SLOTS * 1000));
    const timeMs = Math.floor(atMs / bucketMs) * bucketMs;
    const level = id % LEVEL_SLOTS;
    const place = timeMs * LEVEL_SLOTS + level;
    const cell = cells.get(place);
    if (cell !== undefined) cell.events++;
    else cells.set(place, { timeMs, source: 0, level, events: 1 });
  }
  return [...cells.values()];
}
