// The fields of an event that have no column, kept small: their structure is a shape, stored once per segment, and their
// values are its leaves.
import type { LogEvent } from '../../../model/log-event.ts';
import { FLAG_CANONICAL_LEVEL, FLAG_DERIVED_ID, FLAG_OWN_TIME } from '../segments/segment-format.ts';
import { COLUMN, isColumnValue, isRecord, isScalar, PLACES, type Places } from './event-constants.ts';
import { HOLE, IN_MESSAGE, INTEGER, LeafReader, LeafWriter, LITERAL } from './rest-leaves.ts';

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
  /** NOTHING when nothing is left to store, undefined when a key cannot stand in a shape. */
  shape: string | undefined;
  leaves: string;
  /** Source fields may stand elsewhere than where they are looked for. */
  isUnusual: boolean;
}

export const NOTHING = '';

/** Packs what of an event is neither in columns nor in its source. */
export function packRest(event: LogEvent, flags: number, message: string | null): PackedRest {
  return new RestWalk(event, flags, message).packed;
}

class RestWalk {
  readonly packed: PackedRest;
  readonly #flags: number;
  readonly #hasMessage: boolean;
  readonly #writer = new LeafWriter();
  #isUnusual = false;

  constructor(event: LogEvent, flags: number, message: string | null) {
    this.#flags = flags;
    this.#hasMessage = message !== null;
    this.#writer.start(message);
    const shape = this.#fields(event, PLACES);
    this.packed = { shape, leaves: this.#writer.leaves, isUnusual: this.#isUnusual };
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

  // Undefined when a key cannot stand in a shape.
  #walk(value: unknown): string | undefined {
    if (typeof value === 'string') return this.#writer.text(value);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0))
      return this.#writer.integer(value);
    if (value === null || typeof value === 'boolean') return String(value);
    if (typeof value !== 'object') return this.#writer.literal(JSON.stringify(value));
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
}

/** Reads what was packed: the fields of a shape with its leaves. */
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
