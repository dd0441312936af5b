// Query → test of one event. The store's answers are defined by this test: an index only narrows what it is run on.
import { levelRank } from '../model/level.ts';
import { type LogEvent, timeOf } from '../model/log-event.ts';
import { fieldKind, valuesOf } from './fields.ts';
import type { Query, QueryValue } from './query-ast.ts';
import { escapeRegex, fold, isSubstringTerm, phraseTest } from './tokens.ts';
import { compileTest } from './user-pattern.ts';

export type EventTest = (event: LogEvent) => boolean;

/** Longest text a pattern is run on, in characters: what lies behind it is not looked at. */
const MAX_PATTERN_TEXT = 100_000;

/** Makes the test of a query. */
export function compile(query: Query): EventTest {
  switch (query.type) {
    case 'all':
      return () => true;
    case 'and': {
      const tests = query.parts.map(compile);
      return (event) => tests.every((test) => test(event));
    }
    case 'or': {
      const tests = query.parts.map(compile);
      return (event) => tests.some((test) => test(event));
    }
    case 'not': {
      const test = compile(query.part);
      return (event) => !test(event);
    }
    case 'compare':
      return compareTest(query.field, query.op, query.value);
    case 'match':
      return matchTest(query.field, query.value);
  }
}

function matchTest(field: string, value: QueryValue): EventTest {
  if (value.kind === 'exists') return (event) => valuesOf(event, field).length > 0;
  if (value.kind === 'range') return rangeTest(field, value);
  const kind = fieldKind(field);
  if (kind === 'level' && value.kind === 'text') {
    const rank = levelRank(value.text);
    return (event) => levelRank(event.log?.level) === rank;
  }
  if (kind === 'time' && value.kind === 'text') {
    const timeMs = Number(value.text);
    return (event) => timeOf(event) === timeMs;
  }
  const test = kind === 'text' ? textTest(value) : wholeTest(value);
  return (event) => valuesOf(event, field).some(test);
}

type TextValue = Extract<QueryValue, { kind: 'text' | 'wildcard' | 'regex' }>;

function textTest(value: TextValue): (text: string) => boolean {
  if (value.kind === 'text') {
    const test = phraseTest(value.text);
    return (text) => test(fold(text));
  }
  if (value.kind === 'regex') return patternTest(value.source, value.ignoreCase);
  return wildcardInText(value.pattern);
}

/** `pool*` is a token prefix, `*pool` a suffix, `*pool*` a substring, `po?l` one token. Inner stars stay within a token. */
function wildcardInText(pattern: string): (text: string) => boolean {
  const sought = fold(pattern);
  const inner = /^\*(.*)\*$/s.exec(sought)?.[1];
  if (inner !== undefined && !/[*?\\]/.test(inner)) return (text) => fold(text).includes(inner);
  const head = sought.startsWith('*') || isSubstringTerm(sought[0] ?? '') ? '' : '(?<![\\p{L}\\p{M}\\p{N}_])';
  const tail = sought.endsWith('*') || isSubstringTerm(sought.at(-1) ?? '') ? '' : '(?![\\p{L}\\p{M}\\p{N}_])';
  const core = sought.replace(/^\*+|\*+$/g, '');
  const test = new RegExp(head + wildcardSource(core, '[\\p{L}\\p{M}\\p{N}_]') + tail, 'su');
  return (text) => test.test(fold(text).slice(0, MAX_PATTERN_TEXT));
}

function wholeTest(value: TextValue): (text: string) => boolean {
  if (value.kind === 'text') {
    const sought = fold(value.text);
    return (text) => fold(text) === sought;
  }
  if (value.kind === 'regex') return patternTest(value.source, value.ignoreCase);
  const test = new RegExp(`^${wildcardSource(fold(value.pattern), '.')}$`, 'su');
  return (text) => test.test(fold(text).slice(0, MAX_PATTERN_TEXT));
}

function patternTest(source: string, ignoreCase: boolean): (text: string) => boolean {
  const test = compileTest(source, ignoreCase);
  return (text) => test(text.length > MAX_PATTERN_TEXT ? text.slice(0, MAX_PATTERN_TEXT) : text);
}

/** A wildcard pattern as a regular expression; `\*` and `\?` are themselves. */
export function wildcardSource(pattern: string, any: string): string {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    if (character === '\\' && i + 1 < pattern.length) source += escapeUnicode(pattern[++i]!);
    else if (character === '*') {
      // A run of stars is one: several would only multiply the ways to match.
      if (pattern[i - 1] !== '*' || pattern[i - 2] === '\\') source += `${any}*`;
    } else if (character === '?') source += any;
    else source += escapeUnicode(character);
  }
  return source;
}

// With the `u` flag only syntax characters may be escaped.
function escapeUnicode(character: string): string {
  return character === '-' ? character : escapeRegex(character);
}

function rangeTest(field: string, range: Extract<QueryValue, { kind: 'range' }>): EventTest {
  const tests: EventTest[] = [];
  if (range.from !== undefined) tests.push(compareTest(field, range.includeFrom ? '>=' : '>', range.from));
  if (range.to !== undefined) tests.push(compareTest(field, range.includeTo ? '<=' : '<', range.to));
  if (tests.length === 0) tests.push((event) => valuesOf(event, field).length > 0);
  return (event) => tests.every((test) => test(event));
}

function compareTest(field: string, op: '>' | '>=' | '<' | '<=', value: string): EventTest {
  const kind = fieldKind(field);
  if (kind === 'level') {
    const rank = levelRank(value);
    // No level is neither above nor below any.
    return (event) => {
      const own = levelRank(event.log?.level);
      return own > 0 && holds(own - rank, op);
    };
  }
  if (kind === 'time') {
    const timeMs = Number(value);
    return (event) => holds(timeOf(event) - timeMs, op);
  }
  const number = value.trim() === '' ? Number.NaN : Number(value);
  const folded = fold(value);
  return (event) => valuesOf(event, field).some((text) => holds(compareValues(text, number, folded), op));
}

/** By number where both are numbers, by text where neither is; a number and a word do not compare. */
function compareValues(text: string, number: number, folded: string): number {
  const own = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isNaN(number)) return own - number;
  if (!Number.isNaN(own)) return Number.NaN;
  const other = fold(text);
  return other < folded ? -1 : other > folded ? 1 : 0;
}

function holds(difference: number, op: '>' | '>=' | '<' | '<='): boolean {
  switch (op) {
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
  }
}
