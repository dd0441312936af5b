// Finds correlation ids in a text, at the places the writer marked (`=`, `:`, `-`, `[`): key=value, JSON members, headers,
// W3C traceparent, B3, Sleuth's brackets, named UUIDs and `req-…`.
import { asciiText, isBlank, isDigit, isLetter } from '../byte-class.ts';
import { FoundIds } from './found-ids.ts';
import { type IdKey, idKey, idKeyNames, isPlausibleRange } from './id-keys.ts';

const EQUALS = 61;
const COLON = 58;
const DASH = 45;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const QUOTE = 34;
const DOT = 46;
const UNDERSCORE = 95;
const APOSTROPHE = 39;
const ESCAPE = 27;
/** The `m` that ends a colour. */
const SGR_END = 109;
const LONGEST_KEY = 40;
const MAX_IDS = 16;

// 1: letters and digits, 2: what may stand inside an id between those.
const ID_CLASS = new Uint8Array(256);
for (let i = 0; i < 128; i++) if (isDigit(i) || isLetter(i)) ID_CLASS[i] = 1;
ID_CLASS[95] = 1;
for (const character of '-.:/+=@~') ID_CLASS[character.charCodeAt(0)] = 2;

const HEX = new Uint8Array(256);
for (const character of '0123456789abcdefABCDEF') HEX[character.charCodeAt(0)] = 1;

const KEYS_BY_HASH = new Map(idKeyNames().map((name) => [hashText(name), idKey(name)!]));
// The last two letters of those names, in any case, or the last behind a separator: most `=` and `:` are turned away by
// one look.
const KEY_ENDS = new Uint8Array(65_536);
for (const name of idKeyNames()) {
  const last = name.charCodeAt(name.length - 1);
  const before = [...'-_.'].map((separator) => separator.charCodeAt(0));
  before.push(...bothCases(name.charCodeAt(name.length - 2)));
  for (const end of bothCases(last)) for (const code of before) KEY_ENDS[(code << 8) | end] = 1;
}

function bothCases(code: number): number[] {
  return isLetter(code) ? [code, code ^ 32] : [code];
}

function hashText(name: string): number {
  let hash = 0;
  for (let i = name.length - 1; i >= 0; i--) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0;
  return hash;
}

export class IdScanner {
  readonly found = new FoundIds();
  private bytes: Uint8Array = new Uint8Array(0);
  private end = 0;
  private taken = 0;

  /** Fills `found` from the marked places of a text that ends at `end`. */
  scan(bytes: Uint8Array, marks: Int32Array, count: number, begin: number, end: number): void {
    this.found.clear();
    this.bytes = bytes;
    this.end = end;
    this.taken = begin;
    for (let i = 0; i < count; i++) {
      const at = marks[i]!;
      if (at < this.taken || at <= begin) {
        if (bytes[at] !== OPEN_BRACKET || at < this.taken) continue;
      }
      const byte = bytes[at];
      if (byte === DASH) this.dash(at, begin);
      else if (byte === OPEN_BRACKET) this.bracket(at);
      else this.assignment(at, begin);
      if (this.found.count >= MAX_IDS) return;
    }
  }

  private add(kind: string, from: number, to: number): void {
    this.found.add(kind, this.bytes, from, to);
  }

  private assignment(at: number, begin: number): void {
    const { bytes } = this;
    const next = bytes[at + 1];
    if (next === COLON || next === EQUALS || bytes[at - 1] === COLON) return;
    let to = at;
    while (to > begin && isBlank(bytes[to - 1])) to--;
    if (bytes[to - 1] === SGR_END) to = colourStart(bytes, to, begin);
    const isQuoted = bytes[to - 1] === QUOTE || bytes[to - 1] === APOSTROPHE;
    if (isQuoted) to--;
    // In logs that quote inside a quoted text: \"trace_id\":\"…\"
    if (isQuoted && bytes[to - 1] === 92) to--;
    if (!ID_CLASS[bytes[to - 1]!]) return;
    const isCandidate = KEY_ENDS[(bytes[to - 2]! << 8) | bytes[to - 1]!] === 1;
    // A UUID may stand behind any name: its first dash is seen from here, with a blank or an opening mark between.
    const isUuidFar = bytes[at + 9] === DASH || bytes[at + 10] === DASH || bytes[at + 11] === DASH;
    if (!isCandidate && !isUuidFar) return;
    let from = to;
    let hash = 0;
    let lastPart = 0;
    while (from > begin && to - from < LONGEST_KEY && isKeyByte(bytes[from - 1]!)) {
      from--;
      const byte = bytes[from]!;
      if (byte === DOT && lastPart === 0) lastPart = from + 1;
      if (byte !== DASH && byte !== UNDERSCORE && byte !== DOT)
        hash = (Math.imul(hash, 31) + (isLetter(byte) ? byte | 32 : byte)) | 0;
    }
    // The name's colour before it: `[3m` looks like a part of it.
    if (bytes[from - 1] === OPEN_BRACKET && bytes[from - 2] === ESCAPE) {
      while (from < to && bytes[from] !== SGR_END) from++;
      from++;
      hash = isCandidate && from < to ? hashText(asciiText(bytes, from, to).toLowerCase().replace(/[-_.]/g, '')) : 0;
    }
    if (from >= to) return;
    let key = isCandidate ? KEYS_BY_HASH.get(hash) : undefined;
    // order.request_id is named by its last part.
    if (key === undefined && lastPart > 0) key = idKey(asciiText(bytes, lastPart, to));
    if (key === undefined && !isUuidFar) return;
    this.valueAt(at + 1, key, from, to);
  }

