// What is the same in most events of a file is kept once, in the segment's list of sources; the rest of an event's
// fields that are not columns are kept with it.
import type { LogEvent } from '../../../model/log-event.ts';
import { valuesOf } from '../../../query/fields.ts';

/** Fields that a source holds. A query about these alone is answered from the list of sources. */
export const SOURCE_FIELDS = [
  'service.name',
  'host.name',
  'log.file.path',
  'crosstail.rule',
  'crosstail.format',
  'crosstail.generation',
  'crosstail.revision',
  'event.dataset',
  'agent.id',
  'agent.name',
  'agent.type',
  'agent.version',
] as const;

export const COLUMN = -1;
export type Places = { [key: string]: number | Places };

/** Where a field goes: the index of a source field, COLUMN for what has a column, or further down. */
export const PLACES: Places = (() => {
  const root: Places = { '@timestamp': COLUMN, message: COLUMN };
  const set = (field: string, place: number) => {
    const keys = field.split('.');
    deepest(root, keys)[keys.at(-1)!] = place;
  };
  for (const [i, field] of SOURCE_FIELDS.entries()) set(field, i);
  for (const field of ['log.offset', 'log.level', 'event.id']) set(field, COLUMN);
  return bare(root);
})();

// Without a prototype, so that `constructor` and its like are no places.
function bare(places: Places): Places {
  const made: Places = Object.create(null);
  for (const [key, place] of Object.entries(places)) made[key] = typeof place === 'number' ? place : bare(place);
  return made;
}

/** The object that holds the last key, made on the way where it is missing. */
function deepest<T>(root: { [key: string]: T }, keys: string[]): { [key: string]: T } {
  let node = root;
  for (const key of keys.slice(0, -1)) {
    node[key] ??= {} as T;
    node = node[key] as { [key: string]: T };
  }
  return node;
}

export type Scalar = string | number | boolean;

/** Twice the distance of two offsets must be a whole number still. */
export const MAX_OFFSET = 2 ** 51;

const SOURCE_KEYS = SOURCE_FIELDS.map((field) => field.split('.'));

/** Values of SOURCE_FIELDS; undefined where the event has none, or what is no single value. */
export function constantsOf(event: LogEvent): (Scalar | undefined)[] {
  return SOURCE_KEYS.map((keys) => {
    let value: unknown = event;
    for (const key of keys) {
      if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
      value = value[key];
    }
    return isScalar(value) ? value : undefined;
  });
}

/** True when the field's value is what its column holds; anything else stays in the rest. */
export function isColumnValue(key: string, value: unknown): boolean {
  if (key === 'offset') return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < MAX_OFFSET;
  // Text with NUL is cut short by one of the drivers.
  return typeof value === 'string' && !(key === 'message' && value.includes('\0'));
}

export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function setOwn(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') record[key] = value;
  else Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The constants as a part of an event. */
export function constantsAsEvent(constants: readonly (Scalar | undefined | null)[]): LogEvent {
  const event: Record<string, unknown> = {};
  for (const [i, field] of SOURCE_FIELDS.entries()) {
    const value = constants[i];
    if (value === undefined || value === null) continue;
    const keys = field.split('.');
    deepest(event, keys)[keys.at(-1)!] = value;
  }
  return event as LogEvent;
}

/**
 * True when a source field of this event would be found by a query elsewhere than in the constants (dotted keys,
 * lists): then sources of its segment cannot answer queries.
 */
export function hidesConstants(event: LogEvent, constants: readonly (Scalar | undefined)[]): boolean {
  return SOURCE_FIELDS.some((field, i) => constants[i] === undefined && valuesOf(event, field).length > 0);
}

/** Merges `rest` into `into`, object by object: what stands in both is the same. */
export function mergeRest(into: Record<string, unknown>, rest: Record<string, unknown>): void {
  for (const key of Object.keys(rest)) {
    const own = Object.hasOwn(into, key) ? into[key] : undefined;
    const other = rest[key];
    if (isRecord(own) && isRecord(other)) mergeRest(own, other);
    else setOwn(into, key, other);
  }
}
