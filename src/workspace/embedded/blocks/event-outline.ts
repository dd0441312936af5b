// Cuts the text of one event into what events of its kind share, byte for byte, and what differs from one to the next.

import { FLAG_CANONICAL_LEVEL, FLAG_DERIVED_ID, FLAG_OWN_TIME } from '../segments/segment-format.ts';
import { COLUMN, PLACES, type Places } from './event-constants.ts';
import type { RowDraft } from './event-row.ts';

/** What stands between two shared stretches; `end` is no hole, but where the event ends. */
export type EventHole = 'time' | 'offset' | 'id' | 'message' | 'text' | 'correlation' | 'number' | 'end';

/** A shared stretch and the hole behind it. */
export interface OutlinePiece {
  literal: Uint8Array;
  hole: EventHole;
}

/** Holes of an event at most, those of the columns counted. */
export const MAX_HOLES = 40;

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;
const NEWLINE = 10;

const decoder = new TextDecoder();

/**
 * Outline of the event at `from`; `draft` is what was made of it. Undefined when its kind is none that can be told by
 * its bytes alone.
 */
export function outlineOf(bytes: Uint8Array, from: number, draft: RowDraft): OutlinePiece[] | undefined {
  const isUsual =
    draft.offset !== null &&
    draft.message !== null &&
    (draft.flags & FLAG_OWN_TIME) === 0 &&
    (draft.flags & FLAG_DERIVED_ID) !== 0 &&
    draft.rest.shape !== undefined &&
    !draft.rest.isUnusual;
  if (!isUsual) return undefined;
  try {
    return new OutlineReader(bytes, from, draft).read();
  } catch (error) {
    if (error instanceof NoOutline) return undefined;
    throw error;
  }
}

class NoOutline extends Error {}

class OutlineReader {
  readonly #bytes: Uint8Array;
  readonly #draft: RowDraft;
  readonly #pieces: OutlinePiece[] = [];
  #at: number;
  #literalFrom: number;

  constructor(bytes: Uint8Array, from: number, draft: RowDraft) {
    this.#bytes = bytes;
    this.#at = from;
    this.#literalFrom = from;
    this.#draft = draft;
  }

  read(): OutlinePiece[] {
    this.#object((key, field) => this.#placed(PLACES[key], key, field), '');
    this.#expect(NEWLINE);
    this.#hole('end');
    if (this.#pieces.length > MAX_HOLES) throw new NoOutline();
    return this.#pieces;
  }

  // A field on the way to places: in a column, a constant of its source, or of the rest.
  #placed(place: Places | number | undefined, key: string, field: string): void {
    if (place === undefined) this.#rest(field);
    else if (place === COLUMN) this.#column(key);
    else if (typeof place === 'number') this.#constant();
    else this.#object((inner, name) => this.#placed(place[inner], inner, name), `${field}.`);
  }

  #column(key: string): void {
    if (key === 'offset') this.#numberHole('offset');
    else if (key === '@timestamp') this.#textHole('time', 0);
    else if (key === 'message') this.#textHole('message', 0);
    else if (key === 'id') this.#textHole('id', this.#draft.idPrefix.length + 1);
    else if ((this.#draft.flags & FLAG_CANONICAL_LEVEL) !== 0) this.#skipText();
    else throw new NoOutline();
  }

  #constant(): void {
    const first = this.#bytes[this.#at]!;
    if (first === OPEN || first === OPEN_LIST || first === 110) throw new NoOutline();
    if (first === QUOTE) this.#skipText();
    else this.#skipWord();
  }

  #rest(field: string): void {
    const first = this.#bytes[this.#at]!;
    if (first === QUOTE) this.#textHole(isId(field) ? 'correlation' : 'text', 0);
    else if (first === OPEN) this.#object((_, inner) => this.#rest(inner), `${field}.`);
    else if (first === OPEN_LIST) this.#list(field);
    else if (first === 45 || (first >= 48 && first <= 57)) this.#numberHole('number');
    else this.#skipWord();
  }

  // Where ids are looked for, lists and objects that stand in the place of others would be read as ids of other kinds.
  #list(field: string): void {
    if (field === 'crosstail' || field === 'crosstail.ids') throw new NoOutline();
    this.#at++;
    if (this.#bytes[this.#at] === CLOSE_LIST) {
      this.#at++;
      return;
    }
    for (;;) {
      this.#rest(`${field}[]`);
      if (this.#bytes[this.#at] !== COMMA) break;
      this.#at++;
    }
    this.#expect(CLOSE_LIST);
  }

  // Objects give numeric keys back in another order than they stand in, and of a double one the last.
  #object(value: (key: string, field: string) => void, path: string): void {
    this.#expect(OPEN);
    if (this.#bytes[this.#at] === CLOSE) {
      this.#at++;
      return;
    }
    const seen = new Set<string>();
    for (;;) {
      const from = this.#at + 1;
      this.#skipText();
      const key = decoder.decode(this.#bytes.subarray(from, this.#at - 1));
      if (seen.has(key) || /^\d+$/.test(key) || /[.[\\]/.test(key)) throw new NoOutline();
      seen.add(key);
      this.#expect(COLON);
      value(key, path + key);
      if (this.#bytes[this.#at] !== COMMA) break;
      this.#at++;
    }
    this.#expect(CLOSE);
  }

  /** A hole within a text, `skipped` bytes behind its quote. */
  #textHole(hole: EventHole, skipped: number): void {
    const from = this.#at;
    this.#skipText();
    const end = this.#at - 1;
    this.#at = from + 1 + skipped;
    this.#hole(hole);
    this.#at = end + 1;
    this.#literalFrom = end;
  }

  #numberHole(hole: EventHole): void {
    this.#hole(hole);
    this.#skipWord();
    this.#literalFrom = this.#at;
  }

  #hole(hole: EventHole): void {
    this.#pieces.push({ literal: this.#bytes.slice(this.#literalFrom, this.#at), hole });
  }

  #expect(byte: number): void {
    if (this.#bytes[this.#at] !== byte) throw new NoOutline();
    this.#at++;
  }

  #skipText(): void {
    this.#expect(QUOTE);
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new NoOutline();
      if (byte === QUOTE) return;
      if (byte === BACKSLASH) this.#at++;
    }
  }

  // A number, true, false or null.
  #skipWord(): void {
    const from = this.#at;
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined || byte <= 32) break;
      if (byte === COMMA || byte === CLOSE || byte === CLOSE_LIST || byte === COLON || byte === QUOTE) break;
      this.#at++;
    }
    if (this.#at === from) throw new NoOutline();
  }
}

/** The paths at which model/log-event finds correlation ids. */
function isId(field: string): boolean {
  if (field === 'trace.id' || field === 'span.id' || field === 'transaction.id') return true;
  return /^crosstail\.ids\.[^.[]*\[\]$/.test(field);
}
