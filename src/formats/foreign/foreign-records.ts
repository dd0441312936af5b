// Records that somebody put on Kafka → events: what other shippers write, plain text, our own. Nothing is dropped, nothing
// fails: what cannot be understood is shown as it is, with a mark.
import { levelName, levelRank } from '../../model/level.ts';
import type { CrosstailFields, LogEvent } from '../../model/log-event.ts';
import { shippedLine } from './json-shippers.ts';
import { LineReader } from './line-reader.ts';
import { otlpLines } from './otlp-logs.ts';
import { recordText } from './record-text.ts';
import { isObject, type JsonObject, type ShippedLine } from './shipped-line.ts';

export interface RecordPlace {
  topic: string;
  partition: number;
  offset: number;
  /** The record's own time, epoch milliseconds. */
  timestampMs: number;
}

const MAX_READERS = 256;
/** End of the year 9999. */
const LATEST_MS = 253_402_300_799_999;
const MAX_LABELS = 64;
const LONGEST_LABEL = 1024;
/** Roots that are objects in ECS: a plain value there goes to the labels. */
const OBJECT_ROOTS = new Set(
  'agent client cloud container crosstail destination dns ecs error event faas file group host http kubernetes labels log network observer orchestrator organization package process server service source span tls trace transaction url user user_agent'.split(
    ' ',
  ),
);

export class ForeignRecords {
  readonly #readers = new Map<string, LineReader>();

