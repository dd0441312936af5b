// Query → query DSL on our own indices. What it finds holds every hit; where it is exact it finds nothing else, so that
// the server may count. Whatever the index cannot say is left to query/predicate, which defines the answer.
// Documents with a value that could not be indexed (`_ignored`) are outside of this: see event-question.ts.
import {
  LEVEL_WORDS_FIELD,
  MAX_TERM,
  type OwnFieldKind,
  ownFieldKind,
} from '../../../drivers/elasticsearch/event-template.ts';
import { levelRank, levelWords } from '../../../model/level.ts';
import { fieldKind } from '../../../query/fields.ts';
import type { Comparison, Query, QueryValue } from '../../../query/query-ast.ts';
import { narrowMessage } from './message-dsl.ts';
import {
  ANYTHING,
  both,
  type Dsl,
  EVERYTHING,
  either,
  exactly,
  type Narrowing,
  NOTHING,
  narrowly,
  negated,
} from './narrowing.ts';
import { isNumeric, plainWildcard, searchable } from './term-text.ts';
import { timeAt, timeCompared, timeWithin } from './time-dsl.ts';

const RANKS = [1, 2, 3, 4, 5, 6, 7, 8];
export const ID_FIELDS: readonly string[] = ['crosstail.ids', 'trace.id', 'span.id', 'transaction.id'];

/** Narrows a query on our own indices. */
export function narrow(query: Query): Narrowing {
  switch (query.type) {
    case 'all':
      return EVERYTHING;
    case 'and':
      return both(query.parts.map(narrow));
    case 'or':
      return either(query.parts.map(narrow));
    case 'not':
      return negated(narrow(query.part));
    case 'match':
      return narrowMatch(query.field, query.value);
    case 'compare':
      return narrowCompare(query.field, query.op, query.value);
  }
}

function narrowMatch(field: string, value: QueryValue): Narrowing {
  switch (fieldKind(field)) {
    case 'time':
      if (value.kind === 'exists') return EVERYTHING;
      if (value.kind === 'range') return exactly(timeWithin(value));
      return value.kind === 'text' ? exactly(timeAt(value.text)) : ANYTHING;
    case 'text':
      return field === 'message' ? narrowMessage(value) : ANYTHING;
    case 'ids':
      return narrowId(value);
    case 'level':
      return narrowLevel(value);
    default:
      return narrowField(field, value);
  }
}

function narrowCompare(field: string, op: Comparison, value: string): Narrowing {
  switch (fieldKind(field)) {
    case 'time':
      return exactly(timeCompared(op, value));
    case 'level':
      return levels(RANKS.filter((rank) => holds(rank - levelRank(value), op)));
    case 'keyword':
      return compareField(field, op, value);
    default:
      return ANYTHING;
  }
}

function narrowLevel(value: QueryValue): Narrowing {
  if (value.kind === 'text') return levels([levelRank(value.text)]);
  if (value.kind !== 'range' || (value.from === undefined && value.to === undefined))
    return narrowField('log.level', value);
  const { from, to } = value;
  const above = (rank: number) => from === undefined || holds(rank - levelRank(from), value.includeFrom ? '>=' : '>');
  const below = (rank: number) => to === undefined || holds(rank - levelRank(to), value.includeTo ? '<=' : '<');
  return levels(RANKS.filter((rank) => above(rank) && below(rank)));
}

function levels(ranks: number[]): Narrowing {
  const words = ranks.flatMap(levelWords).map((word) => word.toLowerCase());
  return words.length === 0 ? NOTHING : exactly({ terms: { [LEVEL_WORDS_FIELD]: words } });
}

function narrowId(value: QueryValue): Narrowing {
  if (value.kind !== 'text' || !searchable(value.text) || value.text === '') return ANYTHING;
  const dsl = { bool: { should: ID_FIELDS.map((field) => sameText(field, value.text)) } };
  // A number is found, but it is no id.
  return isNumeric(value.text) ? narrowly(dsl) : exactly(dsl);
}

