// Layouts: the head of a line written down as it looks, compiled to a short program over bytes.
//
//   {time} {epoch} {level} {letter}     a timestamp in any form, an epoch, a level word, a level letter
//   {pid} {tid} {line}                  digits (tid: or 0x…)
//   {logger} {file} {thread} …          a run without blanks, up to the literal that follows
//   {thread*}                           the same, blanks allowed
//   a blank                             one or more blanks or tabs;  _ none or more
//   «…»                                 may be there
// Everything else stands for itself. Behind the layout the message proper begins.
import { digitAt, isBlank, isDigit } from './byte-class.ts';
import { levelOfRange, wordEnd } from './level-word.ts';
import { FIELD, type FieldSlot, type LineHead } from './line-head.ts';
import type { TimeScanner } from './time-scanner.ts';

const LONGEST_FIELD = 160;

const OP = {
  literal: 0,
  blanks: 1,
  anyBlanks: 2,
  time: 3,
  epoch: 4,
  level: 5,
  letter: 6,
  number: 7,
  run: 8,
  text: 9,
  optional: 10,
} as const;

interface Step {
  readonly op: number;
  /** Literal byte, field slot, or length of the optional part in steps. */
  readonly value: number;
  /** Literal byte at which a run or a text ends; 0 for a blank. */
  readonly stop: number;
}

export interface Layout {
  readonly format: string;
  readonly text: string;
  readonly steps: readonly Step[];
  /** Lines without a head may belong to the event before. */
  readonly joins: boolean;
}

/** Compiles a layout. */
export function compileLayout(format: string, text: string, joins: boolean): Layout {
  return { format, text, steps: compileSteps(text), joins };
}

function compileSteps(text: string): Step[] {
  const steps: Step[] = [];
  const open: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === '{' && text.includes('}', i)) {
      const close = text.indexOf('}', i);
      steps.push(fieldStep(text.slice(i + 1, close), text[close + 1]));
      i = close;
    } else if (character === '«') {
      open.push(steps.length);
      steps.push({ op: OP.optional, value: 0, stop: 0 });
    } else if (character === '»') {
      const at = open.pop()!;
      steps[at] = { op: OP.optional, value: steps.length - at - 1, stop: 0 };
    } else {
      const op = character === ' ' ? OP.blanks : character === '_' ? OP.anyBlanks : OP.literal;
      steps.push({ op, value: character.charCodeAt(0), stop: 0 });
    }
  }
  return steps;
}

function fieldStep(name: string, next: string | undefined): Step {
  switch (name) {
    case 'time':
      return { op: OP.time, value: 0, stop: 0 };
    case 'epoch':
      return { op: OP.epoch, value: 0, stop: 0 };
    case 'level':
      return { op: OP.level, value: 0, stop: 0 };
    case 'letter':
      return { op: OP.letter, value: 0, stop: 0 };
    case 'pid':
    case 'tid':
    case 'line':
      return { op: OP.number, value: FIELD[name], stop: 0 };
    default: {
      const isText = name.endsWith('*');
      const slot = FIELD[(isText ? name.slice(0, -1) : name) as keyof typeof FIELD];
      const stop = next === undefined || ' _«»'.includes(next) ? 0 : next.charCodeAt(0);
      return { op: isText ? OP.text : OP.run, value: slot, stop };
    }
  }
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

  /** True when the line `start` to `end` has the layout; `head` is filled then and undefined (but for reuse) else. */
  match(layout: Layout, bytes: Uint8Array, start: number, end: number, head: LineHead): boolean {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.head = head;
    this.steps = layout.steps;
    head.clear();
    const at = this.run(0, start);
    if (at < 0) return false;
    head.format = layout.format;
    head.bodyAt = at - start;
    head.isComplete = !layout.joins;
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
          if (!isBlank(bytes[at])) return -1;
          do at++;
          while (at < this.end && isBlank(bytes[at]));
          break;
        case OP.anyBlanks:
          while (at < this.end && isBlank(bytes[at])) at++;
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
    const { head } = this;
    const { level, seconds, nanos, digits, hasTime } = head;
    const found = this.run(at + 1, position);
    if (found >= 0) return found;
    for (const step of this.steps.slice(at + 1, at + 1 + length)) {
      if (step.op === OP.number || step.op === OP.run || step.op === OP.text) head.set(step.value as FieldSlot, 0, 0);
    }
    Object.assign(head, { level, seconds, nanos, digits, hasTime });
    return -2;
  }

  private field(step: Step, at: number): number {
    switch (step.op) {
      case OP.time:
        return this.took(this.times.scan(this.bytes, at, this.end));
      case OP.epoch:
        return this.took(this.times.scanEpoch(this.bytes, at, this.end));
      case OP.level:
        return this.level(at, wordEnd(this.bytes, at, this.end));
      case OP.letter:
        return this.level(at, at + 1);
      case OP.number:
        return this.number(step.value as FieldSlot, at);
      default:
        return this.text(step, at);
    }
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
      if (byte === step.stop && (byte !== 58 || this.endsAtColon(at))) break;
      if (!allowsBlanks && (byte === 32 || byte === 9)) break;
    }
    if (at === from || at >= this.end || at === from + LONGEST_FIELD) return -1;
    let to = at;
    while (to > from && isBlank(bytes[to - 1])) to--;
    let begin = from;
    while (begin < to && isBlank(bytes[begin])) begin++;
    this.head.set(step.value as FieldSlot, begin - this.start, to - this.start);
    return at;
  }

  // A colon inside a name (std::vector, 0:0:0:2181:Listener) does not end it: the one that does is followed by a blank,
  // a digit (file.cc:12) or the end.
  private endsAtColon(at: number): boolean {
    const next = this.bytes[at + 1];
    return at + 1 >= this.end || isBlank(next) || isDigit(next);
  }
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || ((byte | 32) >= 97 && (byte | 32) <= 102);
}
