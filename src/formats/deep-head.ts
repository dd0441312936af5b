// Lines whose timestamp stands behind a few other columns, in a layout nobody wrote down: the column is learned from the
// first lines, and a level is believed only where line after line has one at the same place.
import { isBlank, isDigit, isLetter } from './byte-class.ts';
import { levelOfRange, wordEnd } from './level-word.ts';
import type { LineHead } from './line-head.ts';
import type { TimeScanner } from './time-scanner.ts';

const MAX_COLUMNS = 8;
const LEVEL_COLUMNS = 5;
const LOOK_BYTES = 200;
// A column is given up when this many lines more have failed than fitted.
const PATIENCE = 20;

export class DeepHead {
  private readonly times: TimeScanner;
  private column = -1;
  private doubts = 0;
  private levelColumn = -1;
  private levelHits = 0;

  constructor(times: TimeScanner) {
    this.times = times;
  }

  /** True when the line has a timestamp in the column that lines of this file have theirs in. */
  parse(bytes: Uint8Array, from: number, to: number, head: LineHead): boolean {
    const limit = Math.min(to, from + LOOK_BYTES);
    let at = from;
    for (let column = 0; column < MAX_COLUMNS && at < limit; column++) {
      const begin = skipOpening(bytes, at, limit);
      if (this.column === -1 || this.column === column) {
        const end = this.timeAt(bytes, begin, to);
        if (end >= 0) return this.found(column, bytes, from, end, to, head);
      }
      while (at < limit && !isBlank(bytes[at])) at++;
      while (at < limit && isBlank(bytes[at])) at++;
    }
    if (this.column !== -1 && ++this.doubts > PATIENCE) {
      this.column = -1;
      this.doubts = 0;
    }
    return false;
  }

  private timeAt(bytes: Uint8Array, at: number, to: number): number {
    if (!isDigit(bytes[at]) && !isLetter(bytes[at])) return -1;
    const end = this.times.scan(bytes, at, to);
    if (end >= 0) return end;
    // Any number may look like an epoch: it is one in a narrow column and not in the future.
    const epoch = this.times.scanEpoch(bytes, at, to);
    return epoch >= 0 && isBlank(bytes[epoch]) && this.times.isPast() ? epoch : -1;
  }

  private found(column: number, bytes: Uint8Array, from: number, end: number, to: number, head: LineHead): boolean {
    const { times } = this;
    this.column = column;
    this.doubts = Math.max(0, this.doubts - 1);
    head.clear();
    head.format = 'timestamp';
    head.isComplete = true;
    head.hasTime = true;
    head.seconds = times.seconds;
    head.nanos = times.nanos;
    head.digits = times.digits;
    let body = end;
    while (body < to && (isBlank(bytes[body]) || bytes[body] === 93 || bytes[body] === 41)) body++;
    head.bodyAt = body - from;
    this.level(bytes, body, to, head);
    return true;
  }

  private level(bytes: Uint8Array, from: number, to: number, head: LineHead): void {
    let at = from;
    for (let column = 0; column < LEVEL_COLUMNS && at < to; column++) {
      const begin = skipOpening(bytes, at, to);
      const end = wordEnd(bytes, begin, to);
      const isUpper = bytes[begin]! >= 65 && bytes[begin]! <= 90 && bytes[end - 1]! <= 90;
      const rank = isUpper && end - begin > 1 ? levelOfRange(bytes, begin, end) : 0;
      if (rank > 0) {
        if (this.levelColumn === column) this.levelHits++;
        else {
          this.levelColumn = column;
          this.levelHits = 1;
        }
        if (this.levelHits > 1) head.level = rank;
        return;
      }
      while (at < to && !isBlank(bytes[at])) at++;
      while (at < to && isBlank(bytes[at])) at++;
    }
    this.levelHits = Math.max(0, this.levelHits - 1);
  }
}

function skipOpening(bytes: Uint8Array, from: number, to: number): number {
  const byte = bytes[from];
  return from < to && (byte === 91 || byte === 40 || byte === 60 || byte === 34) ? from + 1 : from;
}