function narrowField(field: string, value: QueryValue): Narrowing {
  const kind = ownFieldKind(field);
  if (kind === undefined) return ANYTHING;
  switch (value.kind) {
    case 'exists':
      return kind === 'flattened' ? ANYTHING : exactly(exists(field));
    case 'range':
      return narrowRange(field, kind, value);
    case 'text':
      return kind === 'long' ? numberIs(field, value.text) : textIs(field, kind, value.text);
    case 'wildcard':
      return wildcardIs(field, kind, value.pattern);
    case 'regex':
      return present(field, kind);
  }
}

/** Events that have the field at all; long values of a flattened one leave no trace in the index. */
function present(field: string, kind: OwnFieldKind): Narrowing {
  return kind === 'flattened' ? ANYTHING : narrowly(exists(field));
}

function narrowRange(field: string, kind: OwnFieldKind, value: Extract<QueryValue, { kind: 'range' }>): Narrowing {
  const parts: Narrowing[] = [];
  if (value.from !== undefined) parts.push(compareField(field, value.includeFrom ? '>=' : '>', value.from));
  if (value.to !== undefined) parts.push(compareField(field, value.includeTo ? '<=' : '<', value.to));
  if (parts.length === 0) return kind === 'flattened' ? ANYTHING : exactly(exists(field));
  const found = both(parts);
  // Each end may be met by another of several values, as for the predicate.
  return found;
}

const RANGE_WORDS: Record<Comparison, string> = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' };

function compareField(field: string, op: Comparison, value: string): Narrowing {
  const kind = ownFieldKind(field);
  if (kind === undefined) return ANYTHING;
  if (kind !== 'long') return present(field, kind);
  const number = value.trim() === '' ? Number.NaN : Number(value);
  // A number and a word do not compare.
  if (Number.isNaN(number)) return NOTHING;
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) return narrowly(exists(field));
  return exactly({ range: { [field]: { [RANGE_WORDS[op]]: number } } });
}

function numberIs(field: string, text: string): Narrowing {
  const number = Number(text);
  if (Number.isSafeInteger(number) && String(number) === text) return exactly({ term: { [field]: number } });
  return /^-?\d+$/.test(text) ? narrowly(exists(field)) : NOTHING;
}

function textIs(field: string, kind: OwnFieldKind, text: string): Narrowing {
  if (text.length >= MAX_TERM) return kind === 'flattened' ? ANYTHING : NOTHING;
  if (!searchable(text)) return present(field, kind);
  if (!isNumeric(text)) return exactly(sameText(field, text));
  // JSON may have spelt the number 7 as 7.0, and it stands in the index as it was spelt.
  return narrowly({ bool: { should: [sameText(field, text), sameText(field, `${text}.0`)] } });
}

function wildcardIs(field: string, kind: OwnFieldKind, pattern: string): Narrowing {
  if (kind === 'long') return narrowly(exists(field));
  const start = /^([^*?\\]+)\*$/.exec(pattern)?.[1];
  if (start !== undefined && searchable(start) && start.length < MAX_TERM) {
    const dsl = { prefix: { [field]: { value: start, case_insensitive: true } } };
    // Long values of a flattened field are not in the index.
    if (kind === 'flattened') return ANYTHING;
    return isNumeric(start) ? narrowly(dsl) : exactly(dsl);
  }
  const plain = kind === 'keyword' ? plainWildcard(pattern) : undefined;
  if (plain === undefined) return present(field, kind);
  const dsl = { wildcard: { [field]: { value: plain.pattern, case_insensitive: true } } };
  return plain.isExact && /[a-df-z]/i.test(pattern) ? exactly(dsl) : narrowly(dsl);
}

function sameText(field: string, text: string): Dsl {
  return { term: { [field]: { value: text, case_insensitive: true } } };
}

export function exists(field: string): Dsl {
  return { exists: { field } };
}

function holds(difference: number, op: Comparison): boolean {
  if (op === '>') return difference > 0;
  if (op === '>=') return difference >= 0;
  return op === '<' ? difference < 0 : difference <= 0;
}
