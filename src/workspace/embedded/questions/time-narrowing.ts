// Takes what a query says about time out of it, into the range: times decide which files and keys are looked at.
import type { TimeRange } from '../../../model/time-range.ts';
import { ALL, type Query } from '../../../query/query-ast.ts';

/** Integer ends in epoch ms, from inclusive, to exclusive. */
export interface TimedQuery {
  query: Query;
  fromMs: number | undefined;
  toMs: number | undefined;
}

/** Same hits: those of `query` in the range. Event times are whole milliseconds, so every comparison is one of these. */
export function takeTimes(query: Query, range: TimeRange): TimedQuery {
  const timed: TimedQuery = {
    query,
    fromMs: range.fromMs === undefined ? undefined : Math.ceil(range.fromMs),
    toMs: range.toMs === undefined ? undefined : Math.ceil(range.toMs),
  };
  const parts = query.type === 'and' ? query.parts : [query];
  const left = parts.filter((part) => !takeOne(part, timed));
  timed.query = left.length === 0 ? ALL : left.length === 1 ? left[0]! : { type: 'and', parts: left };
  return timed;
}

function takeOne(part: Query, timed: TimedQuery): boolean {
  if (part.type === 'compare' && part.field === '@timestamp') {
    const timeMs = Number(part.value);
    if (Number.isNaN(timeMs)) return false;
    if (part.op === '>=') from(timed, Math.ceil(timeMs));
    else if (part.op === '>') from(timed, Math.floor(timeMs) + 1);
    else if (part.op === '<') to(timed, Math.ceil(timeMs));
    else to(timed, Math.floor(timeMs) + 1);
    return true;
  }
  if (part.type !== 'match' || part.field !== '@timestamp') return false;
  const { value } = part;
  if (value.kind === 'text') {
    const timeMs = Number(value.text);
    if (!Number.isInteger(timeMs)) return false;
    from(timed, timeMs);
    to(timed, timeMs + 1);
    return true;
  }
  if (value.kind !== 'range' || (value.from === undefined && value.to === undefined)) return false;
  const ends = [value.from, value.to].map((end) => (end === undefined ? undefined : Number(end)));
  if (ends.some((end) => Number.isNaN(end))) return false;
  if (ends[0] !== undefined) from(timed, value.includeFrom ? Math.ceil(ends[0]) : Math.floor(ends[0]) + 1);
  if (ends[1] !== undefined) to(timed, value.includeTo ? Math.floor(ends[1]) + 1 : Math.ceil(ends[1]));
  return true;
}

function from(timed: TimedQuery, timeMs: number): void {
  timed.fromMs = Math.max(timed.fromMs ?? timeMs, timeMs);
}

function to(timed: TimedQuery, timeMs: number): void {
  timed.toMs = Math.min(timed.toMs ?? timeMs, timeMs);
}
