// Lines → events: decides where an event begins and which lines go on with it, and writes it when it is finished.
import type { EventBatch } from '../model/event-batch.ts';
import { levelRank } from '../model/level.ts';
import type { Rule } from '../model/rule.ts';
import { CR, isBlank, LF } from './byte-class.ts';
import { continuesReport, reportStart } from './crash-report.ts';
import type { EventWriter } from './event-writer.ts';
import type { HeadParser } from './head-parser.ts';
import { LineHead } from './line-head.ts';
import { OpenEvent } from './open-event.ts';
import type { TextHolder } from './text-store.ts';
import type { TimeScanner } from './time-scanner.ts';

/** One line with what is known about it before its text is looked at. */
export interface SourceLine {
  holder: TextHolder;
  from: number;
  to: number;
  startOffset: number;
  endOffset: number;
  /** Bytes cut from an overlong line. */
  cut: number;
  /** Broken characters replaced while decoding. */
  broken: number;
  lane: string;
  stream: string;
}

export interface AssemblerParts {
  writer: EventWriter;
  parser: HeadParser;
  times: TimeScanner;
  multiline: Rule['multiline'];
  maxLines: number;
  maxBytes: number;
}

const WARN = levelRank('WARN');
const MAX_LANES = 64;
// As much of a line as the report patterns look at.
const LOOK_BYTES = 300;
const decoder = new TextDecoder();

export class EventAssembler {
  /** Events so far by format. */
  readonly formats = new Map<string, number>();

  private readonly parts: AssemblerParts;
  private readonly startPattern: RegExp | undefined;
  private head = new LineHead();
  private readonly lanes = new Map<string, OpenEvent>();
  private readonly spare: OpenEvent[] = [];
  private nowMs = 0;
  private headed = 0;
  private headless = 0;
  private lastSeconds = Number.NaN;
  private lastNanos = 0;
  private lastDigits = 0;

  constructor(parts: AssemblerParts) {
    this.parts = parts;
    const { multiline } = parts;
    this.startPattern = typeof multiline === 'object' ? new RegExp(multiline.start, 'u') : undefined;
  }

  setNow(nowMs: number): void {
    this.nowMs = nowMs;
    this.parts.times.setNow(nowMs);
  }

  get hasOpen(): boolean {
    return this.lanes.size > 0;
  }

  /** Smallest file offset that an unfinished event holds; undefined when there is none. */
  get openOffset(): number | undefined {
    let least: number | undefined;
    for (const open of this.lanes.values()) {
      if (least === undefined || open.startOffset < least) least = open.startOffset;
    }
    return least;
  }

  /** The next line of the file. */
  line(line: SourceLine): void {
    const { bytes } = line.holder;
    if (isEmpty(bytes, line.from, line.to)) return;
    const open = this.lanes.get(line.lane);
    const isIndented = isBlank(bytes[line.from]);
    const hasHead = !isIndented && this.parts.parser.parse(bytes, line.from, line.to, this.head);
    if (open !== undefined) {
      if (open.holder === line.holder && this.goesOn(open, line, hasHead, isIndented)) {
        this.extend(open, line);
        return;
      }
      this.finish(open);
    }
    this.begin(line, hasHead);
  }

  /** Finishes everything that is open, in the order of the file. */
  finishAll(isPartial: boolean): void {
    const opens = [...this.lanes.values()].sort((a, b) => a.startOffset - b.startOffset);
    for (const [i, open] of opens.entries()) {
      open.isPartial ||= isPartial && i === opens.length - 1;
      this.finish(open);
    }
  }

  /** Moves the text of open events to the front of a holder and returns where the free part begins. */
  compact(holder: TextHolder): number {
    let at = 0;
    const opens = [...this.lanes.values()].filter((open) => open.holder === holder);
    if (opens.length > 1) return compactMany(opens, holder.bytes);
    for (const open of opens) at = compactMany([open], holder.bytes);
    return at;
  }

  /** What was finished since the last batch. */
  batch(fromOffset: number, toOffset: number): EventBatch | undefined {
    return this.parts.writer.batch(fromOffset, toOffset);
  }

  private goesOn(open: OpenEvent, line: SourceLine, hasHead: boolean, isIndented: boolean): boolean {
    if (this.parts.multiline === 'none') return false;
    if (this.startPattern !== undefined) return !this.startPattern.test(textOf(line, line.to));
    if (hasHead) return this.bodyGoesOn(open, line);
    if (isIndented) return true;
    const text = textOf(line, Math.min(line.to, line.from + LOOK_BYTES));
    if (continuesReport(open, text)) return true;
    if (open.head.format === '' || open.head.isComplete || !this.headlessBelong()) return false;
    const start = reportStart(text);
    if (start === undefined) return true;
    // A crash that comes after a quiet line is an event of its own; after an error it is that error's stack.
    if (open.head.level !== 0 && open.head.level < WARN) return false;
    open.report ??= start;
    open.isReportOver = false;
    return true;
  }