  /**
   * The events of a record, at least one. An event that is our own stays as it is; every other has the record's place as
   * its id, and the name of the shipper in `crosstail.shipper` where it is recognised.
   */
  read(value: Uint8Array | null, key: Uint8Array | null, place: RecordPlace): LogEvent[] {
    const { text, mark, truncated } = recordText(value, key);
    const marks: CrosstailFields = {
      ...(mark === undefined ? {} : { mark }),
      ...(truncated > 0 ? { truncated } : {}),
    };
    const asText = (own: CrosstailFields) => [this.#event({ shipper: '', text, rest: {} }, place, 0, own)];
    if (mark !== undefined) return asText(marks);
    const found = jsonOf(text);
    if (found === undefined) return asText(/^\s*\{\s*"/.test(text) ? { ...marks, mark: 'broken-json' } : marks);
    const events: LogEvent[] = [];
    for (const record of found) {
      if (isOwn(record)) events.push(record);
      else
        for (const line of linesOf(record, found.length === 1 ? text : JSON.stringify(record)))
          events.push(this.#event(line, place, events.length, marks));
    }
    return events.length > 0 ? events : asText(marks);
  }

  #event(line: ShippedLine, place: RecordPlace, index: number, marks: CrosstailFields): LogEvent {
    const isText = marks.mark === undefined || marks.mark === 'broken-json';
    // Producers may give a record any time at all.
    const nowMs = place.timestampMs >= 0 && place.timestampMs <= LATEST_MS ? place.timestampMs : 0;
    const parsed = isText ? this.#reader(place.topic).read(line.text, nowMs) : plainEvent(line.text, nowMs);
    return compose(line, parsed, place, index, marks);
  }

  #reader(topic: string): LineReader {
    let reader = this.#readers.get(topic);
    if (reader === undefined) {
      if (this.#readers.size >= MAX_READERS) this.#readers.clear();
      reader = new LineReader();
      this.#readers.set(topic, reader);
    }
    return reader;
  }
}

/** The objects of a JSON text: one, or a list of them. */
function jsonOf(text: string): JsonObject[] | undefined {
  const first = /\S/.exec(text)?.[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return [value];
    return Array.isArray(value) && value.length > 0 && value.every(isObject) ? value : undefined;
  } catch {
    // Broken, or a text that only begins like JSON: it is read as text.
    return undefined;
  }
}

/** An event that our agent wrote. */
function isOwn(record: JsonObject): record is LogEvent {
  return (
    isObject(record.crosstail) &&
    isObject(record.event) &&
    typeof record.event.id === 'string' &&
    typeof record.message === 'string' &&
    typeof record['@timestamp'] === 'string' &&
    !Number.isNaN(Date.parse(record['@timestamp']))
  );
}

function linesOf(record: JsonObject, text: string): ShippedLine[] {
  const lines = otlpLines(record);
  if (lines !== undefined) return lines;
  // Nobody's in particular: the formats read it as the JSON line it is.
  return [shippedLine(record) ?? { shipper: '', text, rest: {} }];
}

function plainEvent(text: string, timeMs: number): LogEvent {
  return {
    '@timestamp': new Date(timeMs).toISOString(),
    message: text,
    event: { id: '' },
    crosstail: { format: 'plain' },
  };
}

/** The event: what the line itself says, completed by its shipper and by where it was found. */
function compose(line: ShippedLine, parsed: LogEvent, place: RecordPlace, i: number, marks: CrosstailFields): LogEvent {
  const { rule: _, revision: __, generation: ___, time_guessed: isGuessed, ...own } = parsed.crosstail ?? {};
  const takesGivenTime = line.time !== undefined && (isGuessed === true || line.isEventTime === true);
  const rest = placed(line.rest);
  const event: LogEvent = { ...rest, ...parsed, event: { ...objectOf(rest.event), id: idOf(place, i) } };
  if (takesGivenTime) event['@timestamp'] = line.time!;
  event.log = logOf(line, parsed, objectOf(rest.log));
  const service = parsed.service?.name || line.service || serviceOf(place.topic);
  event.service = { ...objectOf(rest.service), ...parsed.service, name: service };
  const host = line.host || parsed.host?.name;
  delete event.host;
  if (host !== undefined && host !== '') event.host = { ...objectOf(rest.host), name: host };
  if (event.trace === undefined && line.trace !== undefined) event.trace = { id: line.trace };
  if (event.span === undefined && line.span !== undefined) event.span = { id: line.span };
  if (rest.error !== undefined) event.error = { ...parsed.error, ...objectOf(rest.error) };
  const labels = { ...objectOf(rest.labels), ...parsed.labels } as Record<string, string>;
  if (Object.keys(labels).length > 0) event.labels = labels;
  event.crosstail = {
    ...own,
    ...(isGuessed === true && !takesGivenTime ? { time_guessed: true } : {}),
    ...(line.shipper === '' ? {} : { shipper: line.shipper }),
    ...marks,
  };
  return event;
}

function logOf(line: ShippedLine, parsed: LogEvent, rest: JsonObject): NonNullable<LogEvent['log']> {
  const { offset: _, file: __, ...own } = parsed.log ?? {};
  const log: NonNullable<LogEvent['log']> = { ...rest, ...own };
  const level = own.level ?? levelName(levelRank(line.level?.trim()));
  if (level !== undefined) log.level = level;
  if (line.logger !== undefined) log.logger ??= line.logger;
  if (line.path !== undefined) log.file = { path: line.path };
  if (line.offset !== undefined) log.offset = line.offset;
  return log;
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** Objects of ECS stay, plain values and everything else become labels. */
function placed(rest: JsonObject): JsonObject {
  const event: JsonObject = {};
  const labels: Record<string, string> = {};
  let count = 0;
  const label = (name: string, value: unknown) => {
    if (value === null || value === undefined || value === '' || name === '__proto__' || count++ >= MAX_LABELS) return;
    labels[name] = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_LABEL);
  };
  for (const [name, value] of Object.entries(rest)) {
    const root = name.split('.', 1)[0]!;
    if (name === 'tags' && Array.isArray(value)) event.tags = value.filter((tag) => typeof tag === 'string');
    else if (name === 'labels' && isObject(value)) for (const [key, each] of Object.entries(value)) label(key, each);
    else if (name === 'crosstail' || name === 'message' || name === '@timestamp') label(`shipped.${name}`, value);
    else if (OBJECT_ROOTS.has(root) && name === root && isObject(value)) event[name] = value;
    else label(name, value);
  }
  if (Object.keys(labels).length > 0) event.labels = labels;
  return event;
}

function serviceOf(topic: string): string {
  return topic.replace(/^logs?[.-]/, '') || topic;
}

function idOf({ topic, partition, offset }: RecordPlace, index: number): string {
  return index === 0 ? `${topic}/${partition}/${offset}` : `${topic}/${partition}/${offset}/${index}`;
}
