// The level of a line whose layout nobody wrote down: looked for in the columns around its time. A word is believed at
// once where it stands out (in brackets, between bars, in capitals, before a colon) and no prose stands before it; any
// other word, or a letter, only where line after line has one in the same column.
import { asciiText, isBlank, isDigit, isLetter } from '../byte-class.ts';
import { levelOfCjk, levelOfRange, levelOfWord } from './level-word.ts';

const MAX_TOKENS = 24;
const MAX_BYTES = 240;
/** Columns that are learned, counted from the time. */
const COLUMNS = 8;
const MIN_LINES = 3;
/** Of the lines looked at, so many must have a level in a column for it to be one. */
const SHARE = 0.9;
/** A column that always holds the same word is believed after so many lines. */
const MONOTONE_LINES = 20;
const FORGET_LINES = 4_096;
/** Capitals that mean other things too: they need more than capitals. */
const COMMON_WORDS = new Set(['LOG', 'FAIL', 'NOTE', 'SYSTEM', 'ALERT', 'CONFIG', 'FINE', 'PANIC', 'SILLY', 'FAILURE']);
const KEYS = new Set(['level', 'lvl', 'severity', 'loglevel', 'log_level', 'priority']);
const SPARE_PREFIXES = ['LOG_', 'LOGLEVEL_', 'LOG_LEVEL_'];

const DELIMITER = new Uint8Array(256);
for (const mark of ' \t|,;:[](){}<>"') DELIMITER[mark.charCodeAt(0)] = 1;
const OPENER = marks('[({<');
const CLOSER = marks('])}>');
/** What divides columns beyond doubt. */
const DIVIDER = marks('|,;\t');
const QUOTE = 34;
const COLON = 58;
const OPEN_BRACE = 123;
const MEMBER = /"(?:level|severity|lvl|log\.level)" ?: ?"(\w+)"/i;
const EQUALS = 61;
/** First byte of characters from U+3000 on. */
const CJK_FIRST = 0xe3;
const SLASH = 47;
const DASH = 45;

function marks(text: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const mark of text) table[mark.charCodeAt(0)] = 1;
  return table;
}

export class LevelSearch {
  /** Lines with a word in each column, then those with a letter. */
  private readonly hits = new Uint32Array(2 * COLUMNS);
  /** The levels they had, a bit each. */
  private readonly kinds = new Uint32Array(2 * COLUMNS);
  private lines = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private from = 0;
  private end = 0;
  private groups = 0;

  /** Rank of the level in `from` to `to`, the text behind a line's time; 0 when none is believed. */
  behindTime(bytes: Uint8Array, from: number, to: number): number {
    if (++this.lines > FORGET_LINES) this.forget();
    return this.walk(bytes, from, to, true);
  }

  /** The same for the text before the time, where only what stands out counts. */
  beforeTime(bytes: Uint8Array, from: number, to: number): number {
    return this.walk(bytes, from, to, false);
  }

  private walk(bytes: Uint8Array, from: number, to: number, learns: boolean): number {
    this.bytes = bytes;
    this.from = from;
    this.end = Math.min(to, from + MAX_BYTES);
    this.groups = 0;
    const embedded = this.embedded();
    if (embedded > 0) return embedded;
    let at = from;
    for (let column = 0; column < MAX_TOKENS; column++) {
      at = this.nextToken(at);
      if (at >= this.end) return 0;
      const end = this.tokenEnd(at);
      const rank = this.rankOf(at, end);
      if (rank > 0 && this.standsOut(at, end)) return rank;
      if (rank > 0 && learns) return this.learned(column, rank, end - at > 1);
      const inToken = this.valueOfKey(at, end) || this.rankBehindSlash(at, end);
      if (inToken > 0) return inToken;
      // A program's name: `Puppet (notice): `.
      const isName = column === 0 && this.bytes[end] === 32 && OPENER[this.bytes[end + 1]!] === 1;
      if (!isName && this.isProse(at, end)) return 0;
      at = end;
    }
    return 0;
  }

  /** A line of glog or an object inside another program's line. */
  private embedded(): number {
    const { bytes, from, end } = this;
    if (bytes[from] === OPEN_BRACE) {
      const member = MEMBER.exec(asciiText(bytes, from, end));
      return member === null ? 0 : levelOfWord(member[1]!);
    }
    if (!isLetter(bytes[from]) || !isDigit(bytes[from + 1])) return 0;
    let at = from + 1;
    while (at < end && isDigit(bytes[at])) at++;
    const digits = at - from - 1;
    const hasClock = bytes[at] === 32 && isDigit(bytes[at + 1]) && bytes[at + 3] === COLON;
    return (digits === 4 || digits === 8) && hasClock ? levelOfRange(bytes, from, from + 1) : 0;
  }

