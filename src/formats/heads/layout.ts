// Layouts: the head of a line written down as it looks, compiled to a short program over bytes.
//
//   {time} {named} {zoned} {epoch}      a timestamp in any form; one that begins with a name; one with a zone; an epoch
//   {clock}                             a second form of the time
//   {level} {upper} {lower} {letter}    a level word, one in capitals, one in small letters, a level letter
//   {word}                              a level word where no other word can stand
//   {bsd}                               a date that begins with a name and has no year
//   {class}                             a name with a dot in it, such as a Java class
//   {pri} {symbol} {data} {pidOrNone}   parts of syslog's and Redis's own
//   {pid} {tid} {line} {hex}            digits or 0x…; {hex} is a thread's number in hexadecimal
//   {logger} {file} {thread} …          a run without blanks, up to the literal that follows
//   {thread*}                           the same, blanks allowed
//   a blank, _, ·, $, {{                one or more blanks or tabs; none or more; one (what follows keeps its indent);
//                                       the end of the line; a brace
//   «…»                                 may be there
// Everything else stands for itself. Behind the layout the message proper begins.
import { digitAt, isBlank, isDigit, isLetter } from '../byte-class.ts';
import type { TimeScanner } from '../times/time-scanner.ts';
import { sharedFormat } from './class-name.ts';
import { levelOfRange, wordEnd } from './level-word.ts';
import { FIELD, type FieldSlot, type LineHead } from './line-head.ts';

const LONGEST_FIELD = 512;

const OP = {
  literal: 0,
  blanks: 1,
  anyBlanks: 2,
  time: 3,
  named: 4,
  zoned: 5,
  epoch: 6,
  clock: 7,
  level: 8,
  upper: 9,
  lower: 10,
  letter: 11,
  number: 12,
  hex: 13,
  run: 14,
  text: 15,
  optional: 16,
  end: 17,
  pri: 18,
  symbol: 19,
  pidOrNone: 20,
  data: 21,
  bsd: 22,
  class: 23,
  oneBlank: 24,
  word: 25,
} as const;
const MARKS: Readonly<Record<string, number>> = {
  ' ': OP.blanks,
  _: OP.anyBlanks,
  '·': OP.oneBlank,
  $: OP.end,
};
const SIMPLE: Readonly<Record<string, number>> = OP;

interface Step {
  readonly op: number;
  /** Literal byte, field slot, or length of the optional part in steps. */
  readonly value: number;
  /** Literal byte at which a run or a text ends; 0 for a blank. */
  readonly stop: number;
  /** Byte that must follow the stop; 0 when any may. */
  readonly then?: number;
}

export interface Layout {
  readonly format: string;
  readonly text: string;
  readonly steps: readonly Step[];
  /** Lines without a head may belong to the event before; or only those that are indented. */
  readonly joins: boolean | 'indented';
}

/** Compiles a layout. */
export function compileLayout(format: string, text: string, joins: Layout['joins']): Layout {
  return { format, text, steps: compileSteps(text), joins };
}

function compileSteps(text: string): Step[] {
  const steps: Step[] = [];
  const open: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (text.startsWith('{{', i)) {
      steps.push({ op: OP.literal, value: 123, stop: 0 });
      i++;
    } else if (character === '{') {
      const close = text.indexOf('}', i);
      steps.push(fieldStep(text.slice(i + 1, close), text.slice(close + 1).replace(/[«»]/g, '')));
      i = close;
    } else if (character === '«') {
      open.push(steps.length);
      steps.push({ op: OP.optional, value: 0, stop: 0 });
    } else if (character === '»') {
      const at = open.pop()!;
      steps[at] = { op: OP.optional, value: steps.length - at - 1, stop: 0 };
    } else {
      const op = MARKS[character] ?? OP.literal;
      steps.push({ op, value: character.charCodeAt(0), stop: 0 });
    }
  }
  return steps;
}

