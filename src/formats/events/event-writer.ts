// Writes finished events as ECS JSON, straight from the bytes of the file.
import type { EventBatch, EventSource } from '../../model/event-batch.ts';
import { levelName } from '../../model/level.ts';
import { writeAccess } from '../heads/access-fields.ts';
import { FIELD, type FieldSlot, type LineHead } from '../heads/line-head.ts';
import { admitPattern } from '../heads/pattern-head.ts';
import { FoundIds } from '../ids/found-ids.ts';
import { IdFields } from '../ids/id-fields.ts';
import { IdScanner } from '../ids/id-scanner.ts';
import type { BufferPool } from './buffer-pool.ts';
import { ByteSink } from './byte-sink.ts';
import { EventConstants } from './event-constants.ts';
import { sourceHash } from './event-id.ts';
import { type EventFacts, knownEvent, structuredEvent } from './event-object.ts';
import { addMatches, eventText, readReport } from './event-text.ts';
import type { OpenEvent } from './open-event.ts';

const decoder = new TextDecoder();
const encode = (text: string) => new TextEncoder().encode(text);
const TIME = encode('{"@timestamp":"');
const LOGGER = encode(',"logger":"');
const ORIGIN = encode(',"origin":{');
const ORIGIN_FILE = encode(',"origin":{"file":{"name":"');
const LINE = encode(',"line":');
const FUNCTION = encode('"function":"');
const MESSAGE = encode(',"message":"');
const CLOSE = 125;
const PROCESS = encode(',"process":{');
const PID = encode('"pid":');
const THREAD = encode('"thread":{');
const ID = encode('"id":');
const NAME = encode('"name":"');
const CLOSE_TEXT = encode('"}');
const BODY_AT = encode(',"body_at":');
const TRUNCATED = encode(',"truncated":');
const PARTIAL = encode(',"partial":true');
const GUESSED = encode(',"time_guessed":true');
const BROKEN = encode(',"broken_bytes":');
const END = encode('}}\n');
const COMMA = encode(',');
// By level rank: what stands between the time and the offset.
const LOG_AND_LEVEL = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((rank) => {
  const level = levelName(rank);
  return encode(level === undefined ? '","log":{"offset":' : `","log":{"level":"${level}","offset":`);
});

export interface WriterSettings {
  source: EventSource;
  agentId: string;
  generation: string;
  fields: Readonly<Record<string, string>>;
  /** Patterns whose named groups are correlation ids. */
  correlate: readonly string[];
  /** Where buffers of batches nobody needs any more come back to. */
  buffers?: BufferPool;
}

export class EventWriter {
  /** Broken bytes and characters of the events written so far. */
  replaced = 0;

  private readonly settings: WriterSettings;
  private readonly scanner = new IdScanner();
  private readonly correlate: readonly RegExp[];
  private readonly sink: ByteSink;
  private readonly idFields: IdFields;
  private readonly source: EventSource;
  private readonly fileAndClose: Uint8Array;
  private readonly idPrefix: Uint8Array;
  private readonly eventId: Uint8Array;
  private readonly constants: EventConstants;
  private ends = new Uint32Array(1024);
  private times = new Float64Array(1024);
  private levels = new Uint8Array(1024);
  private count = 0;

  constructor(settings: WriterSettings) {
    const { source } = settings;
    this.settings = settings;
    this.sink = new ByteSink(settings.buffers);
    this.idFields = new IdFields(this.sink, this.scanner.found);
    this.source = source;
    this.constants = new EventConstants(settings);
    this.correlate = settings.correlate.map((pattern) => {
      const { source: text, flags } = admitPattern(pattern, 'The correlation pattern');
      return new RegExp(text, `${flags}g`);
    });
    this.fileAndClose = encode(`,"file":{"path":${JSON.stringify(source.path)}}`);
    this.idPrefix = encode(`${sourceHash(settings.agentId, settings.generation)}-`);
    this.eventId = encode(`","event":{"id":"${sourceHash(settings.agentId, settings.generation)}-`);
  }

  /** Writes one event. */
  write(event: OpenEvent): void {
    const text = event.holder.bytes;
    const { sink } = this;
    const { head } = event;
    if (head.structured !== undefined || head.finished !== undefined || head.body !== undefined) {
      this.writeObject(event, text);
      return;
    }
    sink.reserve(1024);
    sink.raw(TIME);
    sink.time(head.seconds, head.nanos, head.digits);
    this.log(event, text);
    this.process(head, event, text);
    if (head.format === 'access') this.access(event, text);
    sink.raw(MESSAGE);
    const bodyAt = this.message(event, text);
    sink.reserve(1024);
    sink.raw(this.eventId);
    this.sink.base36(event.startOffset);
    sink.raw(CLOSE_TEXT);
    this.idsAndError(event, text, bodyAt);
    sink.raw(END);
    this.note(head.seconds * 1000 + head.nanos / 1e6, head.level);
  }