  /** Steps over what divides tokens; counts how deep in brackets the next one stands. */
  private nextToken(from: number): number {
    const { bytes } = this;
    let at = from;
    for (; at < this.end; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) at = this.quoteEnd(at);
      else if (OPENER[byte] === 1) this.groups++;
      else if (CLOSER[byte] === 1) this.groups = Math.max(0, this.groups - 1);
      else if (DELIMITER[byte] === 0 && !this.isDash(at)) break;
    }
    return at;
  }

  private isDash(at: number): boolean {
    return this.bytes[at] === DASH && (isBlank(this.bytes[at + 1]) || this.bytes[at + 1] === DASH);
  }

  private quoteEnd(from: number): number {
    let at = from + 1;
    while (at < this.end && this.bytes[at] !== QUOTE) at++;
    return at;
  }

  private tokenEnd(from: number): number {
    let at = from;
    while (at < this.end && DELIMITER[this.bytes[at]!] === 0) at++;
    return at;
  }

  /** `INFO`, `trace3`, `D2`, `LOG_INFO`. */
  private rankOf(from: number, to: number): number {
    if (this.bytes[from]! >= CJK_FIRST) return levelOfCjk(this.bytes, from, to);
    if (to - from > 18 || !isLetter(this.bytes[from])) return 0;
    let at = from;
    while (at < to && isLetter(this.bytes[at])) at++;
    if (at === to) return levelOfRange(this.bytes, from, to);
    if (at === to - 1 && isDigit(this.bytes[at])) {
      const rank = levelOfRange(this.bytes, from, at);
      return rank <= 2 ? rank : 0;
    }
    if (this.bytes[at] !== 95) return 0;
    const text = asciiText(this.bytes, from, to);
    const prefix = SPARE_PREFIXES.find((one) => text.startsWith(one)) ?? '';
    return prefix === '' ? 0 : levelOfRange(this.bytes, from + prefix.length, to);
  }

  /** `[Server thread/INFO]`: behind the thread, at the end of a group. */
  private rankBehindSlash(from: number, to: number): number {
    if (this.groups === 0 || CLOSER[this.bytes[to]!] === 0) return 0;
    let at = to;
    while (at > from && isLetter(this.bytes[at - 1])) at--;
    return at > from && to - at > 2 && this.bytes[at - 1] === SLASH && this.isUpper(at, to)
      ? levelOfRange(this.bytes, at, to)
      : 0;
  }

  private standsOut(from: number, to: number): boolean {
    const isClosed = this.isClosed(to);
    if (to - from < 3) return isClosed && this.isOpened(from);
    if (!this.isUpper(from, to)) return isClosed && this.isOpened(from);
    if (!COMMON_WORDS.has(asciiText(this.bytes, from, to))) return true;
    return isClosed || (isBlank(this.bytes[to]) && OPENER[this.bytes[this.blanksEnd(to)]!] === 1);
  }

  private isOpened(from: number): boolean {
    let at = from - 1;
    while (at >= this.from && this.bytes[at] === 32) at--;
    if (at < this.from) return true;
    const before = this.bytes[at]!;
    return OPENER[before] === 1 || CLOSER[before] === 1 || DIVIDER[before] === 1 || before === COLON || this.isDash(at);
  }

  private isClosed(to: number): boolean {
    const next = this.bytes[to]!;
    if (to >= this.end) return false;
    if (next === COLON || CLOSER[next] === 1 || DIVIDER[next] === 1) return true;
    const behind = this.bytes[this.blanksEnd(to)]!;
    return next === 32 && (behind === 93 || behind === 124 || behind === 62 || behind === 41 || behind === COLON);
  }

  private blanksEnd(from: number): number {
    let at = from;
    while (at < this.end && this.bytes[at] === 32) at++;
    return at;
  }

  private isUpper(from: number, to: number): boolean {
    for (let i = from; i < to; i++) if (this.bytes[i]! > 96) return false;
    return true;
  }

  /** `level=info`, `severity="error"`. */
  private valueOfKey(from: number, to: number): number {
    const { bytes } = this;
    let at = from;
    while (at < to && bytes[at] !== EQUALS) at++;
    if (at === to || !KEYS.has(asciiText(bytes, from, at).toLowerCase())) return 0;
    if (at + 1 < to) return this.rankOf(at + 1, to);
    return bytes[to] === QUOTE ? this.rankOf(to + 1, this.quoteEnd(to)) : 0;
  }

  /** A word as sentences have it: letters, not all capitals, in no brackets and with no colon behind it. */
  private isProse(from: number, to: number): boolean {
    if (this.groups > 0 || this.bytes[to] === COLON || OPENER[this.bytes[to]!] === 1) return false;
    if (DIVIDER[this.bytes[to]!] === 1) return false;
    for (let i = from; i < to; i++) if (!isLetter(this.bytes[i]) && this.bytes[i]! < 128) return false;
    return to - from === 1 || !this.isUpper(from, to);
  }

  private learned(column: number, rank: number, isWord: boolean): number {
    if (column >= COLUMNS) return 0;
    const slot = isWord ? column : COLUMNS + column;
    const hits = this.hits[slot]! + 1;
    const kinds = this.kinds[slot]! | (1 << rank);
    this.hits[slot] = hits;
    this.kinds[slot] = kinds;
    if (hits < MIN_LINES || hits < this.lines * SHARE) return 0;
    const hasSeveral = (kinds & (kinds - 1)) !== 0;
    return hasSeveral || (isWord && hits >= MONOTONE_LINES) ? rank : 0;
  }

  private forget(): void {
    this.lines >>= 1;
    for (let i = 0; i < this.hits.length; i++) this.hits[i] = this.hits[i]! >> 1;
  }
}
