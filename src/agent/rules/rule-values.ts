// Readers of one written value each: they give the value, or note what is wrong with it and give undefined.
import { nearestWord } from '../../base/nearest-word.ts';
import { parseDuration } from '../../base/time-text.ts';

/** Notes a problem at a key's path, such as `redact[0].pattern`. */
export type Note = (path: string, message: string) => void;

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says for every key that is not known which known one is nearest. */
export function checkKeys(fields: Fields, known: readonly string[], at: string, note: Note): void {
  for (const key of Object.keys(fields)) {
    if (known.includes(key)) continue;
    const near = nearestWord(key, known);
    note(
      at + key,
      near === undefined ? `"${key}" is not a known key. Known: ${known.join(', ')}.` : unknownKey(key, near),
    );
  }
}

function unknownKey(key: string, near: string): string {
  return `"${key}" is not a known key. Did you mean "${near}"?`;
}

/** A text of 1 to `max` characters. Numbers and booleans that YAML made of a bare word are taken as text. */
export function readText(value: unknown, path: string, note: Note, max = 1_000): string | undefined {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string' || text === '' || text.length > max) {
    note(path, `Expected a text of 1 to ${max} characters, found ${shown(value)}.`);
    return undefined;
  }
  return text;
}

/** A list of texts; a single text stands for a list of one. */
export function readTexts(value: unknown, path: string, note: Note): string[] | undefined {
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list)) {
    note(path, `Expected a list of texts, found ${shown(value)}.`);
    return undefined;
  }
  const texts = list.map((entry, i) => readText(entry, `${path}[${i}]`, note));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** A map of texts. */
export function readTextMap(value: unknown, path: string, note: Note): Record<string, string> | undefined {
  if (!isFields(value)) {
    note(path, `Expected "name: value" pairs, found ${shown(value)}.`);
    return undefined;
  }
  const entries = Object.entries(value).map(([key, entry]) => [key, readText(entry, `${path}.${key}`, note)] as const);
  if (entries.some(([, text]) => text === undefined)) return undefined;
  return Object.fromEntries(entries) as Record<string, string>;
}

export function readBoolean(value: unknown, path: string, note: Note): boolean | undefined {
  if (typeof value === 'boolean') return value;
  note(path, `Expected true or false, found ${shown(value)}.`);
  return undefined;
}

/** One of the given words. */
export function readWord<W extends string>(
  value: unknown,
  words: readonly W[],
  path: string,
  note: Note,
): W | undefined {
  if (words.includes(value as W)) return value as W;
  const near = typeof value === 'string' ? nearestWord(value, words) : undefined;
  note(
    path,
    `Expected ${words.join(' or ')}, found ${shown(value)}.${near === undefined ? '' : ` Did you mean "${near}"?`}`,
  );
  return undefined;
}

export function readCount(value: unknown, path: string, note: Note, max: number): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return value;
  note(path, `Expected a whole number from 1 to ${max}, found ${shown(value)}.`);
  return undefined;
}

/** `2s` or a number of milliseconds → ms. */
export function readDuration(value: unknown, path: string, note: Note): number | undefined {
  const durationMs = typeof value === 'number' ? value : typeof value === 'string' ? parseDuration(value) : undefined;
  if (durationMs !== undefined && durationMs > 0 && durationMs <= 3_600_000) return durationMs;
  note(path, `Expected a duration such as 500ms or 2s (at most 1h), found ${shown(value)}.`);
  return undefined;
}

/** `5000/s`, `300/m` or a number a second → events per second. */
export function readRate(value: unknown, path: string, note: Note): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(?:\/\s*(s|m|h))?$/.exec(String(value).trim());
  const perSecond =
    match === null ? 0 : Number(match[1]) / { s: 1, m: 60, h: 3600 }[(match[2] ?? 's') as 's' | 'm' | 'h'];
  if (perSecond > 0) return perSecond;
  note(path, `Expected a rate such as 5000/s, found ${shown(value)}.`);
  return undefined;
}

/** `0.1` or `10%` → a share above 0 and at most 1. */
export function readShare(value: unknown, path: string, note: Note): number | undefined {
  const percent = typeof value === 'string' ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value.trim()) : null;
  const share = percent === null ? Number(value) : Number(percent[1]) / 100;
  if (typeof value !== 'boolean' && share > 0 && share <= 1) return share;
  note(path, `Expected a share such as 0.1 or 10%, found ${shown(value)}.`);
  return undefined;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
