// Bytes of one life of a file → events. Any chunking of the same bytes gives the same events.
import type { EventBatch, EventSource } from '../model/event-batch.ts';
import type { Rule } from '../model/rule.ts';
import { isBlank } from './byte-class.ts';
import { EventWriter } from './event-writer.ts';
import { HeadParser } from './head-parser.ts';
import { LineHead } from './line-head.ts';
import { OpenEvent } from './open-event.ts';
import { TimeScanner } from './time-scanner.ts';
import { TimeZone } from './time-zone.ts';

export interface ReaderSettings {
  source: EventSource;
  agentId: string;
  generation: string;
  format: Rule['format'];
  multiline: Rule['multiline'];
  encoding: string;
  timezone: string;
  /** Patterns whose named groups are correlation ids. */
  correlate: readonly string[];
  fields: Readonly<Record<string, string>>;
  /** The file's last change: settles years that lines leave out. */
  modifiedMs?: number;
  /** Most lines and bytes of one event; 500 and 1 MiB when not given. */
  caps?: { maxLines?: number; maxBytes?: number };
}

// Parsers may look a little beyond a line's end.
const SLACK = 64;
const LF = 10;

export class EventReader {
  /** Lines consumed so far. */
  lines = 0;

  private readonly writer: EventWriter;
  private readonly parser: HeadParser;
  private readonly times: TimeScanner;
  private readonly maxLines: number;
  private readonly maxBytes: number;
  private head = new LineHead();
  private open = new OpenEvent();
  private text = new Uint8Array(256 * 1024);
  private fill = 0;
  private lineStart = 0;
  /** File offset of `lineStart`. */
  private offset: number;
  private covered: number;
  private lastSeconds = Number.NaN;
  private lastNanos = 0;
  private lastDigits = 0;
  private nowMs = 0;
  private pendingSince: number | undefined;
  private partialGiven = -1;
  private skipped = 0;
  private heads = new Map<string, number>();

  constructor(settings: ReaderSettings, startOffset: number) {
    this.writer = new EventWriter(settings);
    this.times = new TimeScanner(new TimeZone(settings.timezone), settings.modifiedMs);
    this.parser = new HeadParser(this.times, typeof settings.format === 'string' ? settings.format : 'auto');
    this.maxLines = settings.caps?.maxLines ?? 500;
    this.maxBytes = settings.caps?.maxBytes ?? 1024 * 1024;
    this.offset = startOffset;
    this.covered = startOffset;
  }

  /** Since when (epoch ms) something has been pending; undefined when nothing is. */
  get pendingSinceMs(): number | undefined {
    return this.pendingSince;
  }

  /** The format most lines so far have, and the share of lines it explains. */
  get detected(): { format: string; confidence: number } | undefined {
    if (this.lines === 0) return undefined;
    let best = { format: 'plain', count: 0 };
    let all = 0;
    for (const [format, count] of this.heads) {
      all += count;
      if (count > best.count) best = { format, count };
    }
    return { format: best.format, confidence: all === 0 ? 0 : best.count / all };
  }

  /** Bytes of the file, next in order. Gives the events they finish. */
  push(chunk: Uint8Array, nowMs: number): EventBatch | undefined {
    this.nowMs = nowMs;
    this.times.setNow(nowMs);
    this.append(chunk);
    this.takeLines();
    this.compact();
    this.pendingSince = this.open.isOpen || this.fill > this.lineStart ? nowMs : undefined;
    return this.handOut();
  }

  /**
   * Hands out what is pending: `timeout` when the wait for more lines is over, `end` when the file has ended. A last line
   * without \n is given as partial; on `timeout` it stays pending, and comes again under the same id when it is complete.
   */
  flush(nowMs: number, why: 'timeout' | 'end'): EventBatch | undefined {
    this.nowMs = nowMs;
    this.times.setNow(nowMs);
    if (why === 'end' && this.fill > this.lineStart) {
      this.line(this.lineStart, this.fill, this.offset + this.fill - this.lineStart);
      this.open.isPartial = true;
      this.offset += this.fill - this.lineStart;
      this.lineStart = this.fill;
    }
    this.finish();
    if (this.fill > this.lineStart && this.partialGiven !== this.fill - this.lineStart) {
      this.partialGiven = this.fill - this.lineStart;
      this.line(this.lineStart, this.fill, this.offset);
      this.lines--;
      this.open.isPartial = true;
      this.finish();
    }
    this.pendingSince = undefined;
    return this.handOut();
  }

