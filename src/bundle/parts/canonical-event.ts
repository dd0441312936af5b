// One event, one text: keys in order of their code units at every depth, whatever store the event comes from.
import type { LogEvent } from '../../model/log-event.ts';

/** Deeper than this no log event is; what is, is cut. */
const MAX_DEPTH = 60;
const MAX_INSERTED = 24;

/** The event as JSON on one line, without its end. */
export function canonicalJson(event: LogEvent): string {
  return JSON.stringify(sortedObject(event, 0));
}

// Copied even when in order: the copies of all events then have the same shape, which the engine writes faster.
function sortedObject(object: Record<string, unknown>, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  if (depth > MAX_DEPTH) return copy;
  for (const key of sortedKeys(object)) {
    const value = object[key];
    const kept = typeof value === 'object' && value !== null ? sortedValue(value, depth) : value;
    if (key === '__proto__') Object.defineProperty(copy, key, { value: kept, enumerable: true });
    else copy[key] = kept;
  }
  return copy;
}

function sortedValue(value: object, depth: number): unknown {
  if (!Array.isArray(value)) return sortedObject(value as Record<string, unknown>, depth + 1);
  if (depth > MAX_DEPTH) return [];
  return value.map((item: unknown) =>
    typeof item === 'object' && item !== null ? sortedValue(item, depth + 1) : item,
  );
}

/** By insertion: an event's objects have few keys, most of them in order already. */
function sortedKeys(object: Record<string, unknown>): string[] {
  const keys = Object.keys(object);
  if (keys.length > MAX_INSERTED) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let at = i;
    for (; at > 0 && keys[at - 1]! > key; at--) keys[at] = keys[at - 1]!;
    keys[at] = key;
  }
  return keys;
}
