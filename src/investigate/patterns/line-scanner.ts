// Cuts a message into words, separators and variables in one pass over its characters, without making strings:
// a stream of hundreds of thousands of lines a second has nearly always seen the skeleton before.

/** What stands for a variable in a template. */
export const VARIABLE = '<*>';

export const WORD = 0;
export const SEPARATOR = 1;
export const VALUE = 2;

const MAX_TOKENS = 256;
const MAX_CHARACTERS = 4_096;

const SPACE_CLASS = 1;
const SEPARATOR_CLASS = 2;
const DIGIT_CLASS = 3;
const CLASS = new Uint8Array(128);
for (let code = 0; code <= 32; code++) CLASS[code] = SPACE_CLASS;
for (const character of '=:,;()[]{}"\'|<>') CLASS[character.charCodeAt(0)] = SEPARATOR_CLASS;
for (let code = 48; code <= 57; code++) CLASS[code] = DIGIT_CLASS;

const [COLON, SLASH, DOT, EQUALS, BACKSLASH, AT] = [58, 47, 46, 61, 92, 64];
const LIST_SEPARATORS = new Set([':', ',', ';', '|'].map((character) => character.charCodeAt(0)));
const OPENER_OF = new Map([
  [41, 40],
  [93, 91],
  [125, 123],
  [62, 60],
]);
const UNIT = /^(?:[kmgtp]i?b?|[kmgtp]?i?bytes?|b|ns|us|µs|ms|s|secs?|seconds?|msecs?|min|mins|minutes?|hours?|days?)$/i;

const DATE_WORD = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/;

/** Tokens of the line scanned last. Reused: copy what is to be kept. */
export class LineScanner {
  /** Tokens left after runs and lists of variables became one. */
  count = 0;
  readonly start = new Int32Array(MAX_TOKENS);
  readonly end = new Int32Array(MAX_TOKENS);
  readonly kind = new Uint8Array(MAX_TOKENS);
  readonly spaced = new Uint8Array(MAX_TOKENS);
  /** 53 bits over the skeleton: equal for lines that differ in their variables only. */
  key = 0;
  #text = '';
  readonly #low = new Int32Array(MAX_TOKENS);
  readonly #high = new Int32Array(MAX_TOKENS);

  /** Scans the first line of `text` (a long one in its first 4,096 characters and 256 tokens). */
  scan(text: string): void {
    this.#text = text;
    this.count = 0;
    const length = Math.min(text.length, MAX_CHARACTERS);
    let at = 0;
    let spaced = 0;
    while (at < length && this.count < MAX_TOKENS) {
      const code = text.charCodeAt(at);
      const kind = code < 128 ? CLASS[code]! : wideClass(code);
      if (kind === SPACE_CLASS) {
        spaced = 1;
        at++;
      } else if (kind === SEPARATOR_CLASS && !isBound(text, at, code)) {
        this.#pushSeparator(at, code, spaced);
        spaced = 0;
        at++;
      } else {
        if (kind === SEPARATOR_CLASS) at++;
        at = this.#word(at, length, spaced);
        spaced = 0;
      }
    }
    this.#seal();
  }

  /** Text of token `index`, a variable as `<*>`. */
  token(index: number): string {
    return this.kind[index] === VALUE ? VARIABLE : this.#text.slice(this.start[index], this.end[index]);
  }

