// Times in query DSL. An event's time counts in whole milliseconds for a query, the index keeps nanoseconds.
import type { TimeRange } from '../../../model/time-range.ts';
import type { Comparison, QueryValue } from '../../../query/query-ast.ts';
import type { Dsl } from './narrowing.ts';

export const TIME_FIELD = '@timestamp';
/** What the index can hold: 1970 to April 2262. */
export const MAX_TIME_MS = 9_223_372_036_854;

function clamped(timeMs: number): number {
  return Math.min(Math.max(timeMs, 0), MAX_TIME_MS);
}

function between(gte: number | undefined, lt: number | undefined): Dsl {
  const range: Record<string, unknown> = { format: 'epoch_millis' };
  if (gte !== undefined) range.gte = clamped(Math.ceil(gte));
  if (lt !== undefined) range.lt = clamped(Math.ceil(lt));
  return { range: { [TIME_FIELD]: range } };
}

export function timeAt(text: string): Dsl {
  const timeMs = Number(text);
  return between(timeMs, Math.floor(timeMs) + 1);
}

export function timeCompared(op: Comparison, text: string): Dsl {
  const timeMs = Number(text);
  if (op === '>=') return between(timeMs, undefined);
  if (op === '>') return between(Math.floor(timeMs) + 1, undefined);
  return between(undefined, op === '<' ? timeMs : Math.floor(timeMs) + 1);
}

export function timeWithin({ from, to, includeFrom, includeTo }: Extract<QueryValue, { kind: 'range' }>): Dsl {
  const filter: Dsl[] = [];
  if (from !== undefined) filter.push(timeCompared(includeFrom ? '>=' : '>', from));
  if (to !== undefined) filter.push(timeCompared(includeTo ? '<=' : '<', to));
  return filter.length === 0 ? { match_all: {} } : { bool: { filter } };
}

/** Events of a range; undefined when it has no ends. */
export function rangeDsl({ fromMs, toMs }: TimeRange): Dsl | undefined {
  return fromMs === undefined && toMs === undefined ? undefined : between(fromMs, toMs);
}

/** True when an event whose time the index could not take may lie in the range. */
export function reachesOutside({ fromMs, toMs }: TimeRange): boolean {
  return fromMs === undefined || fromMs < 0 || toMs === undefined || toMs > MAX_TIME_MS;
}
