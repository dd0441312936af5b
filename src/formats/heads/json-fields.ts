// From the keys programs put into their JSON (or logfmt) lines to ECS: ecs-logging, bunyan, pino, structlog, zap, logrus,
// slog, serilog, log4j's and logback's JSON, GELF, MongoDB, journald, OpenTelemetry, Google Cloud.

import { idKey, isPlausibleId } from '../ids/id-keys.ts';
import { levelOfWord } from './level-word.ts';
import type { StructuredFields } from './line-head.ts';

export interface MappedLine {
  /** The time as it stands there: text or a number. */
  time: string | number | undefined;
  level: number;
  body: string | undefined;
  fields: StructuredFields;
  ids: Record<string, string[]>;
}

const TIME_KEYS = [
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  '@t',
  't',
  'datetime',
  'date',
  'asctime',
  'eventTime',
  'timeMillis',
  '_SOURCE_REALTIME_TIMESTAMP',
  '__REALTIME_TIMESTAMP',
  'Timestamp',
  'timeUnixNano',
  'instant',
];
const LEVEL_KEYS = [
  'log.level',
  'level',
  'severity',
  'lvl',
  'levelname',
  '@l',
  'loglevel',
  'log_level',
  'severityText',
  'severity_text',
  'SeverityText',
  'Level',
  's',
  'PRIORITY',
];
const BODY_KEYS = [
  'message',
  'msg',
  '@m',
  '@mt',
  'event',
  'short_message',
  'MESSAGE',
  'body',
  'Body',
  'text',
  'textPayload',
  'log',
  'Message',
];
const LOGGER_KEYS = ['log.logger', 'logger', 'logger_name', 'loggerName', 'name', 'c', 'SourceContext'];
const STACK_KEYS = [
  'error.stack_trace',
  'stack_trace',
  'stacktrace',
  'stack',
  'exc_info',
  'exception',
  '@x',
  'traceback',
  'errorVerbose',
];
const THREAD_KEYS = ['process.thread.name', 'thread', 'thread_name', 'threadName', 'ctx'];
const PID_KEYS = ['process.pid', 'pid', '_PID', 'process'];
const ECS_ROOTS = new Set(
  'agent client cloud container destination dns ecs error event faas file group host http kubernetes labels log network observer orchestrator organization package process server service source span tags tls trace transaction url user user_agent'.split(
    ' ',
  ),
);
/** `D2`: MongoDB numbers the depth of debugging. */
const NUMBERED = /^(D|DEBUG|TRACE)\d$/i;
const MAX_LABELS = 64;
const LONGEST_LABEL = 1024;
const MAX_DEPTH = 4;
// Severities of syslog, as GELF and journald number them; levels of bunyan and pino.
const SYSLOG = [8, 7, 7, 6, 5, 4, 3, 2];

type Flat = Map<string, unknown>;

/** Sorts the members of a line's object into time, level, body, ECS fields, ids and labels. */
export function mapFields(record: Record<string, unknown>): MappedLine {
  const flat: Flat = new Map();
  flatten(record, '', 0, flat);
  const mapped: MappedLine = { time: timeOf(flat), level: 0, body: undefined, fields: {}, ids: {} };
  mapped.level = levelOf(flat, record);
  mapped.body = take(flat, BODY_KEYS, (value) => typeof value === 'string') as string | undefined;
  const stack = take(flat, STACK_KEYS, (value) => typeof value === 'string' && value.includes('\n')) as
    | string
    | undefined;
  if (stack !== undefined) mapped.body = mapped.body === undefined ? stack : `${mapped.body}\n${stack}`;
  put(
    mapped.fields,
    'log.logger',
    take(flat, LOGGER_KEYS, (value) => typeof value === 'string'),
  );
  put(
    mapped.fields,
    'process.thread.name',
    take(flat, THREAD_KEYS, (value) => typeof value === 'string'),
  );
  put(mapped.fields, 'process.pid', numberOf(take(flat, PID_KEYS, (value) => numberOf(value) !== undefined)));
  takeError(flat, mapped.fields);
  takeIds(flat, mapped);
  keepRest(flat, mapped.fields);
  return mapped;
}

function flatten(value: Record<string, unknown>, prefix: string, depth: number, into: Flat): void {
  for (const [key, member] of Object.entries(value)) {
    const name = prefix + key;
    const isObject = typeof member === 'object' && member !== null && !Array.isArray(member);
    if (isObject && depth < MAX_DEPTH) flatten(member as Record<string, unknown>, `${name}.`, depth + 1, into);
    else into.set(name, member);
  }
}

function take(flat: Flat, keys: readonly string[], fits: (value: unknown) => boolean): unknown {
  for (const key of keys) {
    const value = flat.get(key);
    if (value === undefined || value === null || value === '' || !fits(value)) continue;
    flat.delete(key);
    return value;
  }
  return undefined;
}

