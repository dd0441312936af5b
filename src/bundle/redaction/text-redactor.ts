import { AppError } from '../../base/errors.ts';
import { checkPattern, compilePattern } from '../../query/user-pattern.ts';
import { KnownSecrets, type SecretSpan } from './known-secrets.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { DEFAULT_KINDS, REDACT_KINDS, type RedactKind } from './redact-kinds.ts';

/** What is to be taken out. */
export interface RedactionRules {
  /** Names of built-in kinds. */
  kinds: readonly string[];
  /** Own patterns (RE2 syntax); all that matches is hidden. */
  patterns: readonly { name: string; pattern: string }[];
}

export const DEFAULT_REDACTION: RedactionRules = { kinds: DEFAULT_KINDS, patterns: [] };

const PATTERN_NAME = /^[a-z][a-z0-9-]{0,30}$/;

/** Hides secrets in texts. One of these serves one bundle: it knows which stand-in belongs to which value. */
export class TextRedactor {
  readonly rules: RedactionRules;
  readonly #kinds: readonly RedactKind[];
  readonly #pseudonyms = new Pseudonyms();
  readonly #known = new KnownSecrets();

  /** Throws BAD_INPUT for a kind that there is not or a pattern that is not admitted. */
  constructor(rules: RedactionRules) {
    this.rules = rules;
    const unknown = rules.kinds.find((name) => !REDACT_KINDS.some((kind) => kind.name === name));
    if (unknown !== undefined) {
      throw new AppError('BAD_INPUT', `There is no kind of redaction named "${unknown}".`, {
        hint: `There are ${REDACT_KINDS.map((kind) => kind.name).join(', ')}.`,
      });
    }
    const chosen = REDACT_KINDS.filter((kind) => rules.kinds.includes(kind.name));
    this.#kinds = [...rules.patterns.map(ownKind), ...chosen];
  }

  /** Looks for secrets that are recognised by their surroundings, to find them without these later. */
  learn(text: string): void {
    for (const kind of this.#kinds) {
      if (kind.fromContext) for (const { value, kind: name } of spansOf(kind, text)) this.#known.learn(value, name);
    }
  }

  /** Remembers a value that is secret by the name of its field. */
  learnValue(value: string): void {
    this.#known.learn(value, 'password');
  }

  /** The text without its secrets; each one is told to `counted`. */
  text(text: string, counted?: (kind: string) => void): string {
    const spans = this.#known.find(text);
    for (const kind of this.#kinds) for (const span of spansOf(kind, text)) spans.push(span);
    if (spans.length === 0) return text;
    return this.#replaced(text, spans, counted);
  }

  /** A stand-in for a whole value. */
  whole(value: string, counted?: (kind: string) => void): string {
    counted?.('password');
    return this.#pseudonyms.of('password', value);
  }

  #replaced(text: string, spans: SecretSpan[], counted: ((kind: string) => void) | undefined): string {
    const taken: SecretSpan[] = [];
    for (const span of spans) {
      if (!taken.some((other) => span.from < other.to && other.from < span.to)) taken.push(span);
    }
    taken.sort((a, b) => a.from - b.from);
    let result = '';
    let at = 0;
    for (const { from, to, kind, value } of taken) {
      result += text.slice(at, from) + this.#pseudonyms.of(kind, value);
      counted?.(kind);
      at = to;
    }
    return result + text.slice(at);
  }
}

function spansOf(kind: RedactKind, text: string): SecretSpan[] {
  if (!kind.hint.test(text)) return [];
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(kind.pattern)) {
    const found = kind.isWhole ? match[0] : match.at(-1)!;
    if (found === '' || kind.accepts?.(found) === false) continue;
    const to = match.index + match[0].length;
    spans.push({ from: to - found.length, to, kind: kind.name, value: kind.normal?.(found) ?? found });
  }
  return spans;
}

function ownKind({ name, pattern }: { name: string; pattern: string }): RedactKind {
  const problem = PATTERN_NAME.test(name)
    ? checkPattern(pattern)
    : 'its name has other than small letters, digits and -';
  if (problem !== undefined) {
    throw new AppError('BAD_INPUT', `The redaction pattern "${name.slice(0, 60)}" cannot be used: ${problem}.`, {
      hint: 'Patterns have RE2 syntax: no look-around, no back-references.',
    });
  }
  const { source, flags } = compilePattern(pattern, false);
  return {
    name,
    label: name,
    isWhole: true,
    hint: new RegExp(source, flags),
    pattern: new RegExp(source, `${flags}g`),
  };
}