function fieldStep(name: string, rest: string): Step {
  if (name === 'pid' || name === 'tid' || name === 'line') return { op: OP.number, value: FIELD[name], stop: 0 };
  const simple = SIMPLE[name];
  if (simple !== undefined) return { op: simple, value: 0, stop: 0 };
  const isText = name.endsWith('*');
  const slot = FIELD[(isText ? name.slice(0, -1) : name) as keyof typeof FIELD];
  const stop = rest === '' || ' _·$'.includes(rest[0]!) ? 0 : rest.charCodeAt(0);
  // A bracket inside a thread's name ends it only where the layout goes on behind it.
  const then = stop === 93 && rest.length > 1 && !'{_·$'.includes(rest[1]!) ? rest.charCodeAt(1) : 0;
  return { op: isText ? OP.text : OP.run, value: slot, stop, then };
}

/** Matches layouts against lines. One for each reader: it holds the time scanner and the line at hand. */
export class LayoutMatcher {
  private readonly times: TimeScanner;
  private bytes: Uint8Array = new Uint8Array(0);
  private start = 0;
  private end = 0;
  private head!: LineHead;
  private steps: readonly Step[] = [];

  constructor(times: TimeScanner) {
    this.times = times;
  }

  /**
   * True when the line `start` to `end` has the layout from `begin` on; `head` is filled then, and in no certain state
   * else.
   */
  match(layout: Layout, bytes: Uint8Array, start: number, begin: number, end: number, head: LineHead): boolean {
    if (!mayBegin(layout, bytes[begin])) return false;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.head = head;
    this.steps = layout.steps;
    head.clear();
    const at = this.run(0, begin);
    if (at < 0) return false;
    head.format = layout.format === 'python|log4j' ? sharedFormat(bytes, start, head) : layout.format;
    head.bodyAt = at - start;
    head.isComplete = !layout.joins;
    head.joinsIndented = layout.joins === 'indented';
    return true;
  }

  private run(from: number, begin: number): number {
    let at = begin;
    const { bytes, steps } = this;
    for (let i = from; i < steps.length; i++) {
      const step = steps[i]!;
      switch (step.op) {
        case OP.literal:
          if (at >= this.end || bytes[at] !== step.value) return -1;
          at++;
          break;
        case OP.blanks:
          // The message may be empty: a trailing blank is not asked for.
          if (at >= this.end && i === steps.length - 1) break;
          if (at >= this.end || !isBlank(bytes[at])) return -1;
          do at++;
          while (at < this.end && isBlank(bytes[at]));
          break;
        case OP.anyBlanks:
          while (at < this.end && isBlank(bytes[at])) at++;
          break;
        case OP.oneBlank:
          if (at < this.end && !isBlank(bytes[at])) return -1;
          if (at < this.end) at++;
          break;
        case OP.optional: {
          const found = this.optional(i, step.value, at);
          if (found !== -2) return found;
          i += step.value;
          break;
        }
        default:
          at = this.field(step, at);
          if (at < 0) return -1;
      }
    }
    return at;
  }

  /** With the optional part if the whole rest matches then; -2 to go on without it. */
  private optional(at: number, length: number, position: number): number {
    const first = this.steps[at + 1]!;
    if (first.op === OP.literal && this.bytes[position] !== first.value) return -2;
    const { head } = this;
    const { level, seconds, nanos, digits, hasTime } = head;
    const found = this.run(at + 1, position);
    if (found >= 0) return found;
    for (let i = at + 1; i <= at + length; i++) {
      const step = this.steps[i]!;
      if (step.op === OP.number || step.op === OP.run || step.op === OP.text) head.set(step.value as FieldSlot, 0, 0);
    }
    head.level = level;
    head.seconds = seconds;
    head.nanos = nanos;
    head.digits = digits;
    head.hasTime = hasTime;
    return -2;
  }

  private field(step: Step, at: number): number {
    switch (step.op) {
      case OP.time:
        return this.took(this.times.scan(this.bytes, at, this.end));
      case OP.named:
        return isLetter(this.bytes[at]) ? this.took(this.times.scan(this.bytes, at, this.end)) : -1;
      case OP.bsd: {
        const to = isLetter(this.bytes[at]) ? this.took(this.times.scan(this.bytes, at, this.end)) : -1;
        return this.times.isYearless ? to : -1;
      }
      case OP.zoned: {
        const to = this.took(this.times.scan(this.bytes, at, this.end));
        return this.times.isAbsolute ? to : -1;
      }
      case OP.epoch:
        return this.took(this.times.scanEpoch(this.bytes, at, this.end));
      case OP.clock:
        return this.fraction(at);
      case OP.level:
      case OP.upper:
      case OP.lower:
      case OP.word:
        return this.word(step.op, at);
      case OP.letter:
        return this.level(at, at + 1);
      case OP.number:
        return this.number(step.value as FieldSlot, at);
      case OP.end:
        return at === this.end ? at : -1;
      case OP.run:
      case OP.text:
        return this.text(step, at);
      default:
        return this.special(step.op, at);
    }
  }