  #word(from: number, length: number, spaced: number): number {
    const text = this.#text;
    let low = 0x811c9dc5;
    let high = 0x2545f491;
    let digits = 0;
    let dots = 0;
    let slashes = 0;
    let ats = 0;
    let at = from;
    const wide = text.charCodeAt(from) >= 0x2e80;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code < 128) {
        const kind = CLASS[code]!;
        if (kind === DIGIT_CLASS) digits++;
        else if (kind !== 0) {
          // `scheme://…` and `/path?query` are one word up to the next blank or quote.
          const isUrl = code === COLON && text.charCodeAt(at + 1) === SLASH && text.charCodeAt(at + 2) === SLASH;
          if (isUrl || (code === EQUALS && slashes > 0)) {
            at = blankAfter(text, at, length);
            slashes = 3;
          }
          break;
        } else if (code === DOT) dots++;
        else if (code === SLASH || code === BACKSLASH) slashes++;
        else if (code === AT) ats++;
        // Scripts without blanks: a number within a sentence is a word of its own.
        if (wide) break;
      } else if (code >= 0x2e80 !== wide || wideClass(code) !== 0) break;
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x5bd1e995);
      at++;
    }
    const first = text.charCodeAt(from);
    const last = text.charCodeAt(at - 1);
    // A full stop at the end of a sentence is no part of a name.
    if (last === DOT) dots--;
    const isName = dots >= 2 && first !== DOT && !hasRepeat(text, from, at);
    const isPath = slashes >= 2 || (slashes === 1 && first === SLASH && at - from > 1);
    const isDate = at - from === 3 && digits === 0 && DATE_WORD.test(text.slice(from, at));
    const isValue = digits > 0 || isName || isPath || isDate || (ats > 0 && dots > 0);
    if (isValue) this.#pushValue(from, at, spaced);
    else this.#pushWord(from, at, spaced, low, high);
    return at;
  }

  #pushWord(from: number, to: number, spaced: number, low: number, high: number): void {
    const above = this.count - 1;
    if (above >= 0 && this.kind[above] === VALUE && to - from <= 8 && UNIT.test(this.#text.slice(from, to))) return;
    this.#push(WORD, from, to, spaced, low, high);
  }

  #pushSeparator(at: number, code: number, spaced: number): void {
    const opener = OPENER_OF.get(code);
    const top = this.count - 1;
    // `f(12)` and `f()` are one template.
    if (opener !== undefined && top >= 1 && this.kind[top] === VALUE && this.#isSeparator(top - 1, opener))
      this.count--;
    this.#push(SEPARATOR, at, at + 1, spaced, code, code);
  }

  #pushValue(from: number, to: number, spaced: number): void {
    const top = this.count - 1;
    if (top >= 0 && this.kind[top] === VALUE) return;
    // `1, 2` and `fe80::1` are one value: one or two separators between values go.
    for (let between = 1; between <= 2 && this.#isListSeparator(top - between + 1); between++) {
      if (top >= between && this.kind[top - between] === VALUE) {
        this.count -= between;
        return;
      }
    }
    this.#push(VALUE, from, to, spaced, 7, 7);
  }

  #isListSeparator(index: number): boolean {
    return (
      index >= 0 && this.kind[index] === SEPARATOR && LIST_SEPARATORS.has(this.#text.charCodeAt(this.start[index]!))
    );
  }

  #isSeparator(index: number, code: number): boolean {
    return this.kind[index] === SEPARATOR && this.#text.charCodeAt(this.start[index]!) === code;
  }

  #push(kind: number, from: number, to: number, spaced: number, low: number, high: number): void {
    const index = this.count++;
    this.kind[index] = kind;
    this.start[index] = from;
    this.end[index] = to;
    this.spaced[index] = spaced;
    this.#low[index] = low;
    this.#high[index] = high;
  }

  #seal(): void {
    let low = 0x811c9dc5;
    let high = 0x9747b28c;
    for (let index = 0; index < this.count; index++) {
      low = Math.imul(low ^ this.#low[index]! ^ (low >>> 15), 0x85ebca6b);
      high = Math.imul(high ^ this.#high[index]! ^ (high >>> 13), 0xc2b2ae35);
    }
    this.key = (low >>> 0) * 0x200000 + (high >>> 11);
  }
}

/** Class of a character beyond ASCII: blanks and punctuation of East Asian scripts separate as ours do. */
function wideClass(code: number): number {
  if (code === 0xa0 || code === 0x3000) return SPACE_CLASS;
  if ((code >= 0x3001 && code <= 0x3011) || (code >= 0xff01 && code <= 0xff0f) || code === 0xff1a || code === 0xff1b)
    return SEPARATOR_CLASS;
  return 0;
}

function blankAfter(text: string, from: number, length: number): number {
  let at = from;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === 34 || code === 39 || code === 62 || code === 93 || code === 41 || code === 44) break;
    at++;
  }
  return at;
}

/** `<1` and `>10` are values like `1` and `10`. */
function isBound(text: string, at: number, code: number): boolean {
  const next = text.charCodeAt(at + 1);
  return (code === 60 || code === 62) && next >= 48 && next <= 57 && at > 0 && text.charCodeAt(at - 1) <= 32;
}

/** Two dots in a row: an ellipsis, not a dotted name. */
function hasRepeat(text: string, from: number, to: number): boolean {
  for (let at = from + 1; at < to; at++)
    if (text.charCodeAt(at) === DOT && text.charCodeAt(at - 1) === DOT) return true;
  return false;
}
