// The values that stand in the holes of one event's text, and the row that they make with what its kind says.
import type { LogEvent } from '../../../model/log-event.ts';
import { FLAG_OWN_TIME } from '../segments/segment-format.ts';
import { MAX_OFFSET } from './event-constants.ts';
import { type EventKind, shapeOfKind } from './event-kind.ts';
import { MAX_HOLES } from './event-outline.ts';
import { isPlainText, MAX_REGULAR, type RowDraft, wordsOf } from './event-row.ts';
import { momentOfBytes } from './event-time.ts';
import { type Hole, IN_MESSAGE, INTEGER, LeafWriter } from './rest-leaves.ts';

/** Whole numbers with more digits may not be safe integers. */
const SAFE_DIGITS = 15;

// What a byte is in a JSON text: of plain ASCII, the end, the start of an escape, anything else.
const PLAIN = 0;
const END = 1;
const ESCAPE = 2;
const OTHER = 3;
const BYTES = new Uint8Array(256).map((_, byte) => {
  if (byte === 34) return END;
  if (byte === 92) return ESCAPE;
  return byte < 32 || byte > 126 ? OTHER : PLAIN;
});

export class EventHoles {
  /** Where the event ends, behind its newline. */
  end = 0;
  readonly #starts = new Int32Array(MAX_HOLES + 1);
  readonly #ends = new Int32Array(MAX_HOLES + 1);
  readonly #isPlain = new Uint8Array(MAX_HOLES + 1);
  readonly #leaves = new LeafWriter();
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  /** Takes the text whose first byte is at `from`; returns where its quote stands, -1 when there is none. */
  text(bytes: Uint8Array, from: number): number {
    const { length } = bytes;
    let at = from;
    let seen = PLAIN;
    for (; at < length; at++) {
      const kind = BYTES[bytes[at]!]!;
      if (kind === PLAIN) continue;
      if (kind === END) break;
      seen = OTHER;
      if (kind === ESCAPE) at++;
    }
    return at < length ? this.#take(from, at, seen === PLAIN) : -1;
  }

  /** Takes the number at `from`; returns what is behind it, -1 when there is none. */
  number(bytes: Uint8Array, from: number): number {
    let at = from;
    let isWhole = true;
    for (; ; at++) {
      const byte = bytes[at]!;
      if (byte >= 48 && byte <= 57) continue;
      // - + . e E
      if (byte !== 45 && byte !== 43 && byte !== 46 && byte !== 101 && byte !== 69) break;
      isWhole = false;
    }
    if (at === from) return -1;
    return this.#take(from, at, isWhole && at - from <= SAFE_DIGITS && (bytes[from] !== 48 || at - from === 1));
  }

  /** The row; undefined when a value is not as values of the kind are. Throws for a text that is no JSON. */
  draft(bytes: Buffer, from: number, kind: EventKind): RowDraft | undefined {
    const { places, idPrefix, constants } = kind;
    const moment = momentOfBytes(bytes, this.#starts[places.time]!, this.#ends[places.time]!);
    const offset = this.#isPlain[places.offset] === 1 ? this.#wholeNumber(bytes, places.offset) : MAX_OFFSET;
    if (moment === undefined || (moment.flag & FLAG_OWN_TIME) !== 0 || offset >= MAX_OFFSET) return undefined;
    const suffix = offset.toString(36);
    if (!this.#isText(bytes, places.id, suffix)) return undefined;
    const message = this.#value(bytes, places.message);
    if (message.includes('\0')) return undefined;
    const shape = this.#rest(bytes, kind, message);
    const { end } = this;
    return {
      hour: moment.hour,
      micros: moment.micros,
      flags: kind.flags | moment.flag,
      offset,
      message,
      rest: { shape, leaves: this.#leaves.leaves, isUnusual: false },
      constants,
      idPrefix,
      eventId: `${idPrefix}-${suffix}`,
      words: this.#words(bytes, kind, message),
      isLong: message.length > MAX_REGULAR,
      whole: () => JSON.parse(bytes.toString('utf8', from, end)) as LogEvent,
    };
  }

  #take(from: number, to: number, isPlain: boolean): number {
    if (this.#count > MAX_HOLES) return -1;
    this.#starts[this.#count] = from;
    this.#ends[this.#count] = to;
    this.#isPlain[this.#count++] = isPlain ? 1 : 0;
    return to;
  }

  #wholeNumber(bytes: Uint8Array, hole: number): number {
    let value = 0;
    for (let at = this.#starts[hole]!; at < this.#ends[hole]!; at++) value = value * 10 + bytes[at]! - 48;
    return value;
  }

  #isText(bytes: Uint8Array, hole: number, text: string): boolean {
    const from = this.#starts[hole]!;
    if (this.#ends[hole]! - from !== text.length) return false;
    for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  #value(bytes: Buffer, hole: number): string {
    const from = this.#starts[hole]!;
    const to = this.#ends[hole]!;
    if (this.#isPlain[hole] === 1) return bytes.toString('latin1', from, to);
    return JSON.parse(bytes.toString('utf8', from - 1, to + 1)) as string;
  }

  #rest(bytes: Buffer, kind: EventKind, message: string): string {
    const leaves = this.#leaves;
    leaves.start(message);
    let number = 0;
    const ways: Hole[] = [];
    for (const hole of kind.places.leaves) {
      let way: Hole;
      if (kind.holes[hole] !== 'number') way = leaves.text(this.#value(bytes, hole));
      else if (this.#isPlain[hole] === 1) way = leaves.integer(this.#wholeNumber(bytes, hole));
      else
        way = leaves.literal(
          JSON.stringify(JSON.parse(bytes.toString('latin1', this.#starts[hole], this.#ends[hole]))),
        );
      ways.push(way);
      number = number * 3 + (way === IN_MESSAGE ? 0 : way === INTEGER ? 1 : 2);
    }
    return shapeOfKind(kind, ways, number);
  }

  #words(bytes: Buffer, { places }: EventKind, message: string): string {
    const ids: string[] = [];
    for (const hole of places.correlations) ids.push(this.#value(bytes, hole));
    return wordsOf(message, this.#isPlain[places.message] === 1 || isPlainText(message), ids);
  }
}
