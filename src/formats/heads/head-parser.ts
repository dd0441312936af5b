// Finds the head of a line: tries the formats that may be in the file, the ones seen before first.
import { AppError } from '../../base/errors.ts';
import { FORMAT_NAMES } from '../../model/format-names.ts';
import type { Rule } from '../../model/rule.ts';
import { isBlank } from '../byte-class.ts';
import { ColouredLine } from '../lines/coloured-line.ts';
import { reportStart } from '../reports/crash-report.ts';
import type { TimeScanner } from '../times/time-scanner.ts';
import { startsWindowsEvent } from './block-head.ts';
import { findTrailingClass } from './class-name.ts';
import { DeepHead } from './deep-head.ts';
import { layoutsOf } from './known-layouts.ts';
import { type Layout, LayoutMatcher, mayBegin } from './layout.ts';
import { LevelSearch } from './level-search.ts';
import type { LineHead } from './line-head.ts';
import { parseJsonLine, parseLogfmtLine } from './object-line.ts';
import { PatternHead } from './pattern-head.ts';

// The first lines are tried against everything, and every so often a line later on.
const LEARNING_LINES = 64;
const RELEARN_EVERY = 64;
const REPORT_BYTES = 300;
const OPEN_BRACE = 123;
const EQUALS = 61;
// A key is at most this far from the start of a logfmt line.
const LONGEST_KEY = 40;
/** Formats whose layouts may leave a level behind the time unread. */
const LEVELLESS = new Set(['timestamp', 'syslog']);
const decoder = new TextDecoder();

export class HeadParser {
  private readonly times: TimeScanner;
  private readonly matcher: LayoutMatcher;
  private readonly layouts: readonly Layout[];
  /** Those that a line may fit which begins with a byte, found when the first such line comes. */
  private readonly layoutsByFirst: (readonly Layout[])[] = [];
  private readonly pattern: PatternHead | undefined;
  private readonly deep: DeepHead;
  private readonly levels = new LevelSearch();
  private readonly coloured = new ColouredLine();
  private readonly takesJson: boolean;
  private readonly takesLogfmt: boolean;
  private readonly isAuto: boolean;
  private readonly seen: Layout[] = [];
  private hasFilePrefix = false;
  private hasLogfmt = false;
  /** A written layout gave a line its time: others in the file are not looked for behind other columns. */
  private hasTimes = false;
  private lines = 0;

  /** Throws RULE_INVALID for a format nobody knows or a pattern that is not admitted. */
  constructor(times: TimeScanner, format: Rule['format']) {
    this.times = times;
    this.matcher = new LayoutMatcher(times);
    this.deep = new DeepHead(times);
    const name = typeof format === 'string' ? format : 'pattern';
    if (typeof format === 'string' && !FORMAT_NAMES.includes(format)) {
      throw new AppError('RULE_INVALID', `The format "${format}" is not known.`, {
        hint: `Write one of ${FORMAT_NAMES.join(', ')}, or a pattern with named groups.`,
      });
    }
    this.pattern = typeof format === 'string' ? undefined : new PatternHead(format.pattern, times);
    this.isAuto = name === 'auto';
    this.takesJson = this.isAuto || name === 'json' || name === 'ecs';
    this.takesLogfmt = this.isAuto || name === 'logfmt';
    this.layouts = layoutsOf(name);
  }

  /** True when the line has a head; it stands in `head` then. */
  parse(bytes: Uint8Array, from: number, to: number, head: LineHead): boolean {
    const found = this.parsePlain(bytes, from, to, head);
    if ((found && head.level !== 0) || this.pattern !== undefined) return found;
    const length = this.coloured.strip(bytes, from, to);
    if (length === 0) return found;
    if (!this.parsePlain(this.coloured.bytes, 0, length, head)) return this.parsePlain(bytes, from, to, head);
    this.coloured.restore(head);
    return true;
  }

  private parsePlain(bytes: Uint8Array, from: number, to: number, head: LineHead): boolean {
    if (!this.findHead(bytes, from, to, head)) return false;
    if (head.format === 'timestamp' && head.level !== 0) findTrailingClass(bytes, from, to, head);
    if (head.level === 0 && LEVELLESS.has(head.format)) {
      head.level = this.levels.behindTime(bytes, from + head.bodyAt, to);
    }
    return true;
  }

