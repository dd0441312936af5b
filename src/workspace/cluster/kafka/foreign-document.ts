// A document of somebody else's index as an event: ECS names in dotted keys become nested, what must be there is there.
import { LineReader } from '../../../formats/foreign/line-reader.ts';
import type { LogEvent } from '../../../model/log-event.ts';

interface Document {
  _index: string;
  _id: string;
  _source?: Record<string, unknown>;
}

/** Longest chain of dots that is taken apart. */
const MAX_DEPTH = 20;

/** Never fails: whatever is missing is made up from what is there, and the whole document stays in the event. */
export function foreignEvent({ _index, _id, _source }: Document): LogEvent {
  const event = nested(_source ?? {}) as LogEvent;
  const given = event as Record<string, unknown>;
  if (typeof given.message !== 'string') given.message = textOf(_source ?? {});
  if (typeof given['@timestamp'] !== 'string') {
    given['@timestamp'] = timeText(given['@timestamp']) ?? timeText(given.timestamp) ?? timeText(given.time) ?? '';
  }
  for (const name of ROOTS) if (given[name] !== undefined && !isObject(given[name])) moveAside(given, name);
  const own = isObject(given.event) ? given.event : {};
  given.event = { ...own, id: typeof own.id === 'string' ? own.id : `${_index}/${_id}` };
  if (event.log !== undefined && typeof event.log.level !== 'string') delete event.log.level;
  if (event.crosstail === undefined) readText(event);
  return event;
}

const reader = new LineReader();
/** Longer texts are shown, but not read. */
const LONGEST_READ = 64 * 1024;

/** What our own agent would have read in the text: level, ids and where the message proper begins. */
function readText(event: LogEvent): void {
  if (event.message.length > LONGEST_READ) return;
  const timeMs = Date.parse(event['@timestamp']);
  const { log, trace, crosstail } = reader.read(event.message, Number.isNaN(timeMs) ? 0 : timeMs);
  if (log?.level !== undefined && event.log?.level === undefined) event.log = { ...event.log, level: log.level };
  if (trace !== undefined && event.trace === undefined) event.trace = trace;
  const { ids, format, body_at } = crosstail ?? {};
  event.crosstail = {
    ...(format === undefined ? {} : { format }),
    ...(body_at === undefined ? {} : { body_at }),
    ...(ids === undefined ? {} : { ids }),
  };
}

/** Roots that are read as objects everywhere. */
const ROOTS = ['event', 'log', 'service', 'host', 'process', 'trace', 'span', 'transaction', 'error', 'crosstail'];

function moveAside(event: Record<string, unknown>, name: string): void {
  const labels = isObject(event.labels) ? event.labels : {};
  event.labels = { ...labels, [name]: event[name] };
  // A bare name is what people write where ECS has an object.
  if (name === 'service' || name === 'host') event[name] = { name: String(event[name]) };
  else delete event[name];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function timeText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number' || Math.abs(value) > 8.64e15) return undefined;
  return new Date(value).toISOString();
}

function textOf(source: Record<string, unknown>): string {
  for (const name of ['message', 'log', 'msg', 'body', 'event.original']) {
    const value = source[name];
    if (typeof value === 'string') return value;
  }
  return JSON.stringify(source);
}

function nested(source: Record<string, unknown>): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(source)) {
    if (!key.includes('.')) {
      // The dotted keys of this root may have come first.
      event[key] = isObject(event[key]) && isObject(value) ? { ...value, ...event[key] } : value;
      continue;
    }
    const names = key.split('.', MAX_DEPTH);
    const root = names[0]!;
    if (event[root] !== undefined && !isObject(event[root])) continue;
    event[root] = merged(event[root], names.slice(1), value);
  }
  return event;
}

function merged(into: unknown, names: string[], value: unknown): unknown {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  const own = isObject(into) ? into : {};
  return { ...own, [name]: merged(own[name], rest, value) };
}