  private special(op: number, at: number): number {
    const { bytes, end, head } = this;
    switch (op) {
      case OP.hex:
        return bytes[at] === 48 && bytes[at + 1] === 120 ? this.number(FIELD.tid, at) : -1;
      case OP.pri:
        return syslogPriority(bytes, at, end, head);
      case OP.class: {
        const to = this.text(CLASS_STEP, at);
        return to >= 0 && bytes.subarray(at, to).includes(46) ? to : -1;
      }
      case OP.symbol: {
        const rank = REDIS_LEVELS.get(bytes[at]!) ?? 0;
        head.level = rank;
        return rank === 0 ? -1 : at + 1;
      }
      case OP.pidOrNone: {
        if (isDigit(bytes[at])) return this.number(FIELD.pid, at);
        let to = at;
        while (to < end && !isBlank(bytes[to])) to++;
        return to;
      }
      default:
        return structuredData(bytes, at, end);
    }
  }

  /** A second form of the time: only its fraction is news. */
  private fraction(at: number): number {
    const { head, times } = this;
    const to = times.scan(this.bytes, at, this.end);
    if (to >= 0 && head.digits === 0) {
      head.nanos = times.nanos;
      head.digits = times.digits;
    }
    return to;
  }

  /**
   * A level word. Between blanks it must be in capitals or stand out by a colon, a separator or padding behind it:
   * else it may well be the first word of a sentence.
   */
  private word(op: number, at: number): number {
    const { bytes, end } = this;
    const to = wordEnd(bytes, at, end);
    if (op === OP.word) return this.level(at, to);
    const isUpper = isAllUpper(bytes, at, to);
    if ((op === OP.upper && !isUpper) || (op === OP.lower && bytes[at]! < 97)) return -1;
    const next = bytes[to];
    if (isDigit(next) && at !== this.start) return this.numbered(at, to);
    const isBare = (at === this.start || isBlank(bytes[at - 1])) && (to >= end || isBlank(next));
    if (isBare && to - at === 1) return -1;
    if (isBare && !isUpper && to < end) {
      const then = bytes[to + 1];
      if (!isBlank(then) && then !== 45 && then !== 124 && then !== 91) return -1;
    }
    return this.level(at, to);
  }

  /** `trace3`: the depth behind a word of tracing or debugging. */
  private numbered(at: number, to: number): number {
    const isAlone = !isDigit(this.bytes[to + 1]) && !isLetter(this.bytes[to + 1]);
    return isAlone && this.level(at, to) > 0 && this.head.level <= 2 ? to + 1 : -1;
  }

  private took(at: number): number {
    if (at < 0 || at > this.end) return -1;
    const { head, times } = this;
    head.hasTime = true;
    head.seconds = times.seconds;
    head.nanos = times.nanos;
    head.digits = times.digits;
    return at;
  }

  private level(at: number, to: number): number {
    if (to > this.end) return -1;
    const rank = levelOfRange(this.bytes, at, to);
    if (rank === 0) return -1;
    this.head.level = rank;
    return to;
  }

  private number(slot: FieldSlot, from: number): number {
    let at = from;
    if (this.bytes[at] === 48 && this.bytes[at + 1] === 120) {
      at += 2;
      while (at < this.end && isHexDigit(this.bytes[at]!)) at++;
    } else while (at < this.end && digitAt(this.bytes, at) < 10) at++;
    if (at === from || at - from > 20) return -1;
    this.head.set(slot, from - this.start, at - this.start);
    return at;
  }

