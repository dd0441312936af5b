// Lines → events: decides where an event begins and which lines go on with it, and writes it when it is finished.
import type { EventBatch } from '../../model/event-batch.ts';
import { levelRank } from '../../model/level.ts';
import type { Rule } from '../../model/rule.ts';
import { CR, isBlank } from '../byte-class.ts';
import { blockDepth, goesOnInBlock, understandBlock } from '../heads/block-head.ts';
import type { HeadParser } from '../heads/head-parser.ts';
import { isPaddedLevel } from '../heads/level-word.ts';
import { FIELD, LineHead } from '../heads/line-head.ts';
import { admitPattern } from '../heads/pattern-head.ts';
import type { TextHolder } from '../lines/text-store.ts';
import { continuesReport, type ReportKind, reportStart } from '../reports/crash-report.ts';
import { isPostgresPart, mayBePart } from '../reports/postgres-part.ts';
import type { TimeScanner } from '../times/time-scanner.ts';
import { EventOrder } from './event-order.ts';
import type { EventWriter } from './event-writer.ts';
import { compactEvents, OpenEvent } from './open-event.ts';

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
  /** The time a container's runtime gave the line, for lines without one of their own; NaN when there is none. */
  seconds: number;
  nanos: number;
  digits: number;
  /** NUL bytes were skipped before it. */
  isAfterHole: boolean;
  /** The line has no end yet. */
  isPartial: boolean;
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
  private readonly parts: AssemblerParts;
  private readonly startPattern: RegExp | undefined;
  private head = new LineHead();
  private readonly counts = new Map<string, number>();
  private lastFormat = '';
  private lastCount = 0;
  /** The open event of the nameless lane, which most files have alone; the others are in `lanes`. */
  private main: OpenEvent | undefined;
  /** The event of the line before. */
  private lastOpen: OpenEvent | undefined;
  private readonly lanes = new Map<string, OpenEvent>();
  private readonly spare: OpenEvent[] = [];
  private readonly order = new EventOrder((open) => this.write(open));
  private nowMs = 0;
  private headed = 0;
  private headless = 0;
  private lastSeconds = Number.NaN;
  private lastNanos = 0;
  private lastDigits = 0;

  constructor(parts: AssemblerParts) {
    this.parts = parts;
    const { multiline } = parts;
    this.startPattern =
      typeof multiline === 'object' ? admitPattern(multiline.start, 'The multi-line pattern') : undefined;
  }

  setNow(nowMs: number): void {
    this.nowMs = nowMs;
    this.parts.times.setNow(nowMs);
    this.finishWaitedFor();
  }

  /** Events so far by format. */
  get formats(): ReadonlyMap<string, number> {
    this.settleFormats();
    return this.counts;
  }

  /** Broken bytes and characters of finished events. */
  get replaced(): number {
    return this.parts.writer.replaced;
  }

  get hasOpen(): boolean {
    return this.main !== undefined || this.lanes.size > 0;
  }

  /** Smallest file offset that an unfinished event holds; undefined when there is none. */
  get openOffset(): number | undefined {
    return this.oldest()?.startOffset;
  }

  /** The next line of the file. */
  line(line: SourceLine): void {
    const { bytes } = line.holder;
    const open = line.lane === '' ? this.main : this.lanes.get(line.lane);
    if (isEmpty(bytes, line.from, line.to)) {
      // A blank line ends a record of the journal and stands between all others.
      if (open?.head.format === 'journald') this.finish(open);
      else if (open !== undefined) this.hold(open, line);
      if (this.lastOpen !== open) this.interrupt();
      return;
    }
    const isInBlock = open !== undefined && open.depth > 0 && goesOnInBlock(open.head.format, lookAt(line, line.from));
    const isIndented = isBlank(bytes[line.from]) && !(isPaddedLevel(bytes, line.from, line.to) && !isInBlock);
    const hasHead = !isIndented && !isInBlock && this.parts.parser.parse(bytes, line.from, line.to, this.head);
    if (hasHead && this.head.format === 'syslog' && this.takesPart(line)) return;
    if (open !== undefined) {
      if (open.holder === line.holder && this.goesOn(open, line, hasHead, isBlank(bytes[line.from]) && !hasHead)) {
        this.extend(open, line);
        return;
      }
      this.finish(open);
    }
    this.begin(line, hasHead);
  }

  /**
   * Through syslog every line of a traceback has a head of its own. What its tag says tells the writers apart: a line
   * that goes on with its writer's report is added to it, one that begins a report waits for more.
   */
  private takesPart(line: SourceLine): boolean {
    if (this.parts.multiline !== 'auto') return false;
    const { bytes } = line.holder;
    const { head } = this;
    const bodyFrom = line.from + head.bodyAt;
    const body = lookAt(line, bodyFrom);
    const tag = `${line.lane}${decode(bytes, line.from + head.at[FIELD.host * 2]!, bodyFrom)}`;
    const open = this.lanes.get(tag);
    if (open !== undefined) {
      if (/^\s/.test(body) || continuesReport(open, body)) {
        this.extend(open, line);
        return true;
      }
      this.finish(open);
    }
    const start = reportStart(body);
    if (start === undefined) return false;
    this.begin({ ...line, lane: tag }, true, start);
    return true;
  }

  /** Says that bytes between the last line and the next belong to no open event. */
  interrupt(): void {
    this.lastOpen = undefined;
  }

  /** True when events have waited too long for the rest of a line that is held. */
  get isHeldUp(): boolean {
    return this.order.isHeldUp(this.nowMs);
  }

  /** Says where a line begins of which only a part is there; undefined when there is none any more. */
  holdFrom(offset: number | undefined): void {
    this.order.heldFrom = offset;
    this.order.release(this.openOffset);
  }

  /** Finishes everything that is open, in the order of the file. */
  finishAll(): void {
    for (const open of this.opens().sort((a, b) => a.startOffset - b.startOffset)) this.finish(open);
  }

  /** Moves the text of open events to the front of a holder and returns where the free part begins. */
  compact(holder: TextHolder): number {
    let at = 0;
    const opens = [...this.opens(), ...this.order.waiting].filter((open) => open.holder === holder);
    if (opens.length > 1) return compactEvents(opens, holder.bytes);
    for (const open of opens) at = compactEvents([open], holder.bytes);
    return at;
  }

  /** What was finished since the last batch. */
  batch(fromOffset: number, toOffset: number): EventBatch | undefined {
    return this.parts.writer.batch(fromOffset, toOffset);
  }

  private opens(): OpenEvent[] {
    const opens = [...this.lanes.values()];
    if (this.main !== undefined) opens.push(this.main);
    return opens;
  }

  /** Keeps a blank line until it is known whether another line of the event follows. */
  private hold(open: OpenEvent, line: SourceLine): void {
    const fits = line.to - open.from <= this.parts.maxBytes && open.holder === line.holder;
    if (line.isAfterHole || this.lastOpen !== open || !fits) open.isCut = true;
    if (!open.isCut) open.hold(line.to);
  }

  private goesOn(open: OpenEvent, line: SourceLine, hasHead: boolean, isIndented: boolean): boolean {
    if (this.parts.multiline === 'none') return false;
    if (this.startPattern !== undefined) return !this.startPattern.test(textOf(line, line.to));
    if (open.depth > 0) return goesOnInBlock(open.head.format, lookAt(line, line.from));
    if (hasHead) return this.headGoesOn(open, line);
    if (open.head.format === 'journald') return true;
    if (isIndented && (open.head.format !== '' || open.report !== undefined)) return true;
    const text = lookAt(line, line.from);
    if (isIndented) return reportStart(text) === undefined;
    if (continuesReport(open, text)) return true;
    if (open.head.format === '' || open.head.joinsIndented || !this.headlessBelong()) return false;
    const start = reportStart(text);
    if (start === undefined) return true;
    // A crash that comes after a quiet line is an event of its own; after an error it is that error's stack.
    if (open.head.level !== 0 && open.head.level < WARN) return false;
    open.report ??= start;
    open.isReportOver = false;
    return true;
  }

  /** Lines with a head that belong to the event before all the same. */
  private headGoesOn(open: OpenEvent, line: SourceLine): boolean {
    const { head } = this;
    if (head.hasTime) return mayBePart(open.head, head) && isPostgresPart(lookAt(line, line.from));
    // java.util.logging writes the time on one line and the level and message on the next.
    if (open.head.format === 'jul' && open.lines === 1 && head.format === 'level') {
      open.head.level = head.level;
      return true;
    }
    if (open.report === undefined) return false;
    return continuesReport(open, lookAt(line, line.from));
  }

  // In a file where most lines have no head, those without do not hang on the few that have one.
  private headlessBelong(): boolean {
    return this.headless <= 50 + 8 * this.headed;
  }

  private extend(open: OpenEvent, line: SourceLine): void {
    this.headless++;
    open.endOffset = line.endOffset;
    open.broken += line.broken;
    open.isPartial ||= line.isPartial;
    const { maxLines, maxBytes } = this.parts;
    const length = line.to - line.from;
    if (open.truncated > 0 || open.lines >= maxLines || open.size + length + 1 > maxBytes) {
      open.truncated += length + line.cut + 1;
      // Its text is left out, and stands before the next line all the same.
      this.lastOpen = open;
      open.isCut = true;
      return;
    }
    open.truncated = line.cut;
    if (open.depth > 0) open.depth = blockDepth(open.head.format, textOf(line, line.to), open.depth);
    open.add(line.from, line.to, this.lastOpen === open && !open.isCut && !line.isAfterHole);
    this.lastOpen = open;
    if (open.head.opensBlock && open.depth <= 0) this.finish(open);
  }

  private begin(line: SourceLine, hasHead: boolean, report?: ReportKind): void {
    const { head } = this;
    if (hasHead) this.headed++;
    else {
      head.clear();
      this.headless++;
    }
    this.countFormat(head.format);
    const open = this.spare.pop() ?? new OpenEvent(line.holder);
    this.head = open.begin(head, line.holder, line.from, line.to);
    open.startOffset = line.startOffset;
    open.endOffset = line.endOffset;
    open.truncated = line.cut;
    open.broken = line.broken;
    open.lane = line.lane;
    open.stream = line.stream;
    open.isPartial = line.isPartial;
    this.lastOpen = open;
    this.setTime(open, line);
    if (head.opensBlock) open.depth = blockDepth(head.format, textOf(line, line.to), 0);
    open.report = report ?? (head.hasTime || head.opensBlock ? undefined : reportStart(lookAt(line, line.from)));
    // An exception group is indented to its end.
    open.isReportOver = open.report === 'python' && isBlank(line.holder.bytes[line.from]);
    if (line.lane === '') this.main = open;
    else this.lanes.set(line.lane, open);
    if (head.isComplete && open.report === undefined) this.finish(open);
    else if (this.lanes.size > MAX_LANES) this.finish(this.lanes.values().next().value!);
  }

  private countFormat(format: string): void {
    if (format !== this.lastFormat) {
      this.settleFormats();
      this.lastFormat = format;
    }
    this.lastCount++;
  }

  private settleFormats(): void {
    if (this.lastCount > 0) this.counts.set(this.lastFormat, (this.counts.get(this.lastFormat) ?? 0) + this.lastCount);
    this.lastCount = 0;
  }

  private setTime(open: OpenEvent, line: SourceLine): void {
    const { head } = open;
    if (head.hasTime) {
      this.lastSeconds = head.seconds;
      this.lastNanos = head.nanos;
      this.lastDigits = head.digits;
      return;
    }
    if (!Number.isNaN(line.seconds)) {
      head.seconds = line.seconds;
      head.nanos = line.nanos;
      head.digits = line.digits;
      return;
    }
    open.isTimeGuessed = true;
    const isKnown = !Number.isNaN(this.lastSeconds);
    head.seconds = isKnown ? this.lastSeconds : Math.floor(this.nowMs / 1000);
    head.nanos = isKnown ? this.lastNanos : Math.floor(this.nowMs % 1000) * 1e6;
    head.digits = isKnown ? this.lastDigits : 3;
  }

  private finish(open: OpenEvent): void {
    if (open === this.main) this.main = undefined;
    else this.lanes.delete(open.lane);
    if (open.head.opensBlock || open.head.format === 'journald') this.understand(open);
    if (this.main === undefined && this.lanes.size === 0 && this.order.isIdle) {
      this.write(open);
      return;
    }
    this.order.add(open, this.nowMs);
    this.order.release(this.openOffset);
    this.finishWaitedFor();
  }

  private write(open: OpenEvent): void {
    this.parts.writer.write(open);
    this.spare.push(open);
  }

  /** Finishes what others have waited for too long. */
  private finishWaitedFor(): void {
    while (this.order.isHeldUp(this.nowMs)) {
      const oldest = this.oldest();
      if (oldest === undefined) return;
      this.finish(oldest);
    }
  }

  /** The unfinished event that began first. */
  private oldest(): OpenEvent | undefined {
    return this.opens().reduce<OpenEvent | undefined>(
      (first, open) => (first === undefined || open.startOffset < first.startOffset ? open : first),
      undefined,
    );
  }

  private understand(open: OpenEvent): void {
    const { head } = open;
    const { seconds, nanos, digits } = head;
    understandBlock(head.format, wholeText(open), this.parts.times, head);
    if (head.hasTime) open.isTimeGuessed = false;
    else Object.assign(head, { seconds, nanos, digits });
  }
}

function wholeText(open: OpenEvent): string {
  const { bytes } = open.holder;
  let text = '';
  for (let i = 0; i < open.earlier.length; i += 2) text += `${decode(bytes, open.earlier[i]!, open.earlier[i + 1]!)}\n`;
  return text + decode(bytes, open.from, open.to);
}

function isEmpty(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isBlank(bytes[i]) && bytes[i] !== CR) return false;
  return true;
}

/** As much of a line, from a place on, as the report patterns look at. */
function lookAt(line: SourceLine, from: number): string {
  return decode(line.holder.bytes, from, Math.min(line.to, from + LOOK_BYTES));
}

function textOf(line: SourceLine, to: number): string {
  return decode(line.holder.bytes, line.from, to);
}

function decode(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, to));
}
