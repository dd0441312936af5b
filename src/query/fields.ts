// Names a query may use for a field, and how each field is compared.
import type { LogEvent } from '../model/log-event.ts';
import { idsOf, timeOf } from '../model/log-event.ts';

/** Short names people type → ECS names. */
export const FIELD_ALIASES: Readonly<Record<string, string>> = {
  level: 'log.level',
  service: 'service.name',
  host: 'host.name',
  file: 'log.file.path',
  path: 'log.file.path',
  logger: 'log.logger',
  offset: 'log.offset',
  pid: 'process.pid',
  thread: 'process.thread.name',
  trace: 'trace.id',
  span: 'span.id',
  rule: 'crosstail.rule',
  format: 'crosstail.format',
  error: 'error.type',
  time: '@timestamp',
  timestamp: '@timestamp',
  msg: 'message',
  text: 'message',
  source: 'log.origin.file.name',
  line: 'log.origin.file.line',
  function: 'log.origin.function',
};

/** Any correlation id, whatever its kind. */
export const ID_FIELD = 'id';

/** Full name of a field as written in a query. */
export function resolveField(name: string): string {
  return FIELD_ALIASES[name.toLowerCase()] ?? name;
}

/** The short name people type for a field; the full name where there is none. */
export function shortFieldName(field: string): string {
  for (const [short, full] of Object.entries(FIELD_ALIASES)) if (full === field) return short;
  return field;
}

export type FieldKind = 'text' | 'level' | 'time' | 'ids' | 'keyword';

/** How a field is compared: tokens, level rank, instant, any id, or the value as a whole. */
export function fieldKind(field: string): FieldKind {
  switch (field) {
    case 'message':
      return 'text';
    case 'log.level':
      return 'level';
    case '@timestamp':
      return 'time';
    case ID_FIELD:
      return 'ids';
    default:
      return 'keyword';
  }
}

/** Values of a field as text: none, one or several. Nested and dotted keys are both found. */
export function valuesOf(event: LogEvent, field: string): string[] {
  if (field === ID_FIELD) return idsOf(event).map((id) => id.value);
  if (field === '@timestamp') return [String(timeOf(event))];
  const found = lookUp(event, field.split('.'), 0);
  if (found === undefined || found === null) return [];
  if (Array.isArray(found)) return found.filter(isScalar).map(String);
  return isScalar(found) ? [String(found)] : [];
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function lookUp(value: unknown, keys: string[], from: number): unknown {
  if (from === keys.length) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const record = value as Record<string, unknown>;
  for (let end = from + 1; end <= keys.length; end++) {
    const key = end === from + 1 ? keys[from]! : keys.slice(from, end).join('.');
    if (!Object.hasOwn(record, key)) continue;
    const found = lookUp(record[key], keys, end);
    if (found !== undefined) return found;
  }
  return undefined;
}
