// Cuts query text into tokens with their positions.
import { AppError } from '../base/errors.ts';
import type { Span } from './query-ast.ts';

export type QueryToken = Span &
  (
    | { type: 'word'; text: string }
    | { type: 'phrase'; text: string }
    | { type: 'regex'; source: string; flags: string }
    | { type: 'operator'; text: ':' | '>' | '>=' | '<' | '<=' | '(' | ')' | '-' }
    | { type: 'keyword'; text: 'AND' | 'OR' | 'NOT' }
    | { type: 'range'; from: string; to: string; includeFrom: boolean; includeTo: boolean }
  );

/** An error at an exact place in the query; `details.at` and `details.end` are UTF-16 offsets. */
export function syntaxError(query: string, at: number, end: number, message: string, hint: string): AppError {
  return new AppError('QUERY_SYNTAX', `In the query «${query}» at character ${at + 1}: ${message}`, {
    hint,
    details: { at, end: Math.max(end, at + 1), problem: message },
  });
}

const BLANK = /\s/;
const WORD_END = /[\s:<>()"]/;

/** Tokens of a query. Throws QUERY_SYNTAX where a quote, bracket or slash is not closed. */
export function scanQuery(query: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let at = 0;
  while (at < query.length) {
    if (BLANK.test(query[at]!)) {
      at++;
      continue;
    }
    const token = scanOne(query, at, tokens.at(-1));
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function scanOne(query: string, at: number, previous: QueryToken | undefined): QueryToken {
  const character = query[at]!;
  const afterField = previous?.type === 'operator' && previous.text === ':' && previous.end === at;
  if (character === '"') return scanPhrase(query, at);
  if (character === '/' && (afterField || startsTerm(previous, at)) && closesRegex(query, at))
    return scanRegex(query, at);
  if ((character === '[' || character === '{') && afterField) return scanRange(query, at);
  if (character === '(' || character === ')' || character === ':') {
    return { type: 'operator', text: character, at, end: at + 1 };
  }
  if (character === '>' || character === '<') {
    const text = query[at + 1] === '=' ? (`${character}=` as const) : character;
    return { type: 'operator', text, at, end: at + text.length };
  }
  const negates = character === '-' && at + 1 < query.length && !BLANK.test(query[at + 1]!) && startsTerm(previous, at);
  if (negates) return { type: 'operator', text: '-', at, end: at + 1 };
  return scanWord(query, at, afterField || (previous?.type === 'operator' && /[<>]/.test(previous.text)));
}

function startsTerm(previous: QueryToken | undefined, at: number): boolean {
  if (previous === undefined || previous.end < at) return true;
  return previous.type === 'operator' && (previous.text === '(' || previous.text === '-');
}

function scanPhrase(query: string, at: number): QueryToken {
  let text = '';
  for (let i = at + 1; i < query.length; i++) {
    const character = query[i]!;
    if (character === '\\' && i + 1 < query.length) text += query[++i]!;
    else if (character === '"') return { type: 'phrase', text, at, end: i + 1 };
    else text += character;
  }
  throw syntaxError(query, at, query.length, 'this quotation mark is not closed.', 'Close it with another ".');
}

function closesRegex(query: string, at: number): boolean {
  for (let i = at + 1; i < query.length; i++) {
    if (query[i] === '\\') i++;
    else if (query[i] === '/') return i > at + 1 && (i + 1 === query.length || /[\s)i]/.test(query[i + 1]!));
  }
  // A lone slash starts a path (`/var/log`), unless nothing but a pattern can stand here.
  return false;
}

function scanRegex(query: string, at: number): QueryToken {
  let end = at + 1;
  while (query[end] !== '/') end += query[end] === '\\' ? 2 : 1;
  const flags = query[end + 1] === 'i' ? 'i' : '';
  return { type: 'regex', source: query.slice(at + 1, end), flags, at, end: end + 1 + flags.length };
}

function scanRange(query: string, at: number): QueryToken {
  const close = query.slice(at).search(/[\]}]/);
  if (close < 0) throw syntaxError(query, at, query.length, 'this range is not closed.', 'Write field:[from TO to].');
  const end = at + close + 1;
  const match = /^\s*(\S+)\s+TO\s+(\S+)\s*$/.exec(query.slice(at + 1, end - 1));
  if (match === null)
    throw syntaxError(
      query,
      at,
      end,
      'a range is two ends with TO between them.',
      'Write field:[from TO to]; * leaves an end open.',
    );
  return {
    type: 'range',
    from: match[1]!,
    to: match[2]!,
    includeFrom: query[at] === '[',
    includeTo: query[end - 1] === ']',
    at,
    end,
  };
}

/** A value (behind `:` or a comparison) may hold colons and slashes, as times and URLs do. */
function scanWord(query: string, at: number, isValue: boolean): QueryToken {
  let end = at;
  let text = '';
  while (end < query.length) {
    const character = query[end]!;
    if (character === '\\' && end + 1 < query.length) {
      text += query[end] + query[end + 1]!;
      end += 2;
      continue;
    }
    if (isValue ? /[\s()"]/.test(character) : WORD_END.test(character)) break;
    text += character;
    end++;
  }
  if (end === at)
    throw syntaxError(
      query,
      at,
      at + 1,
      `«${query[at]}» cannot stand here.`,
      'Put text with such characters in "quotes".',
    );
  if (text === 'AND' || text === 'OR' || text === 'NOT') return { type: 'keyword', text, at, end };
  return { type: 'word', text, at, end };
}