  private idsAndError(event: OpenEvent, text: Uint8Array, bodyAt: number): void {
    const { sink } = this;
    this.idFields.writeTrace(this.ids(event, text));
    const report = event.lines === 1 ? undefined : readReport(eventText(event), bodyAt, event.head.format === 'syslog');
    if (report?.error !== undefined) sink.json(`,"error":${JSON.stringify(report.error)}`);
    const constant = this.constants.of(event);
    sink.reserve(constant.length + 512);
    sink.raw(constant);
    this.idFields.writeOthers();
    if (report !== undefined && report.frames.length > 0) sink.json(`,"frames":${JSON.stringify(report.frames)}`);
    sink.reserve(512);
    this.marks(event, bodyAt);
  }

  /** The request; the whole line stays the body, for who asked stands before the time. */
  private access(event: OpenEvent, text: Uint8Array): void {
    const { head, textFrom } = event;
    const { at } = head;
    const range = (slot: FieldSlot) => [textFrom + at[slot * 2]!, textFrom + at[slot * 2 + 1]!] as const;
    writeAccess(this.sink, text, range(FIELD.host), range(FIELD.user), textFrom + head.bodyAt, event.to);
    head.bodyAt = 0;
  }

  /** Ids of the rule's patterns and those the text names itself. */
  private ids(event: OpenEvent, text: Uint8Array): FoundIds {
    const { scanner, sink } = this;
    scanner.scan(text, sink.marks, sink.markCount, event.textFrom, event.to);
    if (this.correlate.length > 0) addMatches(this.correlate, eventText(event), scanner.found);
    return scanner.found;
  }

  private writeObject(event: OpenEvent, text: Uint8Array): void {
    const { sink, settings } = this;
    const { head } = event;
    // Written and taken back: the count of broken bytes, the body's place and the marks come from the one text writer.
    sink.reserve(1024);
    const start = sink.at;
    const bodyAt = this.message(event, text);
    sink.at = start;
    const message = eventText(event);
    const ids = head.format === 'pattern' ? this.ids(event, text) : this.named(head, message);
    const report = readReport(head.body ?? message, head.body === undefined ? bodyAt : 0, false);
    const facts: EventFacts = {
      source: settings.source,
      generation: settings.generation,
      fields: event.stream === '' ? settings.fields : { ...settings.fields, stream: event.stream },
      time: this.isoText(head),
      level: head.level,
      message,
      id: this.idText(event.startOffset),
      offset: event.startOffset,
      format: head.format,
      bodyAt: head.body === undefined ? bodyAt : 0,
      body: head.body === message ? undefined : head.body,
      ids: ids.list(),
      error: report?.error,
      frames: report?.frames ?? [],
      truncated: event.truncated,
      isPartial: event.isPartial,
      isTimeGuessed: event.isTimeGuessed,
      broken: this.brokenOf(event),
    };
    const object =
      head.finished === undefined ? structuredEvent(facts, head.structured ?? {}) : knownEvent(head.finished, facts);
    sink.json(JSON.stringify(object));
    sink.reserve(64);
    sink.byte(10);
    this.note(head.seconds * 1000 + head.nanos / 1e6, head.level);
  }

  /** Ids a structured line has under names of its own, and those of the rule's patterns. */
  private named(head: LineHead, message: string): FoundIds {
    const ids = new FoundIds();
    for (const [kind, values] of Object.entries(head.ids ?? {})) for (const value of values) ids.addText(kind, value);
    addMatches(this.correlate, message, ids);
    return ids;
  }

  private isoText(head: LineHead): string {
    const { sink } = this;
    const start = sink.at;
    sink.time(head.seconds, head.nanos, head.digits);
    return this.takeBack(start);
  }

  private idText(offset: number): string {
    const { sink } = this;
    const start = sink.at;
    sink.raw(this.idPrefix);
    this.sink.base36(offset);
    return this.takeBack(start);
  }

  private takeBack(start: number): string {
    const { sink } = this;
    const text = decoder.decode(sink.bytes.subarray(start, sink.at));
    sink.at = start;
    return text;
  }

  /** What was written since the last batch; undefined when nothing was. */
  batch(fromOffset: number, toOffset: number): EventBatch | undefined {
    const { count } = this;
    if (count === 0) return undefined;
    this.count = 0;
    return {
      count,
      json: this.sink.take(),
      ends: this.ends.slice(0, count),
      timesMs: this.times.slice(0, count),
      levels: this.levels.slice(0, count),
      source: this.source,
      fromOffset,
      toOffset,
    };
  }

  private note(timeMs: number, level: number): void {
    if (this.count === this.ends.length) {
      this.ends = grown(this.ends, new Uint32Array(this.count * 2));
      this.times = grown(this.times, new Float64Array(this.count * 2));
      this.levels = grown(this.levels, new Uint8Array(this.count * 2));
    }
    this.ends[this.count] = this.sink.at - 1;
    this.times[this.count] = timeMs;
    this.levels[this.count] = level;
    this.count++;
  }