  // Through syslog every line of a traceback has a head of its own.
  private bodyGoesOn(open: OpenEvent, line: SourceLine): boolean {
    if (line.lane === '' || open.report === undefined) return false;
    const at = line.from + this.head.bodyAt;
    if (isBlank(line.holder.bytes[at])) return true;
    return continuesReport(open, textOf({ ...line, from: at }, Math.min(line.to, at + LOOK_BYTES)));
  }

  // In a file where most lines have no head, those without do not hang on the few that have one.
  private headlessBelong(): boolean {
    return this.headless <= 50 + 8 * this.headed;
  }

  private extend(open: OpenEvent, line: SourceLine): void {
    this.headless++;
    open.endOffset = line.endOffset;
    open.broken += line.broken;
    const { maxLines, maxBytes } = this.parts;
    const length = line.to - line.from;
    if (open.truncated > 0 || open.lines >= maxLines || open.size + length + 1 > maxBytes) {
      open.truncated += length + line.cut + 1;
      return;
    }
    open.truncated = line.cut;
    open.add(line.from, line.to, isContiguous(line.holder.bytes, open.to, line.from));
  }

  private begin(line: SourceLine, hasHead: boolean): void {
    const { head } = this;
    if (hasHead) this.headed++;
    else {
      head.clear();
      this.headless++;
    }
    this.formats.set(head.format, (this.formats.get(head.format) ?? 0) + 1);
    const open = this.spare.pop() ?? new OpenEvent(line.holder);
    this.head = open.begin(head, line.holder, line.from, line.to);
    open.startOffset = line.startOffset;
    open.endOffset = line.endOffset;
    open.truncated = line.cut;
    open.broken = line.broken;
    open.lane = line.lane;
    open.stream = line.stream;
    this.setTime(open);
    if (head.format === '') open.report = reportStart(textOf(line, Math.min(line.to, line.from + LOOK_BYTES)));
    this.lanes.set(line.lane, open);
    if (head.isComplete && open.report === undefined) this.finish(open);
    else if (this.lanes.size > MAX_LANES) this.finish(this.lanes.values().next().value!);
  }

  private setTime(open: OpenEvent): void {
    const { head } = open;
    if (head.hasTime) {
      this.lastSeconds = head.seconds;
      this.lastNanos = head.nanos;
      this.lastDigits = head.digits;
      return;
    }
    open.isTimeGuessed = true;
    const isKnown = !Number.isNaN(this.lastSeconds);
    head.seconds = isKnown ? this.lastSeconds : Math.floor(this.nowMs / 1000);
    head.nanos = isKnown ? this.lastNanos : Math.floor(this.nowMs % 1000) * 1e6;
    head.digits = isKnown ? this.lastDigits : 3;
  }

  private finish(open: OpenEvent): void {
    this.lanes.delete(open.lane);
    this.parts.writer.write(open);
    this.spare.push(open);
  }
}

function compactMany(opens: readonly OpenEvent[], bytes: Uint8Array): number {
  const stretches = opens.flatMap((open) => {
    const own = [];
    for (let i = 0; i < open.earlier.length; i += 2)
      own.push({ open, at: i, from: open.earlier[i]!, to: open.earlier[i + 1]! });
    return [...own, { open, at: -1, from: open.from, to: open.to }];
  });
  stretches.sort((a, b) => a.from - b.from);
  let at = 0;
  for (const { open, at: index, from, to } of stretches) {
    bytes.copyWithin(at, from, to);
    if (index === -1) {
      open.from = at;
      open.to = at + to - from;
    } else {
      open.earlier[index] = at;
      open.earlier[index + 1] = at + to - from;
    }
    at += to - from;
    bytes[at++] = LF;
  }
  return at;
}

/** True when only line ends and blanks stand between two lines. */
function isContiguous(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== LF && bytes[i] !== CR && !isBlank(bytes[i])) return false;
  return true;
}

function isEmpty(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isBlank(bytes[i]) && bytes[i] !== CR) return false;
  return true;
}

function textOf(line: SourceLine, to: number): string {
  return decoder.decode(line.holder.bytes.subarray(line.from, to));
}
