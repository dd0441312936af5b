// Counts by time, source and level: from the minute roll-up, and from blocks' heads where a range cuts a minute.
import { levelName } from '../../../model/level.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import { valuesOf } from '../../../query/fields.ts';
import { matchCells } from '../questions/match-cells.ts';
import type { Question } from '../questions/query-plan.ts';
import { HOUR_MS } from './segment-format.ts';
import type { SegmentReader } from './segment-reader.ts';

export interface Cell {
  /** Start of the minute, or of the bucket when those are finer. */
  timeMs: number;
  source: number;
  level: number;
  events: number;
}

const MINUTE_MS = 60_000;

/** Cells of the question's range in a segment, whatever the query says; buckets of `bucketMs` when it is no whole minutes. */
export function cellsOf(question: Question, reader: SegmentReader, bucketMs: number | undefined): Cell[] {
  const fromMs = Math.max(question.fromMs ?? -Infinity, reader.startMs);
  const toMs = Math.min(question.toMs ?? Infinity, reader.startMs + HOUR_MS);
  if (fromMs >= toMs) return [];
  if (bucketMs !== undefined && bucketMs % MINUTE_MS !== 0) return rowCells(reader, fromMs, toMs, bucketMs);
  const firstMs = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS;
  const lastMs = Math.floor(toMs / MINUTE_MS) * MINUTE_MS;
  if (firstMs > lastMs) return rowCells(reader, fromMs, toMs, MINUTE_MS);
  return [
    ...rowCells(reader, fromMs, firstMs, MINUTE_MS),
    ...minuteCells(reader, firstMs, lastMs),
    ...rowCells(reader, lastMs, toMs, MINUTE_MS),
  ];
}

/** True when cells cannot tell: keys stand behind their times, and the range cuts the hour. */
export function cellsMislead(question: Question, reader: SegmentReader, bucketMs: number | undefined): boolean {
  if (reader.spill === 0) return false;
  if (bucketMs !== undefined && bucketMs % MINUTE_MS !== 0) return true;
  const cuts = (timeMs: number | undefined) =>
    timeMs !== undefined && timeMs > reader.startMs && timeMs < reader.startMs + HOUR_MS;
  return cuts(question.fromMs) || cuts(question.toMs);
}

function minuteCells(reader: SegmentReader, fromMs: number, toMs: number): Cell[] {
  const minute = (timeMs: number) => (timeMs - reader.startMs) / MINUTE_MS;
  const rows = reader.database
    .prepare('SELECT minute, source, level, events FROM minute WHERE minute>=? AND minute<?')
    .all(minute(fromMs), minute(toMs));
  return rows.map(([at, source, level, events]) => ({
    timeMs: reader.startMs + Number(at) * MINUTE_MS,
    source: Number(source),
    level: Number(level),
    events: Number(events),
  }));
}

function rowCells(reader: SegmentReader, fromMs: number, toMs: number, bucketMs: number): Cell[] {
  if (fromMs >= toMs) return [];
  return matchCells(reader, { match: undefined, keys: reader.exactKeysOf(fromMs, toMs) }, bucketMs);
}

/** Cells whose events are hits: the query must be one that source and level decide. */
export function matchingCells(cells: Cell[], question: Question, reader: SegmentReader): Cell[] {
  const verdicts = new Map<number, boolean>();
  return cells.filter(({ source, level }) => {
    const pair = source * 16 + level;
    let verdict = verdicts.get(pair);
    if (verdict === undefined) {
      verdict = question.test(eventOfCell(reader, source, level));
      verdicts.set(pair, verdict);
    }
    return verdict;
  });
}

function eventOfCell(reader: SegmentReader, source: number, level: number): LogEvent {
  const { event } = reader.source(source);
  const name = levelName(level);
  return name === undefined ? event : { ...event, log: { ...event.log, level: name } };
}

/** Value of a source field or of the level for a cell; undefined when it has none. */
export function cellValue(cell: Cell, field: string, reader: SegmentReader): string | undefined {
  return field === 'log.level' ? levelName(cell.level) : valuesOf(reader.source(cell.source).event, field)[0];
}
