// Between a rule's values and what stands in the fields of its form.
import { RULE_KEY_WORDS } from '../written/rule-completion.ts';

/** A list as lines; blank ones do not count. */
export function linesOf(value: unknown): string {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(textOf).join('\n');
}

export function listOf(text: string): string[] | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const list = lines.filter((line) => line !== '');
  return list.length === 0 ? undefined : list;
}

/** A map as `name: value` lines. */
export function pairLinesOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return textOf(value);
  return Object.entries(value)
    .map(([name, entry]) => `${name}: ${textOf(entry)}`)
    .join('\n');
}

export function pairsOf(text: string): Record<string, string> | undefined {
  const pairs = (listOf(text) ?? []).map((line) => /^(.*?)\s*[:=]\s*(.*)$/.exec(line) ?? [line, line, '']);
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs.map(([, name, value]) => [name!, value!]));
}

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A number where it reads as one, so that YAML shows no quotes; nothing where the field is empty. */
export function wordOf(text: string): string | number | undefined {
  const word = text.trim();
  if (word === '') return undefined;
  return /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(word) ? Number(word) : word;
}

/** A format by name, or the pattern of one: a name has no round bracket. */
export function formatText(value: unknown): string {
  return typeof value === 'object' && value !== null && 'pattern' in value ? textOf(value.pattern) : textOf(value);
}

export function formatOf(text: string): string | { pattern: string } | undefined {
  const word = text.trim();
  if (word === '') return undefined;
  return word.includes('(') ? { pattern: word } : word;
}

export interface RedactEntry {
  preset?: unknown;
  pattern?: unknown;
  replace?: unknown;
}

/** What the list of presets and the own pattern of one entry stand for; `pattern` is an own pattern. */
export function redactKind({ preset }: RedactEntry): string {
  return preset === undefined ? 'pattern' : textOf(preset);
}

/** Another kind of an entry; an own pattern starts empty, and a replacement stays. */
export function withRedactKind(entry: RedactEntry, kind: string): RedactEntry {
  const replace = entry.replace === undefined ? {} : { replace: entry.replace };
  return kind === 'pattern' ? { pattern: textOf(entry.pattern), ...replace } : { preset: kind, ...replace };
}

export function redactEntries(value: unknown): RedactEntry[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry: unknown) => (typeof entry === 'object' && entry !== null ? entry : {}));
}

/** Kinds to choose from, an unknown one that is written included. */
export function redactKinds(entry: RedactEntry): string[] {
  const known = ['pattern', ...RULE_KEY_WORDS.preset!];
  const own = redactKind(entry);
  return known.includes(own) ? known : [...known, own];
}
