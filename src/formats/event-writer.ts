// Writes finished events as ECS JSON, straight from the bytes of the file.
import type { EventBatch, EventSource } from '../model/event-batch.ts';
import { levelName } from '../model/level.ts';
import { ByteSink } from './byte-sink.ts';
import { sourceHash } from './event-id.ts';
import { FIELD, type FieldSlot, type LineHead } from './line-head.ts';
import type { OpenEvent } from './open-event.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const TIME = encode('{"@timestamp":"');
const LOG = encode('","log":{');
const LEVEL = encode('"level":"');
const OFFSET = encode('"offset":');
const LOGGER = encode(',"logger":"');
const ORIGIN = encode(',"origin":{');
const FILE = encode('"file":{"name":"');
const LINE = encode(',"line":');
const FUNCTION = encode('"function":"');
const MESSAGE = encode('},"message":"');
const EVENT_ID = encode('","event":{"id":"');
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
const QUOTE_COMMA = encode('",');
const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8].map((rank) => encode(levelName(rank)!));

export interface WriterSettings {
  source: EventSource;
  agentId: string;
  generation: string;
  fields: Readonly<Record<string, string>>;
}

export class EventWriter {
  private readonly sink = new ByteSink(64 * 1024);
  private readonly source: EventSource;
  private readonly fileAndClose: Uint8Array;
  private readonly idPrefix: Uint8Array;
  private readonly who: Uint8Array;
  private readonly crosstail: Uint8Array;
  private readonly formats = new Map<string, Uint8Array>();
  private ends = new Uint32Array(1024);
  private times = new Float64Array(1024);
  private levels = new Uint8Array(1024);
  private count = 0;

  constructor(settings: WriterSettings) {
    const { source, fields } = settings;
    this.source = source;
    this.fileAndClose = encode(`,"file":{"path":${JSON.stringify(source.path)}}`);
    this.idPrefix = encode(`${sourceHash(settings.agentId, settings.generation)}-`);
    const labels = Object.keys(fields).length === 0 ? '' : `,"labels":${JSON.stringify(fields)}`;
    this.who = encode(
      `,"service":{"name":${JSON.stringify(source.service)}},"host":{"name":${JSON.stringify(source.host)}}${labels}`,
    );
    this.crosstail = encode(
      `,"crosstail":{"rule":${JSON.stringify(source.rule)},"revision":${source.revision},"generation":${JSON.stringify(settings.generation)}`,
    );
  }

  /** Writes one event. */
  write(event: OpenEvent): void {
    const text = event.holder.bytes;
    const { sink } = this;
    const { head } = event;
    sink.reserve(1024);
    sink.raw(TIME);
    sink.time(head.seconds, head.nanos, head.digits);
    sink.raw(LOG);
    this.log(event, text);
    sink.raw(MESSAGE);
    const bodyAt = this.message(event, text);
    sink.reserve(1024 + this.who.length + this.crosstail.length);
    sink.raw(EVENT_ID);
    sink.raw(this.idPrefix);
    this.offset36(event.startOffset);
    sink.raw(CLOSE_TEXT);
    sink.raw(this.who);
    this.process(head, event, text);
    sink.raw(this.crosstail);
    sink.raw(this.formatBytes(head.format === '' ? 'plain' : head.format));
    this.marks(event, bodyAt);
    sink.raw(END);
    this.note(head.seconds * 1000 + head.nanos / 1e6, head.level);
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
    if (head.level > 0) {
      sink.raw(LEVEL);
      sink.raw(LEVELS[head.level - 1]!);
      sink.raw(QUOTE_COMMA);
    }
    sink.raw(OFFSET);
    sink.decimal(event.startOffset);
    sink.raw(this.fileAndClose);
    if (head.has(FIELD.logger)) {
      sink.raw(LOGGER);
      this.field(event, FIELD.logger, text);
      sink.byte(34);
    }
    if (head.has(FIELD.file) || head.has(FIELD.function)) this.origin(event, text);
  }

  private origin(event: OpenEvent, text: Uint8Array): void {
    const { sink } = this;
    const { head } = event;
    sink.raw(ORIGIN);
    if (head.has(FIELD.file)) {
      sink.raw(FILE);
      this.field(event, FIELD.file, text);
      sink.byte(34);
      if (head.has(FIELD.line)) {
        sink.raw(LINE);
        this.number(event, FIELD.line, text);
      }
      sink.byte(125);
    }
    if (head.has(FIELD.function)) {
      if (head.has(FIELD.file)) sink.byte(44);
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
    sink.markCount = 0;
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
    if (!hasPid && !hasTid && !hasThread) return;
    const { sink } = this;
    sink.raw(PROCESS);
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
    const broken = sink.broken + event.broken;
    if (broken > 0) {
      sink.raw(BROKEN);
      sink.decimal(broken);
    }
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

  private offset36(offset: number): void {
    let length = 1;
    for (let rest = offset; rest >= 36; rest = Math.floor(rest / 36)) length++;
    let rest = offset;
    const { sink } = this;
    for (let at = sink.at + length - 1; at >= sink.at; at--) {
      const digit = rest % 36;
      sink.bytes[at] = digit < 10 ? 48 + digit : 87 + digit;
      rest = (rest - digit) / 36;
    }
    sink.at += length;
  }

  private formatBytes(format: string): Uint8Array {
    let bytes = this.formats.get(format);
    if (bytes === undefined) {
      bytes = encode(`,"format":${JSON.stringify(format)}`);
      this.formats.set(format, bytes);
    }
    return bytes;
  }
}

function grown<T extends { set(from: T): void }>(from: T, into: T): T {
  into.set(from);
  return into;
}
