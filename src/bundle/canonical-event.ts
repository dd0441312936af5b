// One event, one text: keys in order of their code units at every depth, whatever store the event comes from.
import type { LogEvent } from '../model/log-event.ts';

/** Deeper than this no log event is; what is, is cut. */
const MAX_DEPTH = 60;

const keyTexts = new Map<string, string>();
const MAX_KEYS = 4_096;

/** The event as JSON on one line, without its end. */
export function canonicalJson(event: LogEvent): string {
  return objectText(event, 0);
}

function objectText(object: Record<string, unknown>, depth: number): string {
  if (depth > MAX_DEPTH) return '{}';
  let text = '{';
  for (const key of sortedKeys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    text += text.length === 1 ? keyText(key) : `,${keyText(key)}`;
    text += valueText(value, depth);
  }
  return `${text}}`;
}

function valueText(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value))
    return depth > MAX_DEPTH ? '[]' : `[${value.map((item) => valueText(item, depth + 1)).join(',')}]`;
  return objectText(value as Record<string, unknown>, depth + 1);
}

function sortedKeys(object: Record<string, unknown>): string[] {
  const keys = Object.keys(object);
  for (let i = 1; i < keys.length; i++) if (keys[i]! < keys[i - 1]!) return keys.sort();
  return keys;
}

function keyText(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = `${JSON.stringify(key)}:`;
  if (keyTexts.size < MAX_KEYS) keyTexts.set(key, text);
  return text;
}