  private valueAt(begin: number, key: IdKey | undefined, keyFrom: number, keyTo: number): void {
    const { bytes, end } = this;
    let first = begin;
    while (bytes[first] === ESCAPE && first < end) first = colourEnd(bytes, first, end);
    let from = first;
    while (from < end && (isBlank(bytes[from]) || isOpening(bytes[from]!))) from++;
    if (from > first + 4) return;
    if (this.isUuid(from)) {
      const kind = key?.kind ?? namedKind(asciiText(bytes, keyFrom, keyTo));
      if (kind !== undefined) this.add(kind, from, from + 36);
      this.taken = from + 36;
      return;
    }
    if (key === undefined) return;
    if (bytes[from] === 82 && asciiText(bytes, from, from + 5) === 'Root=') from += 5;
    const to = this.idEnd(from, key.kind);
    if (to === from || !this.isClosed(to)) return;
    if (key.kind === 'parent' || key.kind === 'b3' || key.kind === 'uber') this.composite(from, to);
    else if (isPlausibleRange(key, bytes, from, to)) this.add(key.kind, from, to);
    else return;
    this.taken = to;
  }

  /** `00-trace-span-01`, `trace-span-1`, `trace:span:parent:1`. */
  private composite(from: number, to: number): void {
    const match = /^(00-)?([0-9a-f]{16,32})[-:]([0-9a-f]{1,16})(?:[-:]|$)/i.exec(asciiText(this.bytes, from, to));
    if (match === null || /^0+$/.test(match[2]!)) return;
    const trace = from + (match[1]?.length ?? 0);
    const span = trace + match[2]!.length + 1;
    this.add('trace', trace, span - 1);
    this.add('span', span, span + match[3]!.length);
  }

  private dash(at: number, begin: number): void {
    const { bytes } = this;
    if (bytes[at + 5] === DASH && bytes[at + 10] === DASH && bytes[at + 15] === DASH && this.isUuid(at - 8)) {
      this.namedUuid(at - 8, begin);
    } else if (HEX[bytes[at - 1]!] === 1 && this.hexRun(at + 1) === 16 && this.hexBefore(at, begin) === 32) {
      // traceparent's middle, and Spring's [trace-span].
      if (/^0+$/.test(asciiText(bytes, at - 32, at))) return;
      this.add('trace', at - 32, at);
      this.add('span', at + 1, at + 17);
      this.taken = at + 17;
    } else if ((bytes[at - 1]! | 32) === 113 && (bytes[at - 2]! | 32) === 101 && (bytes[at - 3]! | 32) === 114) {
      if (at - 3 > begin && ID_CLASS[bytes[at - 4]!] !== 0 && bytes[at - 4] !== COLON && bytes[at - 4] !== EQUALS)
        return;
      const to = this.idEnd(at + 1, '');
      if (to - at <= 4 || !/\d/.test(asciiText(bytes, at + 1, to))) return;
      this.add('request', at - 3, to);
      this.taken = to;
    }
  }

  /** A UUID behind `req-`, or behind a word that names what it identifies: `order 0a1b…`, `request id 0a1b…`. */
  private namedUuid(from: number, begin: number): void {
    const { bytes } = this;
    if (from < begin || (from > begin && ID_CLASS[bytes[from - 1]!] === 1)) return;
    let to = from;
    while (to > begin && (isBlank(bytes[to - 1]) || isOpening(bytes[to - 1]!) || bytes[to - 1] === 35)) to--;
    if (to === from) return;
    let word = to;
    while (word > begin && isLetter(bytes[word - 1])) word--;
    let name = asciiText(bytes, word, to).toLowerCase();
    if (name === 'id' || name === 'uuid') {
      let before = word;
      while (before > begin && isBlank(bytes[before - 1])) before--;
      let first = before;
      while (first > begin && isLetter(bytes[first - 1])) first--;
      name = asciiText(bytes, first, before).toLowerCase() + name;
    }
    const isBracketed = bytes[from - 1] === OPEN_BRACKET && bytes[from + 36] === CLOSE_BRACKET;
    // Rails' tags, and what patterns of loggers put in brackets of its own: the id of what is being worked on.
    const nameless = isBracketed ? 'correlation' : undefined;
    const kind = name === '' ? nameless : idKey(name)?.kind;
    if (kind === undefined) return;
    this.add(kind, from, from + 36);
    this.taken = from + 36;
  }

