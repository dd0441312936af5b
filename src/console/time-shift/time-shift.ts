// A clock that was wrong by a known amount: the lines of a file, service or host, read as if they had been written
// earlier or later. What is stored stays as it is.
import { type LogEvent, timeOf } from '../../model/log-event.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type { Query, QueryValue } from '../../query/query-ast.ts';

export interface TimeShift {
  kind: 'file' | 'service' | 'host';
  name: string;
  /** Added to the time of the lines, whole milliseconds. */
  shiftMs: number;
}

/** A part of a question that is about lines with one shift, as it is put to the store. */
export interface ShiftedPart {
  query: Query;
  range: TimeRange;
  shiftMs: number;
}

const FIELDS = { file: 'log.file.path', service: 'service.name', host: 'host.name' } as const;

/** The narrower one counts: a file's own shift before its service's, that before its host's. */
const NARROWEST = ['file', 'service', 'host'] as const;

/** Shifts that do something, narrower ones first, one for each name. */
export function orderedShifts(shifts: readonly TimeShift[]): TimeShift[] {
  const seen = new Set<string>();
  return shifts
    .filter(({ kind, name, shiftMs }) => {
      const key = `${kind}:${name}`;
      if (shiftMs === 0 || seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .sort((a, b) => NARROWEST.indexOf(a.kind) - NARROWEST.indexOf(b.kind));
}

/** The shift of an event's lines among ordered shifts, ms. */
export function shiftOf(event: LogEvent, ordered: readonly TimeShift[]): number {
  const names = { file: event.log?.file?.path, service: event.service?.name, host: event.host?.name };
  return ordered.find(({ kind, name }) => names[kind] === name)?.shiftMs ?? 0;
}

/** The event with its time moved and marked with by how much; digits beyond the millisecond stay. */
export function shiftEvent(event: LogEvent, shiftMs: number): LogEvent {
  const timeMs = timeOf(event);
  if (shiftMs === 0 || Number.isNaN(timeMs)) return event;
  const beyond = /\.\d{3}(\d+)Z$/.exec(event['@timestamp'])?.[1] ?? '';
  const moved = new Date(Math.floor(timeMs) + shiftMs).toISOString().replace('Z', `${beyond}Z`);
  return { ...event, '@timestamp': moved, crosstail: { ...event.crosstail, shifted_ms: shiftMs } };
}

/** Cuts a question into one for each shift and one for the lines without, none of which share a line. */
export function shiftedParts(query: Query, range: TimeRange, ordered: readonly TimeShift[]): ShiftedPart[] {
  const before: Query[] = [];
  const parts: ShiftedPart[] = [];
  for (const { kind, name, shiftMs } of ordered) {
    const own = nameIs(FIELDS[kind], name);
    parts.push({
      query: all([own, ...before, movedQuery(query, -shiftMs)]),
      range: movedRange(range, -shiftMs),
      shiftMs,
    });
    before.push({ type: 'not', part: own });
  }
  return [...parts, { query: all([...before, query]), range, shiftMs: 0 }];
}

/** The range as it is by a clock that differs by so much. */
export function movedRange({ fromMs, toMs }: TimeRange, byMs: number): TimeRange {
  return {
    ...(fromMs === undefined ? {} : { fromMs: fromMs + byMs }),
    ...(toMs === undefined ? {} : { toMs: toMs + byMs }),
  };
}

function all(parts: Query[]): Query {
  const saying = parts.filter(({ type }) => type !== 'all');
  return saying.length === 1 ? saying[0]! : saying.length === 0 ? { type: 'all' } : { type: 'and', parts: saying };
}

function nameIs(field: string, text: string): Query {
  return { type: 'match', field, value: { kind: 'text', text }, at: 0, end: 0 };
}

/** Times within the query are of the moved clock as well; the parser wrote them as epoch milliseconds. */
function movedQuery(query: Query, byMs: number): Query {
  if (query.type === 'and' || query.type === 'or')
    return { ...query, parts: query.parts.map((part) => movedQuery(part, byMs)) };
  if (query.type === 'not') return { ...query, part: movedQuery(query.part, byMs) };
  if (query.type === 'all' || query.field !== '@timestamp') return query;
  if (query.type === 'compare') return { ...query, value: movedTime(query.value, byMs) };
  return { ...query, value: movedValue(query.value, byMs) };
}

function movedValue(value: QueryValue, byMs: number): QueryValue {
  if (value.kind === 'text') return { ...value, text: movedTime(value.text, byMs) };
  if (value.kind !== 'range') return value;
  const { from, to } = value;
  return {
    ...value,
    from: from === undefined ? undefined : movedTime(from, byMs),
    to: to === undefined ? undefined : movedTime(to, byMs),
  };
}

function movedTime(text: string, byMs: number): string {
  const timeMs = Number(text);
  return Number.isNaN(timeMs) ? text : String(timeMs + byMs);
}
