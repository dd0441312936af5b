/** A log line with what its shipper says about it. */
export interface ShippedLine {
  /** Name of the shipper; empty when the record does not tell. */
  shipper: string;
  /** The line as its program wrote it. */
  text: string;
  /** ISO time in UTC. */
  time?: string | undefined;
  /** The time is the event's, not that at which the shipper read the line. */
  isEventTime?: boolean;
  level?: string | undefined;
  service?: string | undefined;
  host?: string | undefined;
  path?: string | undefined;
  /** Byte offset in the file. */
  offset?: number | undefined;
  logger?: string | undefined;
  trace?: string | undefined;
  span?: string | undefined;
  /** Everything else, under its own names; dots may stand in them. */
  rest: Record<string, unknown>;
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first of these members (dotted names are found nested too) that is a text with something in it. */
export function textOf(record: JsonObject, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = memberOf(record, name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** A member by its name, written nested or dotted. */
export function memberOf(record: JsonObject, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  const dot = name.indexOf('.');
  const inner = dot === -1 || !Object.hasOwn(record, name.slice(0, dot)) ? undefined : record[name.slice(0, dot)];
  return isObject(inner) ? memberOf(inner, name.slice(dot + 1)) : undefined;
}

/** The record without these members; an object keeps the others of its own. */
export function without(record: JsonObject, names: readonly string[]): JsonObject {
  const rest: JsonObject = {};
  for (const [key, value] of Object.entries(record)) {
    if (names.includes(key) || key === '__proto__') continue;
    const inner = names.filter((name) => name.startsWith(`${key}.`)).map((name) => name.slice(key.length + 1));
    const kept = inner.length > 0 && isObject(value) ? without(value, inner) : value;
    if (!isObject(kept) || Object.keys(kept).length > 0 || kept === value) rest[key] = kept;
  }
  return rest;
}
