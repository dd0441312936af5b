// Raw bytes → raw lines, in units of one, two or four bytes. Memory is bounded whatever the file holds: an overlong
// line is cut, a hole of NUL bytes is skipped.
import { CR, LF } from '../byte-class.ts';

// Parsers may look a little beyond a line's end.
const SLACK = 64;

export class LineSplitter {
  bytes: Uint8Array;
  /** Start of the line that is being collected, and end of what there is of it. */
  start = 0;
  fill = 0;
  /** File offset of `start`. */
  offset: number;
  /** The line given last: where it starts in the file, its range and the bytes cut from its end. */
  lineOffset = 0;
  from = 0;
  to = 0;
  cut = 0;
  /** NUL bytes were skipped before the line given last. */
  isAfterHole = false;
  /** NUL bytes skipped so far. */
  skippedNuls = 0;

  private readonly unit: 1 | 2 | 4;
  private readonly isBigEndian: boolean;
  private readonly limit: number;
  /** Bytes of the current line that were dropped already. */
  private dropped = 0;
  private isGiven = false;
  /** Where the search for the line's end goes on. */
  private searched = 0;

  constructor(unit: 1 | 2 | 4, isBigEndian: boolean, limit: number, offset: number) {
    this.unit = unit;
    this.isBigEndian = isBigEndian;
    // Whole units, so that a cut never divides one.
    this.limit = Math.max(4, limit - (limit % 4));
    this.offset = offset;
    this.bytes = new Uint8Array(4096);
  }

  append(chunk: Uint8Array): void {
    const needed = this.fill + chunk.length + SLACK;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.fill));
      this.bytes = grown;
    }
    this.bytes.set(chunk, this.fill);
    this.fill += chunk.length;
    this.bytes[this.fill] = LF;
  }

  /** The next whole line, in `from`, `to` and `cut`; `offset` lies behind its line feed then. False when there is none. */
  next(): boolean {
    if (this.isGiven) this.isAfterHole = false;
    this.isGiven = false;
    this.skipNuls();
    const end = this.unit === 1 ? this.bytes.indexOf(LF, this.searched) : this.wideFeed();
    if (end < 0 || end >= this.fill) {
      this.searched =
        this.unit === 1 ? this.fill : Math.max(this.start, this.fill - ((this.fill - this.start) % this.unit));
      return false;
    }
    this.isGiven = true;
    this.give(end);
    this.offset += end + this.unit - this.start + this.dropped;
    this.start = end + this.unit;
    this.searched = this.start;
    this.dropped = 0;
    return true;
  }

  /** The lines that are whole by now and were not given yet, in units of one byte. */
  get wholeLines(): Uint8Array {
    return this.bytes.subarray(this.start, Math.max(this.start, this.bytes.lastIndexOf(LF, this.fill - 1) + 1));
  }

  /** What there is of an unfinished line, in `from`, `to` and `cut`; false when there is nothing. Nothing is consumed. */
  peekRest(): boolean {
    if (this.fill === this.start) return false;
    this.give(this.fill);
    return true;
  }

  /** Bytes of the unfinished line. */
  get restLength(): number {
    return this.fill - this.start + this.dropped;
  }

  /** Consumes the unfinished line. */
  takeRest(): void {
    this.offset += this.restLength;
    this.start = this.fill;
    this.searched = this.fill;
    this.dropped = 0;
  }

  /** Moves what is left to `target` (which does not lie behind `start`) and drops what an overlong line has too much. */
  compact(target: number): void {
    const over = this.fill - this.start - this.limit;
    if (over > 0) {
      const drop = over - (over % this.unit);
      this.bytes.copyWithin(this.start + this.limit, this.start + this.limit + drop, this.fill);
      this.fill -= drop;
      this.dropped += drop;
    }
    this.bytes.copyWithin(target, this.start, this.fill);
    this.fill += target - this.start;
    this.searched = Math.min(this.searched + target - this.start, this.fill - ((this.fill - target) % this.unit));
    this.start = target;
    this.bytes[this.fill] = LF;
  }

  private give(end: number): void {
    this.from = this.start;
    this.lineOffset = this.offset;
    let to = end;
    if (to - this.start > this.limit || this.dropped > 0) {
      to = Math.min(to, this.start + this.limit);
      if (this.unit === 1) to = wholeCharacters(this.bytes, this.start, to);
    }
    this.cut = end - to + this.dropped;
    this.to = to;
    // Parsers may look at the byte behind a line: what was cut off must not be there.
    if (this.cut > 0) this.bytes[to] = LF;
    this.dropReturn();
  }

  private dropReturn(): void {
    if (this.cut > 0 || this.to - this.from < this.unit) return;
    const at = this.to - this.unit + (this.isBigEndian ? this.unit - 1 : 0);
    if (this.bytes[at] !== CR) return;
    for (let i = this.to - this.unit; i < this.to; i++) if (i !== at && this.bytes[i] !== 0) return;
    this.to -= this.unit;
  }

  private wideFeed(): number {
    const { bytes, unit, fill } = this;
    const at = this.isBigEndian ? unit - 1 : 0;
    for (let i = this.searched; i + unit <= fill; i += unit) {
      if (bytes[i + at] !== LF) continue;
      let isFeed = true;
      for (let k = 0; k < unit; k++) if (k !== at && bytes[i + k] !== 0) isFeed = false;
      if (isFeed) return i;
    }
    return -1;
  }

  // Holes stand where a file was truncated under a writer that went on at its old place.
  private skipNuls(): void {
    if (this.dropped > 0 || this.bytes[this.start] !== 0) return;
    const { bytes, unit } = this;
    let at = this.start;
    while (at + unit <= this.fill) {
      let isNul = true;
      for (let k = 0; k < unit; k++) if (bytes[at + k] !== 0) isNul = false;
      if (!isNul) break;
      at += unit;
    }
    if (at > this.start) this.isAfterHole = true;
    this.skippedNuls += at - this.start;
    this.offset += at - this.start;
    this.start = at;
    if (this.searched < at) this.searched = at;
  }
}

// UTF-8 only looks divided where it is: in other encodings of one-byte units the decoder drops a divided character.
function wholeCharacters(bytes: Uint8Array, from: number, to: number): number {
  let lead = to - 1;
  while (lead > from && lead > to - 4 && (bytes[lead]! & 0xc0) === 0x80) lead--;
  const byte = bytes[lead]!;
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
  return lead + length > to ? lead : to;
}
