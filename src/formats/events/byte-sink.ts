// A growing buffer of JSON bytes. Text is escaped and checked on the way in; nothing is looked at twice.

import { civilFromDays } from '../times/civil-time.ts';
import type { BufferPool } from './buffer-pool.ts';

// What to do with a byte: copy it (0), copy it and mark its place, escape it, or look at it as UTF-8.
const MARK = 1;
const ESCAPE = 2;
const HIGH = 3;

const CLASS = new Uint8Array(256);
for (let i = 0; i < 32; i++) CLASS[i] = ESCAPE;
CLASS[0x22] = ESCAPE;
CLASS[0x5c] = ESCAPE;
// U+007F is legal in JSON but a terminal obeys it.
CLASS[0x7f] = ESCAPE;
// Places where a correlation id may begin or have its key end: see correlation-ids.
for (const character of '=:-[') CLASS[character.charCodeAt(0)] = MARK;
for (let i = 128; i < 256; i++) CLASS[i] = HIGH;

// By two bytes at once, whatever their order in memory: 1 when one of them is more than copied.
const NEEDS_CARE = new Uint8Array(65_536);
for (let i = 0; i < 65_536; i++) NEEDS_CARE[i] = (CLASS[i & 255]! | CLASS[i >> 8]!) === 0 ? 0 : 1;

const HEX = new TextEncoder().encode('0123456789abcdef');
const DIGITS36 = new TextEncoder().encode('0123456789abcdefghijklmnopqrstuvwxyz');
const MAX_MARKS = 256;
const DAY_S = 86_400;
// From here on one native copy is faster than a loop.
const LONG_CONSTANT = 40;
/** A byte that is escaped takes so many. */
const ESCAPED_BYTES = 6;
/** Room for what callers write beside a text. */
const ROOM = 512;
const LARGEST_INT = 0x7fffffff;
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];
const encoder = new TextEncoder();
const NONE = new Uint8Array(0);

export class ByteSink {
  /** There is none until room is asked for: a reader at the end of its file needs none. */
  bytes: Uint8Array = NONE;
  at = 0;
  /** UTF-16 code units of the texts written since `resetText`. */
  units = 0;
  /** Bytes that were no UTF-8 and became U+FFFD. */
  broken = 0;
  /** Places in the source of the last text where an id may stand. */
  readonly marks = new Int32Array(MAX_MARKS);
  markCount = 0;

  private pairsSource: Uint8Array | undefined;
  private pairs: Uint16Array = new Uint16Array(0);
  private readonly iso = new TextEncoder().encode('1970-01-01T00:00:00');
  private isoDay = 0;
  private isoSeconds = 0;

  private readonly pool: BufferPool | undefined;
  /** What the next buffer will have to hold. */
  private expected = 4096;

  /** `pool` has buffers to use again. */
  constructor(pool?: BufferPool) {
    this.pool = pool;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const size = Math.max(this.bytes.length * 2, this.at + count, this.expected);
    const grown = this.pool?.take(size) ?? new Uint8Array(size);
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }

  /** Hands out what was written and starts anew with a buffer of its own. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.at);
    this.expected = Math.max(4096, this.at + (this.at >> 2));
    this.bytes = NONE;
    this.at = 0;
    return taken;
  }

  resetText(): void {
    this.units = 0;
    this.broken = 0;
    this.markCount = 0;
  }

  byte(value: number): void {
    this.bytes[this.at++] = value;
  }

  /** Bytes that need no escape; room is taken for granted up to a few hundred. */
  raw(constant: Uint8Array): void {
    const { bytes } = this;
    let { at } = this;
    const { length } = constant;
    if (length > LONG_CONSTANT) {
      bytes.set(constant, at);
      this.at = at + length;
      return;
    }
    for (let i = 0; i < length; i++) bytes[at++] = constant[i]!;
    this.at = at;
  }

  /** Short ASCII text that needs no escape. */
  ascii(text: string): void {
    this.reserve(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.at++] = text.charCodeAt(i);
  }