  private append(chunk: Uint8Array): void {
    const needed = this.fill + chunk.length + SLACK;
    if (needed > this.text.length) {
      const grown = new Uint8Array(Math.max(needed, this.text.length * 2));
      grown.set(this.text.subarray(0, this.fill));
      this.text = grown;
    }
    this.text.set(chunk, this.fill);
    this.fill += chunk.length;
  }

  private takeLines(): void {
    const { text } = this;
    text[this.fill] = LF;
    let start = this.lineStart;
    for (;;) {
      const end = text.indexOf(LF, start);
      if (end >= this.fill) break;
      this.offset += end + 1 - start;
      this.line(start, end, this.offset);
      start = end + 1;
      this.lineStart = start;
    }
  }

  private line(from: number, to: number, endOffset: number): void {
    this.lines++;
    const { text, open } = this;
    if (isEmpty(text, from, to)) return;
    const hasHead = !isBlank(text[from]) && this.parser.parse(text, from, to, this.head);
    if (!hasHead && open.isOpen && (open.head.format !== '' || isBlank(text[from]))) {
      this.extend(from, to, endOffset);
      return;
    }
    this.finish();
    this.begin(hasHead, from, to, endOffset);
  }

  private extend(from: number, to: number, endOffset: number): void {
    const { open } = this;
    open.endOffset = endOffset;
    if (open.truncated > 0 || open.lines >= this.maxLines || to - open.from > this.maxBytes) {
      open.truncated += to - from + 1;
      return;
    }
    open.to = to;
    open.lines++;
  }

  private begin(hasHead: boolean, from: number, to: number, endOffset: number): void {
    const { open, head } = this;
    if (!hasHead) head.clear();
    this.heads.set(head.format, (this.heads.get(head.format) ?? 0) + 1);
    this.head = open.head;
    open.head = head;
    open.from = from;
    open.to = to;
    open.startOffset = endOffset - (to - from) - 1;
    open.endOffset = endOffset;
    open.lines = 1;
    this.setTime(head);
    if (head.isComplete) this.finish();
  }

  private setTime(head: LineHead): void {
    if (head.hasTime) {
      this.lastSeconds = head.seconds;
      this.lastNanos = head.nanos;
      this.lastDigits = head.digits;
      return;
    }
    this.open.isTimeGuessed = true;
    const isKnown = !Number.isNaN(this.lastSeconds);
    head.seconds = isKnown ? this.lastSeconds : Math.floor(this.nowMs / 1000);
    head.nanos = isKnown ? this.lastNanos : Math.floor(this.nowMs % 1000) * 1e6;
    head.digits = isKnown ? this.lastDigits : 3;
  }

  private finish(): void {
    const { open } = this;
    if (!open.isOpen) return;
    this.writer.write(open, this.text);
    open.close();
  }

  private compact(): void {
    const { open, text } = this;
    let at = 0;
    if (open.isOpen) {
      text.copyWithin(0, open.from, open.to);
      at = open.to - open.from + 1;
      open.to -= open.from;
      open.from = 0;
    }
    text.copyWithin(at, this.lineStart, this.fill);
    this.fill = at + this.fill - this.lineStart;
    this.lineStart = at;
  }

  private handOut(): EventBatch | undefined {
    const to = this.open.isOpen ? this.open.startOffset : this.offset;
    const batch = this.writer.batch(this.covered, to);
    if (batch !== undefined) this.covered = to;
    return batch;
  }
}

function isEmpty(text: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isBlank(text[i]) && text[i] !== 13) return false;
  return true;
}