  private findHead(bytes: Uint8Array, from: number, to: number, head: LineHead): boolean {
    this.times.nextLine();
    if (this.pattern !== undefined) return this.pattern.parse(bytes, from, to, head) || reset(head);
    if (bytes[from] === OPEN_BRACE) return (this.takesJson && this.json(bytes, from, to, head)) || reset(head);
    // A padded level: the padding is part of the line, not of the layout.
    const begin = isBlank(bytes[from]) ? skipBlanks(bytes, from, to) : from;
    const isLearning = this.lines++ < LEARNING_LINES || this.lines % RELEARN_EVERY === 0;
    if (!isLearning) {
      if (this.hasLogfmt && this.logfmt(bytes, from, to, head)) return true;
      for (const layout of this.seen) if (this.matcher.match(layout, bytes, from, begin, to, head)) return true;
      if (this.hasFilePrefix && this.behindFileName(this.seen, bytes, from, to, head)) return true;
    }
    if (this.isAuto && startsWithCursor(bytes, from, to)) {
      reset(head);
      head.format = 'journald';
      return true;
    }
    if (this.isAuto && mayStartWindowsEvent(bytes[from]) && startsWindowsEvent(textOf(bytes, from, to))) {
      reset(head);
      head.format = 'windows';
      head.opensBlock = true;
      return true;
    }
    if (this.tryAll(bytes, from, begin, to, head) || this.logfmt(bytes, from, to, head)) return true;
    if (!this.isAuto) return reset(head);
    if (this.behindFileName(this.layouts, bytes, from, to, head)) return true;
    return this.deepHead(bytes, from, to, head) || reset(head);
  }

  private deepHead(bytes: Uint8Array, from: number, to: number, head: LineHead): boolean {
    if (this.hasTimes || isReport(bytes, from, to) || !this.deep.parse(bytes, from, to, head)) return false;
    head.level = this.levels.beforeTime(bytes, from, this.deep.timeFrom);
    return true;
  }

  private tryAll(bytes: Uint8Array, from: number, begin: number, to: number, head: LineHead): boolean {
    const first = bytes[begin]!;
    this.layoutsByFirst[first] ??= this.layouts.filter((layout) => mayBegin(layout, first));
    for (const layout of this.layoutsByFirst[first]) {
      if (!this.matcher.match(layout, bytes, from, begin, to, head)) continue;
      this.remember(layout);
      this.hasTimes ||= head.hasTime;
      return true;
    }
    return false;
  }

  /** Files joined by tools have the name of each line's file before it: `nova-api.log 2017-05-16 …`. */
  private behindFileName(
    layouts: readonly Layout[],
    bytes: Uint8Array,
    from: number,
    to: number,
    head: LineHead,
  ): boolean {
    let at = from;
    let isFile = false;
    for (; at < to && at < from + 120 && !isBlank(bytes[at]); at++) {
      isFile ||= bytes[at] === 46 && bytes[at + 1] === 108 && bytes[at + 2] === 111 && bytes[at + 3] === 103;
    }
    if (!isFile || at >= to) return false;
    for (const layout of layouts) {
      if (!this.matcher.match(layout, bytes, from, at + 1, to, head)) continue;
      this.hasFilePrefix = true;
      this.hasTimes ||= head.hasTime;
      this.remember(layout);
      return true;
    }
    return false;
  }

  private json(bytes: Uint8Array, from: number, to: number, head: LineHead): boolean {
    const text = textOf(bytes, from, to);
    if (parseJsonLine(text, this.times, head)) return true;
    // Written over several lines: the assembler counts braces from here on.
    if (!/[{[,]\s*$/.test(text)) return false;
    head.clear();
    head.format = 'json';
    head.opensBlock = true;
    return true;
  }

  private logfmt(bytes: Uint8Array, from: number, to: number, head: LineHead): boolean {
    if (!this.takesLogfmt || !keyEnds(bytes, from, to)) return false;
    if (!parseLogfmtLine(textOf(bytes, from, to), this.times, head)) return false;
    this.hasLogfmt = true;
    return true;
  }

  private remember(layout: Layout): void {
    if (this.seen.includes(layout)) return;
    this.seen.push(layout);
    this.seen.sort((a, b) => this.layouts.indexOf(a) - this.layouts.indexOf(b));
  }
}

function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(bytes[at])) at++;
  return at;
}

function reset(head: LineHead): boolean {
  head.clear();
  return false;
}

function isReport(bytes: Uint8Array, from: number, to: number): boolean {
  return reportStart(textOf(bytes, from, Math.min(to, from + REPORT_BYTES))) !== undefined;
}

function keyEnds(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to && at < from + LONGEST_KEY; at++) {
    if (bytes[at] === EQUALS) return at > from;
    if (isBlank(bytes[at]) || bytes[at] === 34) return false;
  }
  return false;
}

/** L of `Log Name:`, E of `Event[0]:`. */
function mayStartWindowsEvent(byte: number | undefined): boolean {
  return byte === 76 || byte === 69;
}

const CURSOR = new TextEncoder().encode('__CURSOR=');

function startsWithCursor(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < CURSOR.length) return false;
  for (let i = 0; i < CURSOR.length; i++) if (bytes[from + i] !== CURSOR[i]) return false;
  return true;
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, to));
}