  /** The same for a text that may need escapes: false when it does, and what was written is then to be taken back. */
  plain(text: string): boolean {
    const { length } = text;
    this.reserve(length + 2);
    const { bytes } = this;
    let { at } = this;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127 || CLASS[code]! > MARK) return false;
      bytes[at++] = code;
    }
    this.at = at;
    return true;
  }

  /** A text that is JSON already. */
  json(text: string): void {
    this.reserve(text.length * 3);
    this.at += encoder.encodeInto(text, this.bytes.subarray(this.at)).written;
  }

  /** A whole number, not negative. */
  decimal(value: number): void {
    if (value <= LARGEST_INT) this.smallDecimal(value | 0);
    else this.largeDecimal(value);
  }

  private smallDecimal(value: number): void {
    let length = 1;
    for (let limit = 10; length < 10 && value >= limit; limit *= 10) length++;
    let at = this.at + length;
    this.at = at;
    let rest = value;
    for (; length > 0; length--) {
      const tens = (rest / 10) | 0;
      this.bytes[--at] = 48 + rest - tens * 10;
      rest = tens;
    }
  }

  private largeDecimal(value: number): void {
    let length = 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) length++;
    let at = this.at + length;
    this.at = at;
    let rest = value;
    for (; length > 0; length--) {
      const tens = Math.floor(rest / 10);
      this.bytes[--at] = 48 + rest - tens * 10;
      rest = tens;
    }
  }

  /** ISO 8601 in UTC with at least three fraction digits, as many as there were. */
  time(seconds: number, nanos: number, digits: number): void {
    if (seconds !== this.isoSeconds) this.setIso(seconds);
    this.raw(this.iso);
    this.byte(46);
    const count = Math.max(3, digits);
    let rest = (nanos / POWERS[9 - count]!) | 0;
    for (let at = this.at + count - 1; at >= this.at; at--) {
      const tens = (rest / 10) | 0;
      this.bytes[at] = 48 + rest - tens * 10;
      rest = tens;
    }
    this.at += count;
    this.byte(90);
  }

  private setIso(seconds: number): void {
    this.isoSeconds = seconds;
    const day = Math.floor(seconds / DAY_S);
    if (day !== this.isoDay) {
      this.isoDay = day;
      const date = civilFromDays(day);
      this.pad(0, Math.floor(date / 10_000), 4);
      this.pad(5, Math.floor(date / 100) % 100, 2);
      this.pad(8, date % 100, 2);
    }
    const clock = seconds - day * DAY_S;
    this.pad(11, Math.floor(clock / 3600), 2);
    this.pad(14, Math.floor(clock / 60) % 60, 2);
    this.pad(17, Math.floor(clock) % 60, 2);
  }

  private pad(at: number, value: number, width: number): void {
    let rest = value;
    for (let i = at + width - 1; i >= at; i--) {
      this.iso[i] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }

  /**
   * Text of a range, escaped for a JSON string; bytes that are no UTF-8 become U+FFFD. The CR of a CRLF is left out.
   * Collects marks for the id search. Looks at two bytes at once, and copies what stands between those it has to change.
   */
  text(source: Uint8Array, from: number, to: number): void {
    if (to <= from) return;
    this.reserve(to - from + ROOM);
    const { marks, markCount: marksBefore } = this;
    const pairs = this.pairsOf(source);
    const lastPair = to >> 1;
    let markCount = marksBefore;
    let begin = from;
    this.units += to - from;
    for (let i = from; i < to; ) {
      if ((i & 1) === 0) {
        let pair = i >> 1;
        while (pair < lastPair && NEEDS_CARE[pairs[pair]!] === 0) pair++;
        i = pair << 1;
        if (i >= to) break;
      }
      const kind = CLASS[source[i]!]!;
      if (kind > MARK) {
        this.at = copied(source, begin, i, this.bytes, this.at);
        begin = i + this.changed(source, i, to);
        i = begin;
        continue;
      }
      if (kind === MARK && markCount < MAX_MARKS) marks[markCount++] = i;
      i++;
    }
    this.markCount = markCount;
    this.at = copied(source, begin, to, this.bytes, this.at);
  }

  /** Writes the character at `at`, which cannot be copied unseen, with room for the rest; returns its bytes in the source. */
  private changed(source: Uint8Array, at: number, to: number): number {
    this.reserve(to - at + ESCAPED_BYTES + ROOM);
    const out = this.bytes;
    const byte = source[at]!;
    if (byte < 0x80) {
      if (byte === 13 && (at + 1 === to || source[at + 1] === 10)) this.units--;
      else this.at = escaped(out, this.at, byte);
      return 1;
    }
    const length = utf8Length(source, at, to);
    if (length === 0) {
      out[this.at++] = 0xef;
      out[this.at++] = 0xbf;
      out[this.at++] = 0xbd;
      this.broken++;
      return 1;
    }
    for (let k = 0; k < length; k++) out[this.at++] = source[at + k]!;
    // Four bytes are two UTF-16 units, two and three are one.
    this.units -= length === 4 ? 2 : length - 1;
    return length;
  }

  /** The bytes of a source two by two. */
  private pairsOf(source: Uint8Array): Uint16Array {
    if (source === this.pairsSource) return this.pairs;
    const { buffer, byteOffset, length } = source;
    // A copy is good for one look only.
    if ((byteOffset & 1) === 1) return new Uint16Array(source.slice().buffer);
    this.pairsSource = source;
    this.pairs = new Uint16Array(buffer, byteOffset, length >> 1);
    return this.pairs;
  }

  /** A whole number in base 36; there must be room for it. */
  base36(value: number): void {
    let length = 1;
    for (let limit = 36; value >= limit; limit *= 36) length++;
    let at = this.at + length;
    this.at = at;
    let rest = value;
    // Whole numbers of 32 bits divide several times faster.
    for (; rest > LARGEST_INT; rest = Math.floor(rest / 36)) this.bytes[--at] = DIGITS36[rest % 36]!;
    let small = rest | 0;
    for (; at > this.at - length; small = (small / 36) | 0) this.bytes[--at] = DIGITS36[small % 36]!;
  }
}

/** Copies a stretch and returns where it ends. */
function copied(source: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  if (to - from > LONG_CONSTANT) out.set(source.subarray(from, to), at);
  else for (let i = from, k = at; i < to; ) out[k++] = source[i++]!;
  return at + to - from;
}

/** Writes a control character, quote or backslash as JSON has it; returns where it ends. */
function escaped(out: Uint8Array, from: number, byte: number): number {
  let at = from;
  out[at++] = 0x5c;
  if (byte === 0x22 || byte === 0x5c) out[at++] = byte;
  else if (byte === 10) out[at++] = 0x6e;
  else if (byte === 9) out[at++] = 0x74;
  else if (byte === 13) out[at++] = 0x72;
  else {
    out[at++] = 0x75;
    out[at++] = 0x30;
    out[at++] = 0x30;
    out[at++] = HEX[byte >> 4]!;
    out[at++] = HEX[byte & 15]!;
  }
  return at;
}

/** Bytes of the UTF-8 sequence at `at`; 0 when it is not well formed. */
export function utf8Length(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > end) return 0;
  for (let i = 1; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1]!;
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second > 0x9f) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  return lead === 0xf4 && second > 0x8f ? 0 : length;
}