  private text(step: Step, from: number): number {
    const { bytes } = this;
    const limit = Math.min(this.end, from + LONGEST_FIELD);
    const allowsBlanks = step.op === OP.text;
    let at = from;
    for (; at < limit; at++) {
      const byte = bytes[at]!;
      if (byte === step.stop && this.ends(step, at)) break;
      if (!allowsBlanks && (byte === 32 || byte === 9)) break;
    }
    if (at === from || (at >= this.end && step.stop !== 0) || at === from + LONGEST_FIELD) return -1;
    let to = at;
    while (to > from && isBlank(bytes[to - 1])) to--;
    let begin = from;
    while (begin < to && isBlank(bytes[begin])) begin++;
    if (step.value === FIELD.host && !isHostLike(bytes, begin, to)) return -1;
    if (step.value === FIELD.app && isOpening(bytes[begin]!)) return -1;
    this.head.set(step.value as FieldSlot, begin - this.start, to - this.start);
    return at;
  }

  // A colon inside a name (std::vector, 0:0:2181:Listener) does not end it: the one that does is followed by a blank, a
  // digit (file.cc:12), a word (root:text) or the end.
  private ends(step: Step, at: number): boolean {
    const next = this.bytes[at + 1];
    if (at + 1 >= this.end) return true;
    if (step.then !== undefined && step.then !== 0) return next === step.then || (step.then === 32 && next === 9);
    return step.stop !== 58 || isBlank(next) || (next !== 58 && this.bytes[at - 1] !== 58);
  }
}

const CLASS_STEP: Step = { op: OP.run, value: FIELD.logger, stop: 0 };
const REDIS_LEVELS = new Map([...'.-*#'].map((symbol, i) => [symbol.charCodeAt(0), [2, 2, 4, 5][i]!]));
// Severity of RFC 5424 → level rank.
const SEVERITIES = [8, 7, 7, 6, 5, 4, 3, 2];

/** `<34>`: facility times eight plus severity. */
function syslogPriority(bytes: Uint8Array, from: number, end: number, head: LineHead): number {
  if (bytes[from] !== 60) return -1;
  let value = 0;
  let at = from + 1;
  while (at < end && at < from + 4 && isDigit(bytes[at])) value = value * 10 + digitAt(bytes, at++);
  if (at === from + 1 || bytes[at] !== 62 || value > 191) return -1;
  head.level = SEVERITIES[value & 7]!;
  return at + 1;
}

/** `-` or `[id key="value"]…` of RFC 5424, and the blank and byte order mark behind it. */
function structuredData(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  if (bytes[at] === 45) at++;
  while (at < end && bytes[at] === 91) {
    let isQuoted = false;
    for (at++; at < end && (isQuoted || bytes[at] !== 93); at++) {
      if (bytes[at] === 92) at++;
      else if (bytes[at] === 34) isQuoted = !isQuoted;
    }
    at++;
  }
  if (at === from || at > end) return -1;
  if (at < end && bytes[at] === 32) at++;
  if (at + 3 <= end && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
  return at;
}

function isOpening(byte: number): boolean {
  return byte === 40 || byte === 91 || byte === 60 || byte === 123 || byte === 34;
}

/** A host begins with a letter, a digit or the colon of an address, and is not named like a level. */
function isHostLike(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from]!;
  if (!isLetter(first) && !isDigit(first) && first !== 58 && first !== 45 && first < 128) return false;
  return levelOfRange(bytes, from, to) === 0 || to - from === 1;
}

function isAllUpper(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i]! > 90) return false;
  return to > from;
}

/** False when a line that begins with this byte cannot fit: most layouts are turned away by it. */
export function mayBegin(layout: Layout, byte: number | undefined): boolean {
  const step = layout.steps[0]!;
  switch (step.op) {
    case OP.literal:
      return byte === step.value;
    case OP.epoch:
    case OP.number:
      return isDigit(byte);
    case OP.named:
    case OP.bsd:
    case OP.letter:
    case OP.level:
    case OP.upper:
    case OP.lower:
      return isLetter(byte);
    case OP.time:
      return isDigit(byte) || isLetter(byte);
    default:
      return true;
  }
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || ((byte | 32) >= 97 && (byte | 32) <= 102);
}