  /** `[app,trace,span]` and `[app,trace,span,true]`. */
  private bracket(at: number): void {
    const { bytes } = this;
    const limit = Math.min(this.end, at + 64);
    let comma = at + 1;
    while (comma < limit && (ID_CLASS[bytes[comma]!] !== 0 || isBlank(bytes[comma]))) comma++;
    if (bytes[comma] !== 44) return;
    const trace = this.hexRun(comma + 1);
    if ((trace !== 16 && trace !== 32) || bytes[comma + 1 + trace] !== 44) return;
    const spanFrom = comma + 2 + trace;
    if (this.hexRun(spanFrom) !== 16) return;
    this.add('trace', comma + 1, comma + 1 + trace);
    this.add('span', spanFrom, spanFrom + 16);
    this.taken = spanFrom + 16;
  }

  private isUuid(from: number): boolean {
    const { bytes } = this;
    if (from < 0 || from + 36 > this.end) return false;
    for (let i = 0; i < 36; i++) {
      const isDash = i === 8 || i === 13 || i === 18 || i === 23;
      if (isDash ? bytes[from + i] !== DASH : HEX[bytes[from + i]!] !== 1) return false;
    }
    return HEX[bytes[from + 36]!] !== 1;
  }

  private hexRun(from: number): number {
    let at = from;
    while (at < this.end && at - from < 40 && HEX[this.bytes[at]!] === 1) at++;
    return at < this.end && ID_CLASS[this.bytes[at]!] === 1 ? 0 : at - from;
  }

  private hexBefore(to: number, begin: number): number {
    let at = to;
    while (at > begin && to - at < 40 && HEX[this.bytes[at - 1]!] === 1) at--;
    return to - at;
  }

  private idEnd(from: number, kind: string): number {
    const { bytes, end } = this;
    const isComposite = kind === 'uber';
    let at = from;
    for (; at < end; at++) {
      const byteClass = ID_CLASS[bytes[at]!]!;
      if (byteClass === 1) continue;
      if (byteClass === 0) break;
      const byte = bytes[at]!;
      const next = ID_CLASS[bytes[at + 1]!];
      if (byte === DASH && (next === 1 || bytes[at + 1] === DASH)) continue;
      if (byte === EQUALS || byte === 47 || byte === COLON ? !isComposite || byte !== COLON : next !== 1) break;
    }
    return at;
  }

  // An id is a word of its own: `session=https://…` or `order=a%20b` names none.
  private isClosed(at: number): boolean {
    const byte = this.bytes[at]!;
    if (at >= this.end) return true;
    return byte !== 37 && !(byte === COLON && this.bytes[at + 1] === 47) && byte < 128 && byte !== 36;
  }
}

/** Where the colours that end at a place begin; the place itself when there are none. */
function colourStart(bytes: Uint8Array, to: number, begin: number): number {
  let start = to;
  while (start > begin && bytes[start - 1] === SGR_END) {
    let at = start - 1;
    while (at > begin && (isDigit(bytes[at - 1]) || bytes[at - 1] === 59)) at--;
    if (at < begin + 2 || bytes[at - 1] !== OPEN_BRACKET || bytes[at - 2] !== ESCAPE) break;
    start = at - 2;
  }
  return start;
}

/** Behind the control sequence that begins at a place. */
function colourEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from + 2;
  while (at < end && (isDigit(bytes[at]) || bytes[at] === 59)) at++;
  return Math.min(at + 1, end);
}

function isKeyByte(byte: number): boolean {
  return ID_CLASS[byte] === 1 || byte === DASH || byte === 46;
}

function isOpening(byte: number): boolean {
  return (
    byte === QUOTE ||
    byte === APOSTROPHE ||
    byte === OPEN_BRACKET ||
    byte === 40 ||
    byte === 60 ||
    byte === 92 ||
    byte === 123
  );
}

/** The kind of a UUID under a key of the program's own: `instance: …`, `volume_id=…`. */
function namedKind(key: string): string | undefined {
  const name = key
    .slice(key.lastIndexOf('.') + 1)
    .replace(/[-_]?(?:uu|gu)?id$/i, '')
    .toLowerCase();
  return /^[a-z][a-z0-9_-]{1,23}$/.test(name) ? name : undefined;
}