function timeOf(flat: Flat): string | number | undefined {
  const isTime = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && /\d/.test(value));
  for (const key of TIME_KEYS) {
    const inner = take(flat, [key, `${key}.$date`], isTime);
    if (inner !== undefined) return inner as string | number;
  }
  const seconds = numberOf(flat.get('instant.epochSecond'));
  if (seconds === undefined) return undefined;
  const nanos = numberOf(flat.get('instant.nanoOfSecond')) ?? 0;
  flat.delete('instant.epochSecond');
  flat.delete('instant.nanoOfSecond');
  return `${seconds}.${String(nanos).padStart(9, '0')}`;
}

function levelOf(flat: Flat, record: Record<string, unknown>): number {
  for (const key of LEVEL_KEYS) {
    const value = flat.get(key);
    if (value === undefined) continue;
    const isSyslog = key === 'PRIORITY' || record.short_message !== undefined;
    const rank =
      typeof value === 'string' && !/^\d+$/.test(value)
        ? levelOfWord(value.trim().replace(NUMBERED, '$1'))
        : numericLevel(Number(value), isSyslog);
    if (rank === 0) continue;
    flat.delete(key);
    return rank;
  }
  // Serilog leaves out the level of information.
  return record['@t'] !== undefined &&
    (record['@mt'] !== undefined || record['@m'] !== undefined) &&
    record['@l'] === undefined
    ? 3
    : 0;
}

function numericLevel(value: number, isSyslog: boolean): number {
  if (isSyslog) return SYSLOG[value] ?? 0;
  return value >= 10 && value <= 60 && value % 10 === 0 ? [1, 2, 3, 5, 6, 8][value / 10 - 1]! : 0;
}

function takeError(flat: Flat, fields: StructuredFields): void {
  const isText = (value: unknown) => typeof value === 'string';
  const type = take(
    flat,
    [
      'error.type',
      'err.type',
      'error.name',
      'err.name',
      'exception.type',
      'exception.class',
      'exc_type',
      'error.kind',
      'exception.exception_class',
    ],
    isText,
  );
  const message = take(
    flat,
    ['error.message', 'err.message', 'exception.message', 'exc_message', 'exception.exception_message', 'error', 'err'],
    isText,
  );
  put(fields, 'error.type', type);
  put(fields, 'error.message', message);
}

function takeIds(flat: Flat, mapped: MappedLine): void {
  for (const [key, value] of flat) {
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const named = idKey(key) ?? idKey(key.slice(key.lastIndexOf('.') + 1));
    const text = String(value);
    if (named === undefined || !isPlausibleId(named, text)) continue;
    const { kind } = named;
    if (kind === 'parent' || kind === 'b3' || kind === 'uber') continue;
    flat.delete(key);
    if (kind === 'trace' && mapped.fields.trace === undefined) put(mapped.fields, 'trace.id', text);
    else if (kind === 'span' && mapped.fields.span === undefined) put(mapped.fields, 'span.id', text);
    else {
      mapped.ids[kind] ??= [];
      if (!mapped.ids[kind].includes(text)) mapped.ids[kind].push(text);
    }
  }
}

/** ECS names stay where they are; everything else becomes a label. */
function keepRest(flat: Flat, fields: StructuredFields): void {
  let labels = 0;
  for (const [key, value] of flat) {
    if (value === null || value === undefined || value === '') continue;
    const isEcs = ECS_ROOTS.has(key.split('.', 1)[0]!) && (key.includes('.') || key === 'tags');
    if (isEcs && key !== 'log.offset' && key !== 'log.file.path' && key !== 'event.id') put(fields, key, value);
    else if (labels++ < MAX_LABELS) {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      put(fields, 'labels', fields.labels ?? {});
      const own = fields.labels;
      if (typeof own === 'object' && own !== null) (own as Record<string, unknown>)[key] = text.slice(0, LONGEST_LABEL);
    }
  }
}

/** Sets a dotted name as nested objects; a name below a plain value is left out. */
function put(fields: StructuredFields, name: string, value: unknown): void {
  if (value === undefined || value === null || value === '') return;
  const keys = name.split('.');
  let at: Record<string, unknown> = fields;
  for (const key of keys.slice(0, -1)) {
    const next = Object.hasOwn(at, key) ? at[key] : undefined;
    if (next === undefined)
      Object.defineProperty(at, key, { value: {}, enumerable: true, writable: true, configurable: true });
    else if (typeof next !== 'object' || next === null) return;
    at = at[key] as Record<string, unknown>;
  }
  const last = keys.at(-1)!;
  Object.defineProperty(at, last, { value, enumerable: true, writable: true, configurable: true });
}

function numberOf(value: unknown): number | undefined {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d{1,10}$/.test(value)
        ? Number(value)
        : Number.NaN;
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