  private log(event: OpenEvent, text: Uint8Array): void {
    const { sink } = this;
    const { head } = event;
    sink.raw(LOG_AND_LEVEL[head.level]!);
    sink.decimal(event.startOffset);
    sink.raw(this.fileAndClose);
    if (head.has(FIELD.logger)) {
      sink.raw(LOGGER);
      this.field(event, FIELD.logger, text);
      sink.byte(34);
    }
    if (head.has(FIELD.file) || head.has(FIELD.function)) this.origin(event, text);
    sink.byte(CLOSE);
  }

  private origin(event: OpenEvent, text: Uint8Array): void {
    const { sink } = this;
    const { head } = event;
    if (head.has(FIELD.file)) {
      sink.raw(ORIGIN_FILE);
      this.field(event, FIELD.file, text);
      sink.byte(34);
      if (head.has(FIELD.line)) {
        sink.raw(LINE);
        this.number(event, FIELD.line, text);
      }
      sink.byte(125);
    }
    if (head.has(FIELD.function)) {
      sink.raw(head.has(FIELD.file) ? COMMA : ORIGIN);
      sink.raw(FUNCTION);
      this.field(event, FIELD.function, text);
      sink.byte(34);
    }
    sink.byte(125);
  }

  /** Writes the message and returns where its body starts, in UTF-16 units. */
  private message(event: OpenEvent, text: Uint8Array): number {
    const { sink } = this;
    sink.resetText();
    const first = event.textFrom;
    const bodyFrom = first + event.head.bodyAt;
    sink.text(text, first, bodyFrom);
    const bodyAt = sink.units;
    if (event.earlier.length === 0) {
      sink.text(text, bodyFrom, event.to);
      return bodyAt;
    }
    for (let i = 0; i < event.earlier.length; i += 2) {
      sink.text(text, i === 0 ? bodyFrom : event.earlier[i]!, event.earlier[i + 1]!);
      sink.byte(92);
      sink.byte(110);
    }
    sink.text(text, event.from, event.to);
    return bodyAt;
  }

  private process(head: LineHead, event: OpenEvent, text: Uint8Array): void {
    const hasPid = head.has(FIELD.pid);
    const hasTid = head.has(FIELD.tid);
    const hasThread = head.has(FIELD.thread);
    const hasName = head.format === 'syslog' && head.has(FIELD.app) && !this.isNone(event, FIELD.app, text);
    if (!hasPid && !hasTid && !hasThread && !hasName) return;
    const { sink } = this;
    sink.raw(PROCESS);
    if (hasName) {
      sink.raw(NAME);
      this.field(event, FIELD.app, text);
      sink.byte(34);
      if (hasPid || hasTid || hasThread) sink.byte(44);
    }
    if (hasPid) {
      sink.raw(PID);
      this.number(event, FIELD.pid, text);
      if (hasTid || hasThread) sink.byte(44);
    }
    if (hasTid || hasThread) {
      sink.raw(THREAD);
      if (hasTid) {
        sink.raw(ID);
        this.number(event, FIELD.tid, text);
        if (hasThread) sink.byte(44);
      }
      if (hasThread) {
        sink.raw(NAME);
        this.field(event, FIELD.thread, text);
        sink.byte(34);
      }
      sink.byte(125);
    }
    sink.byte(125);
  }

  private brokenOf(event: OpenEvent): number {
    const broken = this.sink.broken + event.broken;
    this.replaced += broken;
    return broken;
  }

  private marks(event: OpenEvent, bodyAt: number): void {
    const { sink } = this;
    if (bodyAt > 0) {
      sink.raw(BODY_AT);
      sink.decimal(bodyAt);
    }
    if (event.truncated > 0) {
      sink.raw(TRUNCATED);
      sink.decimal(event.truncated);
    }
    if (event.isPartial) sink.raw(PARTIAL);
    if (event.isTimeGuessed) sink.raw(GUESSED);
    const broken = this.brokenOf(event);
    if (broken > 0) {
      sink.raw(BROKEN);
      sink.decimal(broken);
    }
  }

  /** Syslog's `-`. */
  private isNone({ head: { at }, textFrom }: OpenEvent, slot: FieldSlot, text: Uint8Array): boolean {
    return at[slot * 2 + 1]! - at[slot * 2]! === 1 && text[textFrom + at[slot * 2]!] === 45;
  }

  private field(event: OpenEvent, slot: FieldSlot, text: Uint8Array): void {
    const base = event.textFrom;
    const { at } = event.head;
    this.sink.text(text, base + at[slot * 2]!, base + at[slot * 2 + 1]!);
  }

  /** Digits as they are, without leading zeros; hexadecimal as a decimal number. */
  private number(event: OpenEvent, slot: FieldSlot, text: Uint8Array): void {
    const base = event.textFrom;
    const to = base + event.head.at[slot * 2 + 1]!;
    let from = base + event.head.at[slot * 2]!;
    if (text[from + 1] === 120) {
      this.sink.decimal(Number(new TextDecoder().decode(text.subarray(from, to))));
      return;
    }
    while (from < to - 1 && text[from] === 48) from++;
    for (; from < to; from++) this.sink.byte(text[from]!);
  }
}

function grown<T extends { set(from: T): void }>(from: T, into: T): T {
  into.set(from);
  return into;
}
