// Lines whose timestamp stands behind a few other columns, in a layout nobody wrote down: the column is learned from the
// first lines.
import { isBlank, isDigit, isLetter } from '../byte-class.ts';
import type { TimeScanner } from '../times/time-scanner.ts';
import type { LineHead } from './line-head.ts';

const MAX_COLUMNS = 8;
/** Further behind a time must stand in brackets. */
const MAX_BRACKET_COLUMNS = 16;
const LOOK_BYTES = 200;
// A column is given up when this many lines more have failed than fitted.
const PATIENCE = 20;

export class DeepHead {
  private readonly times: TimeScanner;
  private column = -1;
  private doubts = 0;
  /** Where the time of the line found last begins. */
  timeFrom = 0;

  constructor(times: TimeScanner) {
    this.times = times;
  }

  /** True when the line has a timestamp in the column that lines of this file have theirs in. */
  parse(bytes: Uint8Array, from: number, to: number, head: LineHead): boolean {
    const limit = Math.min(to, from + LOOK_BYTES);
    let at = from;
    for (let column = 0; column < MAX_BRACKET_COLUMNS && at < limit; column++) {
      const begin = skipOpening(bytes, at, limit);
      if (this.column === column || (this.column === -1 && (column < MAX_COLUMNS || bytes[at] === 91))) {
        const end = this.timeAt(bytes, begin, to);
        if (end >= 0) {
          this.timeFrom = begin;
          return this.found(column, bytes, from, end, to, head);
        }
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
    head.joinsIndented = true;
    head.hasTime = true;
    head.seconds = times.seconds;
    head.nanos = times.nanos;
    head.digits = times.digits;
    let body = end;
    while (body < to && (isBlank(bytes[body]) || bytes[body] === 93 || bytes[body] === 41)) body++;
    head.bodyAt = body - from;
    return true;
  }
}

function skipOpening(bytes: Uint8Array, from: number, to: number): number {
  const byte = bytes[from];
  return from < to && (byte === 91 || byte === 40 || byte === 60 || byte === 34) ? from + 1 : from;
}
