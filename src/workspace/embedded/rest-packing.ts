// The fields of an event that have no column, kept small: their structure is stored once per segment as a shape, and a
// value that stands in the message (a logger, a thread, an id) is a place in it.
import type { SqliteDatabase } from '../../drivers/sqlite/sqlite-database.ts';
import { COLUMN, isColumnValue, isRecord, isScalar, PLACES, type Places } from './event-constants.ts';
import type { RowDraft } from './event-row.ts';
import { FLAG_CANONICAL_LEVEL, FLAG_DERIVED_ID, FLAG_OWN_TIME } from './segment-format.ts';

// Holes of a shape.
const IN_MESSAGE = '\uE000';
const INTEGER = '\uE001';
const LITERAL = '\uE002';
const HOLE = /[\uE000-\uE002]/;

/** Logs with ever new keys would fill the list: beyond this an event's fields are written out. */
const MAX_SHAPES = 4_000;
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

const keyTexts = new Map<string, string | null>();

// Text of a key in a shape, null when it cannot stand in one. Keys come again and again; the list of those seen is
// emptied when it grows beyond reason.
function keyText(key: string): string | null {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  if (keyTexts.size > 10_000) keyTexts.clear();
  const text = HOLE.test(key) ? null : `${JSON.stringify(key)}:`;
  keyTexts.set(key, text);
  return text;
}

export interface PackedRest {
  /** Null when nothing is left to store. */
  shape: number | null;
  leaves: string | null;
  /** Source fields may stand elsewhere than where they are looked for. */
  isUnusual: boolean;
}

const NOTHING = '';

/** Packs for one segment; inside the transaction of its rows. */
export class RestPacker {
  readonly #database: SqliteDatabase;
  readonly #shapes = new Map<string, number>();
  #leaves = '';
  #message = '';
  #from = 0;
  #flags = 0;
  #hasMessage = false;
  #isUnusual = false;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    for (const [id, text] of database.prepare('SELECT id, text FROM shape').all())
      this.#shapes.set(String(text), Number(id));
  }

  /** Packs what of an event is neither in columns nor in its source. */
  pack({ event, flags, message }: Pick<RowDraft, 'event' | 'flags' | 'message'>): PackedRest {
    this.#leaves = '';
    this.#message = message ?? '';
    this.#hasMessage = message !== null;
    this.#from = 0;
    this.#flags = flags;
    this.#isUnusual = false;
    const shape = this.#fields(event, PLACES);
    if (shape === NOTHING) return { shape: null, leaves: null, isUnusual: this.#isUnusual };
    const id = shape === undefined ? undefined : this.#shapeId(shape);
    if (id !== undefined)
      return { shape: id, leaves: this.#leaves === '' ? null : this.#leaves, isUnusual: this.#isUnusual };
    const text = JSON.stringify(event);
    return { shape: this.#shapeId(LITERAL, true)!, leaves: writeNumber(text.length) + text, isUnusual: true };
  }

  // The fields of a record on the way to places. Undefined when a key cannot stand in a shape.
  #fields(record: Record<string, unknown>, places: Places): string | undefined {
    let shape = '{';
    let isEmpty = true;
    for (const key in record) {
      isEmpty = false;
      const value = record[key];
      const place = places[key];
      if (place === COLUMN ? this.#isInColumn(key, value) : typeof place === 'number' && isScalar(value)) continue;
      const goesOn = typeof place === 'object' && isRecord(value);
      if ((place !== undefined && place !== COLUMN && !goesOn) || key.includes('.')) this.#isUnusual = true;
      const name = keyText(key);
      const part = goesOn ? this.#fields(value, place) : this.#walk(value);
      if (part === NOTHING) continue;
      if (part === undefined || name === null) return undefined;
      shape += shape === '{' ? name + part : `,${name}${part}`;
    }
    return shape === '{' && !isEmpty ? NOTHING : `${shape}}`;
  }

  #isInColumn(key: string, value: unknown): boolean {
    switch (key) {
      case '@timestamp':
        return (this.#flags & FLAG_OWN_TIME) === 0;
      case 'message':
        return this.#hasMessage;
      case 'level':
        return (this.#flags & FLAG_CANONICAL_LEVEL) !== 0;
      case 'id':
        return (this.#flags & FLAG_DERIVED_ID) !== 0;
      default:
        return isColumnValue(key, value);
    }
  }

  #shapeId(text: string, always = false): number | undefined {
    const known = this.#shapes.get(text);
    if (known !== undefined) return known;
    if (this.#shapes.size >= MAX_SHAPES && !always) return undefined;
    const id = this.#shapes.size + 1;
    this.#database.prepare('INSERT INTO shape VALUES (?,?)').run(id, text);
    this.#shapes.set(text, id);
    return id;
  }

  // Undefined when a key cannot stand in a shape.
  #walk(value: unknown): string | undefined {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) {
      this.#leaves += writeNumber(value);
      return INTEGER;
    }
    if (value === null || typeof value === 'boolean') return String(value);
    if (typeof value !== 'object') return this.#literal(JSON.stringify(value));
    return Array.isArray(value) ? this.#list(value) : this.#record(value as Record<string, unknown>);
  }

  #record(record: Record<string, unknown>): string | undefined {
    let shape = '{';
    for (const key in record) {
      const name = keyText(key);
      const part = this.#walk(record[key]);
      if (part === undefined || name === null) return undefined;
      shape += shape === '{' ? name + part : `,${name}${part}`;
    }
    return `${shape}}`;
  }

  #list(list: unknown[]): string | undefined {
    let shape = '[';
    for (const [i, item] of list.entries()) {
      const part = this.#walk(item);
      if (part === undefined) return undefined;
      shape += i === 0 ? part : `,${part}`;
    }
    return `${shape}]`;
  }

  // Fields stand in the order of the line as a rule: the search goes on where the last one was found.
  #text(text: string): string {
    if (text === '' || text.length > MAX_SOUGHT) return this.#literal(JSON.stringify(text));
    let at = this.#message.indexOf(text, this.#from);
    if (at < 0 && this.#from > 0) at = this.#message.indexOf(text);
    if (at < 0) return this.#literal(JSON.stringify(text));
    this.#from = at + text.length;
    this.#leaves += writeNumber(at) + writeNumber(text.length);
    return IN_MESSAGE;
  }

  #literal(text: string): string {
    this.#leaves += writeNumber(text.length) + text;
    return LITERAL;
  }
}

/** Reads what a RestPacker wrote. */
export function unpackRest(shape: string, leaves: string | null, message: string | null): Record<string, unknown> {
  const reader = new LeafReader(leaves ?? '');
  let json = '';
  let from = 0;
  for (let at = 0; at < shape.length; at++) {
    const hole = shape[at]!;
    if (hole < IN_MESSAGE || hole > LITERAL) continue;
    json += shape.slice(from, at);
    from = at + 1;
    if (hole === INTEGER) json += reader.number();
    else if (hole === LITERAL) json += reader.text();
    else {
      const start = reader.number();
      json += JSON.stringify((message ?? '').slice(start, start + reader.number()));
    }
  }
  return JSON.parse(json + shape.slice(from)) as Record<string, unknown>;
}

class LeafReader {
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
