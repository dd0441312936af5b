// Query text → AST, by recursive descent: or → and → not → term. Blanks between terms mean AND.
import { AppError } from '../base/errors.ts';
import { parseInstant } from '../base/time-text.ts';
import { levelRank } from '../model/level.ts';
import { fieldKind, resolveField } from './fields.ts';
import { ALL, type Query, type QueryValue } from './query-ast.ts';
import { type QueryToken, scanQuery, syntaxError } from './query-text.ts';
import { checkPattern } from './user-pattern.ts';

/** Longest query and deepest nesting taken: beyond it a query is a bomb, not a question. */
export const MAX_QUERY_LENGTH = 10_000;
const MAX_TERMS = 500;
const MAX_DEPTH = 50;

/**
 * Parses a query; empty text means everything. `nowMs` anchors relative times.
 * Throws QUERY_SYNTAX with `details.at` and `details.end`, or QUERY_TOO_EXPENSIVE.
 */
export function parseQuery(text: string, nowMs: number = Date.now()): Query {
  if (text.length > MAX_QUERY_LENGTH) {
    throw new AppError(
      'QUERY_TOO_EXPENSIVE',
      `The query is ${text.length} characters long; at most ${MAX_QUERY_LENGTH} are taken.`,
      { hint: 'Shorten it.' },
    );
  }
  const tokens = scanQuery(text);
  if (tokens.length === 0) return ALL;
  if (tokens.length > MAX_TERMS * 4) {
    throw new AppError(
      'QUERY_TOO_EXPENSIVE',
      `The query has ${tokens.length} parts; at most ${MAX_TERMS * 4} are taken.`,
      { hint: 'Split it into several searches.' },
    );
  }
  return new Parser(text, tokens, nowMs).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: QueryToken[];
  readonly #nowMs: number;
  #at = 0;
  #depth = 0;

  constructor(text: string, tokens: QueryToken[], nowMs: number) {
    this.#text = text;
    this.#tokens = tokens;
    this.#nowMs = nowMs;
  }

  parse(): Query {
    const query = this.#or();
    const rest = this.#peek();
    if (rest !== undefined) throw this.#error(rest, 'this bracket was never opened.', 'Remove it, or open one before.');
    return query;
  }

  #peek(): QueryToken | undefined {
    return this.#tokens[this.#at];
  }

  #isKeyword(word: string): boolean {
    const token = this.#peek();
    return token?.type === 'keyword' && token.text === word;
  }

  #isOperator(text: string): boolean {
    const token = this.#peek();
    return token?.type === 'operator' && token.text === text;
  }

  #error(token: QueryToken | undefined, message: string, hint: string): AppError {
    const at = token?.at ?? this.#text.length;
    return syntaxError(this.#text, at, token?.end ?? at, message, hint);
  }

  #or(): Query {
    const parts = [this.#and()];
    while (this.#isKeyword('OR')) {
      this.#at++;
      parts.push(this.#and());
    }
    return parts.length === 1 ? parts[0]! : { type: 'or', parts };
  }

  #and(): Query {
    const parts = [this.#not()];
    for (;;) {
      if (this.#isKeyword('AND')) this.#at++;
      else if (this.#peek() === undefined || this.#isKeyword('OR') || this.#isOperator(')')) break;
      parts.push(this.#not());
    }
    return parts.length === 1 ? parts[0]! : { type: 'and', parts };
  }

  #not(): Query {
    if (this.#isKeyword('NOT') || this.#isOperator('-')) {
      this.#at++;
      return { type: 'not', part: this.#deeper(() => this.#not()) };
    }
    if (this.#isOperator('(')) return this.#group(() => this.#or());
    return this.#term();
  }

  #deeper<T>(parse: () => T): T {
    if (++this.#depth > MAX_DEPTH) {
      throw new AppError('QUERY_TOO_EXPENSIVE', `The query is nested more than ${MAX_DEPTH} deep.`, {
        hint: 'Write it flatter.',
      });
    }
    const result = parse();
    this.#depth--;
    return result;
  }

  #group<T>(parse: () => T): T {
    const open = this.#peek();
    this.#at++;
    const inner = this.#deeper(parse);
    if (!this.#isOperator(')')) throw this.#error(open, 'this bracket is not closed.', 'Close it with ).');
    this.#at++;
    return inner;
  }

  #term(): Query {
    const token = this.#peek();
    if (token === undefined)
      throw this.#error(undefined, 'something is missing at the end.', 'Add a word, a "phrase" or field:value.');
    this.#at++;
    const next = this.#peek();
    const joined = next?.type === 'operator' && next.at === token.end ? next.text : undefined;
    if (token.type === 'word' && (joined === ':' || joined?.startsWith('>') || joined?.startsWith('<'))) {
      this.#at++;
      return this.#field(token.text, token.at, joined);
    }
    if (token.type === 'word' || token.type === 'phrase' || token.type === 'regex')
      return this.#match('message', token, token.at);
    throw this.#error(
      token,
      `«${this.#text.slice(token.at, token.end)}» cannot stand here.`,
      'Put a word, a "phrase" or field:value before it, or quote it.',
    );
  }

  #field(name: string, at: number, operator: string): Query {
    const field = resolveField(name.replace(/\\(.)/g, '$1'));
    const token = this.#peek();
    if (token === undefined || token.at !== this.#tokens[this.#at - 1]!.end) {
      throw this.#error(token, `the value of «${name}» is missing.`, `Write ${name}${operator}value without a blank.`);
    }
    if (operator !== ':') return this.#compare(field, at, operator as '>' | '>=' | '<' | '<=');
    if (token.type === 'operator' && token.text === '(') return this.#group(() => this.#alternatives(field, at));
    if (token.type === 'operator' && /[<>]/.test(token.text)) {
      this.#at++;
      return this.#compare(field, at, token.text as '>' | '>=' | '<' | '<=');
    }
    this.#at++;
    return this.#match(field, token, at);
  }

  /** `field:(a OR b c)`: everything inside is about the one field. */
  #alternatives(field: string, at: number): Query {
    const or: Query[] = [];
    let and: Query[] = [];
    const flush = () => {
      if (and.length === 0) throw this.#error(this.#peek(), 'a value is missing here.', 'Write field:(a OR b).');
      or.push(and.length === 1 ? and[0]! : { type: 'and', parts: and });
      and = [];
    };
    for (let token = this.#peek(); token !== undefined && !this.#isOperator(')'); token = this.#peek()) {
      if (this.#isKeyword('OR')) {
        flush();
        this.#at++;
      } else if (this.#isKeyword('AND')) this.#at++;
      else if (this.#isKeyword('NOT') || this.#isOperator('-')) {
        this.#at++;
        and.push({ type: 'not', part: this.#one(field, at) });
      } else if (this.#isOperator('(')) and.push(this.#group(() => this.#alternatives(field, at)));
      else and.push(this.#one(field, at));
    }
    flush();
    return or.length === 1 ? or[0]! : { type: 'or', parts: or };
  }

  #one(field: string, at: number): Query {
    const token = this.#peek();
    this.#at++;
    if (token === undefined) throw this.#error(undefined, 'a value is missing here.', 'Write field:(a OR b).');
    return this.#match(field, token, at);
  }

  #match(field: string, token: QueryToken, at: number): Query {
    return { type: 'match', field, value: this.#value(field, token), at, end: token.end };
  }

  #value(field: string, token: QueryToken): QueryValue {
    switch (token.type) {
      case 'phrase':
        return { kind: 'text', text: this.#bound(field, token.text, token) };
      case 'regex':
        this.#checkRegex(token.source, token);
        return { kind: 'regex', source: token.source, ignoreCase: token.flags === 'i' };
      case 'range':
        return this.#range(field, token);
      case 'word':
        if (token.text === '*') return { kind: 'exists' };
        if (/(?<!\\)[*?]/.test(token.text)) return { kind: 'wildcard', pattern: token.text };
        return { kind: 'text', text: this.#bound(field, token.text.replace(/\\(.)/g, '$1'), token) };
      default:
        throw this.#error(
          token,
          `«${this.#text.slice(token.at, token.end)}» is not a value.`,
          'Put a value with such characters in "quotes".',
        );
    }
  }

  #range(field: string, token: Extract<QueryToken, { type: 'range' }>): QueryValue {
    const end = (text: string) => (text === '*' ? undefined : this.#bound(field, text, token));
    return {
      kind: 'range',
      from: end(token.from),
      to: end(token.to),
      includeFrom: token.includeFrom,
      includeTo: token.includeTo,
    };
  }

  #compare(field: string, at: number, op: '>' | '>=' | '<' | '<='): Query {
    const token = this.#peek();
    if (token === undefined || (token.type !== 'word' && token.type !== 'phrase')) {
      throw this.#error(
        token,
        `«${op}» compares with a value, and none is here.`,
        'Write level>=WARN or duration>250.',
      );
    }
    this.#at++;
    return { type: 'compare', field, op, value: this.#bound(field, token.text, token), at, end: token.end };
  }

  /** Level words stay words; times become epoch ms; the rest is compared as a number where both are numbers, else as text. */
  #bound(field: string, text: string, token: QueryToken): string {
    this.#checked(field, text, token);
    if (fieldKind(field) !== 'time') return text;
    return String(parseInstant(text, this.#nowMs));
  }

  #checked(field: string, text: string, token: QueryToken): string {
    const kind = fieldKind(field);
    if (kind === 'level' && levelRank(text) === 0) {
      throw this.#error(
        token,
        `«${text}» is not a level.`,
        'Levels are TRACE DEBUG INFO NOTICE WARN ERROR CRITICAL FATAL.',
      );
    }
    if (kind === 'time' && parseInstant(text, this.#nowMs) === undefined) {
      throw this.#error(
        token,
        `«${text}» is not a time.`,
        'Write 2026-11-23T10:31:02Z, 10:30, -15m or epoch milliseconds.',
      );
    }
    return text;
  }

  #checkRegex(source: string, token: QueryToken): void {
    const problem = checkPattern(source);
    if (problem !== undefined)
      throw this.#error(
        token,
        `the pattern cannot be used: ${problem}.`,
        'Use RE2 syntax: no look-around, no back-references, at most 1,000 characters.',
      );
  }
}
