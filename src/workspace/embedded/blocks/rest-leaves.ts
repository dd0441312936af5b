// The values ("leaves") of a shape's holes: a text that stands in the message is a place in it, a whole number is written
// in a few characters, anything else is JSON text.

/** Holes of a shape; a key that holds one of these characters cannot stand in it. */
export const IN_MESSAGE = '\uE000';
export const INTEGER = '\uE001';
export const LITERAL = '\uE002';
export const HOLE = /[\uE000-\uE002]/;
export type Hole = typeof IN_MESSAGE | typeof INTEGER | typeof LITERAL;

/** Longer texts are not sought in the message. */
const MAX_SOUGHT = 2_000;

// Numbers are written in printable characters: a last digit from the first half, digits before it from the second.
const BASE = 47;
const LAST = 32;
const BEFORE = LAST + BASE;

function writeNumber(value: number): string {
  let text = String.fromCharCode(LAST + (value % BASE));
  for (let left = Math.floor(value / BASE); left > 0; left = Math.floor(left / BASE))
    text = String.fromCharCode(BEFORE + (left % BASE)) + text;
  return text;
}

/** Writes the leaves of one event after the other. */
export class LeafWriter {
  leaves = '';
  #message = '';
  #from = 0;

  /** Starts an event with this message; null when it has none in its column. */
  start(message: string | null): void {
    this.leaves = '';
    this.#message = message ?? '';
    this.#from = 0;
  }

  // Fields stand in the order of the line as a rule: the search goes on where the last one was found.
  text(text: string): Hole {
    if (text === '' || text.length > MAX_SOUGHT) return this.literal(JSON.stringify(text));
    let at = this.#message.indexOf(text, this.#from);
    if (at < 0 && this.#from > 0) at = this.#message.indexOf(text);
    if (at < 0) return this.literal(JSON.stringify(text));
    this.#from = at + text.length;
    this.leaves += writeNumber(at) + writeNumber(text.length);
    return IN_MESSAGE;
  }

  /** A safe integer that is not negative. */
  integer(value: number): Hole {
    this.leaves += writeNumber(value);
    return INTEGER;
  }

  /** Any other value, as JSON text. */
  literal(json: string): Hole {
    this.leaves += writeNumber(json.length) + json;
    return LITERAL;
  }
}

/** Reads what a LeafWriter wrote. */
export class LeafReader {
  readonly #leaves: string;
  #at = 0;

  constructor(leaves: string) {
    this.#leaves = leaves;
  }

  number(): number {
    let value = 0;
    for (;;) {
      const code = this.#leaves.charCodeAt(this.#at++);
      if (code < BEFORE) return value * BASE + code - LAST;
      value = value * BASE + code - BEFORE;
    }
  }

  text(): string {
    const length = this.number();
    this.#at += length;
    return this.#leaves.slice(this.#at - length, this.#at);
  }
}
