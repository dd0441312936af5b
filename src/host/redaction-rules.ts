import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { AppError, messageOf } from '../base/errors.ts';
import { DEFAULT_KINDS, REDACT_KINDS } from '../bundle/redaction/redact-kinds.ts';
import { type RedactionRules, TextRedactor } from '../bundle/redaction/text-redactor.ts';

/**
 * Rules as given to `--redact`: `default`, `all`, names of kinds with commas between them, or a YAML file that is a list
 * of these names and of `{ name, pattern }`. Several are put together. Rejects BAD_INPUT, FILE_UNREADABLE.
 */
export async function readRedactionRules(given: readonly string[]): Promise<RedactionRules> {
  const kinds = new Set<string>();
  const patterns: { name: string; pattern: string }[] = [];
  for (const text of given) {
    const names = text.split(',').map((name) => name.trim());
    if (names.every((name) => addKind(kinds, name))) continue;
    for (const entry of await fileEntries(text)) {
      if (typeof entry === 'string' && addKind(kinds, entry)) continue;
      patterns.push(ownPattern(text, entry, patterns.length));
    }
  }
  const rules = { kinds: [...kinds], patterns };
  // Says at once what is wrong with a pattern, before any event is read.
  new TextRedactor(rules);
  return rules;
}

function addKind(kinds: Set<string>, name: string): boolean {
  const named = name === 'default' ? DEFAULT_KINDS : name === 'all' ? REDACT_KINDS.map((kind) => kind.name) : [name];
  if (!named.every((each) => REDACT_KINDS.some((kind) => kind.name === each))) return false;
  for (const each of named) kinds.add(each);
  return true;
}

async function fileEntries(file: string): Promise<unknown[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `"${file}" is neither a kind of redaction nor a file that can be read.`, {
      hint: `Kinds are default, all, ${REDACT_KINDS.map((kind) => kind.name).join(', ')}.`,
      cause: error,
    });
  }
  try {
    const value: unknown = parse(text);
    if (Array.isArray(value)) return value;
  } catch (error) {
    throw new AppError('BAD_INPUT', `"${file}" is no YAML: ${messageOf(error)}.`, { cause: error, hint: FILE_HINT });
  }
  throw new AppError('BAD_INPUT', `"${file}" is no list of redaction rules.`, { hint: FILE_HINT });
}

const FILE_HINT = 'Write a YAML list: - email, - { name: customer, pattern: "CUST-[0-9]+" }.';

function ownPattern(file: string, entry: unknown, index: number): { name: string; pattern: string } {
  const { name, pattern, preset } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<
    string,
    unknown
  >;
  if (typeof pattern === 'string') return { name: typeof name === 'string' ? name : `own-${index + 1}`, pattern };
  throw new AppError(
    'BAD_INPUT',
    `"${file}" has a rule that is neither a kind nor a pattern: ${String(preset ?? entry).slice(0, 60)}.`,
    {
      hint: FILE_HINT,
    },
  );
}
