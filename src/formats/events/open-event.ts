// An event whose lines are still being collected.

import { CR, LF } from '../byte-class.ts';
import { LineHead } from '../heads/line-head.ts';
import type { TextHolder } from '../lines/text-store.ts';
import type { ReportKind } from '../reports/crash-report.ts';

export class OpenEvent {
  /** The first line's head; swapped with the assembler's, never copied. */
  head: LineHead = new LineHead();
  holder: TextHolder;
  /** Stretch of the holder's bytes with the latest lines, without the last line's \n. */
  from = 0;
  to = 0;
  /** Where the last line's feed stands, or that of blank lines behind it: those belong to the event only if another line follows. */
  held = 0;
  /** What stands behind `held` does not belong here: the next line starts a stretch of its own. */
  isCut = false;
  /** Earlier stretches (from, to, from, to …): only where several writers share a file. */
  earlier: number[] = [];
  /** File offset of the first byte, and behind the last line. */
  startOffset = 0;
  endOffset = 0;
  lines = 0;
  /** Bytes left out beyond the caps. */
  truncated = 0;
  /** Characters that were broken in an encoding other than UTF-8 (there the writer counts). */
  broken = 0;
  isTimeGuessed = false;
  isPartial = false;
  /** Writer within the file; empty where there is only one. */
  lane = '';
  /** `stdout` or `stderr` of a container's line. */
  stream = '';
  report: ReportKind | undefined = undefined;
  isReportOver = false;
  /** Open braces of JSON that is written over several lines. */
  depth = 0;

  constructor(holder: TextHolder) {
    this.holder = holder;
  }

  /** Where the first line starts. */
  get textFrom(): number {
    return this.earlier.length === 0 ? this.from : this.earlier[0]!;
  }

  get size(): number {
    let size = this.to - this.from;
    for (let i = 0; i < this.earlier.length; i += 2) size += this.earlier[i + 1]! - this.earlier[i]! + 1;
    return size;
  }

  /** Starts anew with a first line; the old head is given back for reuse. */
  begin(head: LineHead, holder: TextHolder, from: number, to: number): LineHead {
    const old = this.head;
    this.head = head;
    this.holder = holder;
    this.from = from;
    this.to = to;
    this.hold(to);
    this.lines = 1;
    this.truncated = 0;
    this.broken = 0;
    this.isTimeGuessed = false;
    this.isPartial = false;
    this.stream = '';
    this.report = undefined;
    this.isReportOver = false;
    this.depth = 0;
    if (this.earlier.length > 0) this.earlier = [];
    return old;
  }

  /** Adds a line, which is contiguous with the last one or starts a stretch of its own. */
  add(from: number, to: number, isContiguous: boolean): void {
    if (!isContiguous) {
      this.earlier.push(this.from, this.held);
      this.from = from;
    }
    this.to = to;
    this.hold(to);
    this.lines++;
  }

  /** Keeps what is there up to the line feed behind a line: with the CR of a CRLF, which does not count as text. */
  hold(to: number): void {
    this.isCut = false;
    const { bytes } = this.holder;
    this.held = bytes[to] === CR && bytes[to + 1] === LF ? to + 1 : to;
  }
}

/** Moves the text of events to the front of the bytes they share and returns where the free part begins. */
export function compactEvents(opens: readonly OpenEvent[], bytes: Uint8Array): number {
  const stretches = opens.flatMap((open) => {
    const own = [];
    for (let i = 0; i < open.earlier.length; i += 2)
      own.push({ open, at: i, from: open.earlier[i]!, to: open.earlier[i + 1]! });
    return [...own, { open, at: -1, from: open.from, to: open.held }];
  });
  stretches.sort((a, b) => a.from - b.from);
  let at = 0;
  for (const { open, at: index, from, to } of stretches) {
    bytes.copyWithin(at, from, to);
    if (index === -1) {
      open.to += at - from;
      open.held = at + to - from;
      open.from = at;
    } else {
      open.earlier[index] = at;
      open.earlier[index + 1] = at + to - from;
    }
    at += to - from;
    bytes[at++] = LF;
  }
  return at;
}
