// Words that other shippers write otherwise: patterns, names, file exclusions.
import { isFields } from '../rule-values.ts';

const POSIX: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

/** Go's regular expressions as ours: POSIX classes and (?P<name>…) are written out; the rest is the same. */
export function ownPattern(pattern: string): string {
  return pattern
    .replace(/\[:(\w+):\]/g, (whole, name: string) => POSIX[name] ?? whole)
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$');
}

/** A drop query for lines that match. */
export function messageMatches(pattern: string): string {
  return `message:/${ownPattern(pattern).replace(/\\?\//g, '\\/')}/`;
}

/** A regular expression over file names as a glob, where it only names endings: `\.gz$`, `\.(gz|zip)$`. */
export function globOfPattern(pattern: string): string | undefined {
  const ending = /^(?:\^?\.\*)?((?:\\\.|[\w-])+)\$$/.exec(pattern);
  if (ending !== null) return `*${ending[1]!.replaceAll('\\.', '.')}`;
  const several = /^(?:\^?\.\*)?\\\.\(([\w|]+)\)\$$/.exec(pattern);
  return several === null ? undefined : `*.{${several[1]!.replaceAll('|', ',')}}`;
}

/** `Web Logs (EU)` → `web-logs-eu`; `fallback` where nothing is left. */
export function ownId(text: string, fallback: string): string {
  const id = text
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, 60);
  return id === '' ? fallback : id;
}

/** A name for files that have none: the last folder or the file's own name without its wildcards. */
export function nameOfPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const file = (parts.at(-1) ?? '').replace(/\.(log|txt|json|out|err)\b.*$/, '').replace(/[*?[\]{},]+/g, '');
  if (ownId(file, '') !== '') return file;
  return parts.slice(0, -1).findLast((part) => !/[*?[{]/.test(part) && !/^logs?$/.test(part)) ?? 'logs';
}

/** Values of a map as texts, maps in it with dotted names. */
export function flatTexts(value: unknown, prefix = ''): Record<string, string> {
  if (!isFields(value)) return {};
  const flat: Record<string, string> = {};
  for (const [key, entry] of Object.entries(value)) {
    if (isFields(entry)) Object.assign(flat, flatTexts(entry, `${prefix}${key}.`));
    else if (entry !== null && entry !== undefined && entry !== '')
      flat[prefix + key] = Array.isArray(entry) ? entry.join(',') : String(entry);
  }
  return flat;
}

export function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(String);
}

/** `a.b: 1` and `a: { b: 1 }` are the same to these shippers: the nested form of both. */
export function nested(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nested);
  if (!isFields(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) put(result, key.split('.'), nested(entry));
  return result;
}

function put(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  const before = Object.hasOwn(into, key) ? into[key] : undefined;
  if (rest.length > 0) {
    const inner = isFields(before) ? before : {};
    define(into, key, inner);
    put(inner, rest, value);
  } else if (isFields(before) && isFields(value)) {
    for (const [name, entry] of Object.entries(value)) put(before, [name], entry);
  } else define(into, key, value);
}

/** A key such as __proto__ is a key like any other. */
function define(into: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}
