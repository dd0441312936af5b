// Query → query DSL on indices of others, by what their mappings say of each field. Never exact: how they cut words and
// what they leave out of the index is theirs. What is found is read and tested by the predicate.
import { levelRank, levelWords } from '../../../model/level.ts';
import { fieldKind } from '../../../query/fields.ts';
import type { Comparison, Query, QueryValue } from '../../../query/query-ast.ts';
import { fold, isSubstringTerm } from '../../../query/tokens.ts';
import type { FieldTypes } from './index-layout.ts';
import { ANYTHING, both, type Dsl, either, type Narrowing, narrowly } from './narrowing.ts';
import { isNumeric, searchable } from './term-text.ts';
import { timeAt, timeCompared, timeWithin } from './time-dsl.ts';

/** Longer values may be missing in an index that somebody else set up (`ignore_above` of dynamic mappings is 256). */
const MAX_VALUE = 200;

/** Fields that an event may be given when it is read, from others of its fields or from its text. */
const GIVEN = new Set([
  'service.name',
  'host.name',
  'log.file.path',
  'trace.id',
  'span.id',
  'log.logger',
  'error.type',
]);

/** Fields whose types `narrowForeign` has to know for a query. */
export function fieldsOfQuery(query: Query): string[] {
  const fields = new Set<string>();
  const visit = (part: Query): void => {
    if (part.type === 'and' || part.type === 'or') part.parts.forEach(visit);
    else if (part.type === 'not') visit(part.part);
    else if (part.type !== 'all') {
      const names = fieldKind(part.field) === 'ids' ? ['message'] : [part.field];
      for (const name of names) fields.add(name).add(`${name}.keyword`);
    }
  };
  visit(query);
  return [...fields];
}

/** Narrows a query on indices of others. */
export function narrowForeign(query: Query, types: FieldTypes): Narrowing {
  switch (query.type) {
    case 'all':
    case 'not':
      return ANYTHING;
    case 'and':
      return both(query.parts.map((part) => narrowForeign(part, types)));
    case 'or':
      return either(query.parts.map((part) => narrowForeign(part, types)));
    case 'match':
      return narrowMatch(query.field, query.value, types);
    case 'compare':
      return narrowCompare(query.field, query.op, query.value);
  }
}

function narrowMatch(field: string, value: QueryValue, types: FieldTypes): Narrowing {
  switch (fieldKind(field)) {
    case 'time':
      if (value.kind === 'range') return unlessTimeless(timeWithin(value));
      return value.kind === 'text' ? unlessTimeless(timeAt(value.text)) : ANYTHING;
    case 'text':
      return value.kind === 'text' ? holdingWords(value.text, types) : ANYTHING;
    case 'level':
      return value.kind === 'text' ? hasLevel(levelRank(value.text), types) : ANYTHING;
    case 'ids':
      return value.kind === 'text' ? carriesId(value.text, types) : ANYTHING;
    default:
      return value.kind === 'text' ? isValue(field, value.text, types) : ANYTHING;
  }
}

function narrowCompare(field: string, op: Comparison, value: string): Narrowing {
  return fieldKind(field) === 'time' ? unlessTimeless(timeCompared(op, value)) : ANYTHING;
}

// What has no time of its own is given one when it is read.
function unlessTimeless(dsl: Dsl): Narrowing {
  return narrowly({ bool: { should: [dsl, lacks('@timestamp')] } });
}

function lacks(field: string): Dsl {
  return { bool: { must_not: [{ exists: { field } }] } };
}

/** The field that holds whole values: itself, or the twin that dynamic mappings give it; undefined when none does everywhere. */
function wholeField(field: string, types: FieldTypes): string | undefined {
  const all = (name: string) => types.get(name)?.every((type) => type === 'keyword') === true;
  if (all(field)) return field;
  return all(`${field}.keyword`) ? `${field}.keyword` : undefined;
}

function isValue(field: string, text: string, types: FieldTypes): Narrowing {
  const whole = wholeField(field, types);
  if (whole === undefined || text.length > MAX_VALUE || !searchable(text) || isNumeric(text)) return ANYTHING;
  const same = { term: { [whole]: { value: text, case_insensitive: true } } };
  return narrowly(GIVEN.has(field) ? { bool: { should: [same, lacks(field)] } } : same);
}

// An event without a level may get one from its text.
function hasLevel(rank: number, types: FieldTypes): Narrowing {
  const whole = wholeField('log.level', types);
  if (whole === undefined) return ANYTHING;
  const words = levelWords(rank).map((value) => ({ term: { [whole]: { value, case_insensitive: true } } }));
  return narrowly({ bool: { should: [...words, lacks('log.level')] } });
}

// Ids stand in their fields or were found in the text, where their words stand too.
function carriesId(text: string, types: FieldTypes): Narrowing {
  const inText = holdingWords(text, types);
  if (inText.dsl === undefined || inText.dsl === null) return ANYTHING;
  const fields = ['trace.id', 'span.id', 'transaction.id'].map((field) => ({
    term: { [field]: { value: text, case_insensitive: true } },
  }));
  return narrowly({ bool: { should: [inText.dsl, ...fields, { exists: { field: 'crosstail.ids' } }] } });
}

/** Plain words stand as parts of the words of any usual analyzer; it may have cut them at other places. */
function holdingWords(text: string, types: FieldTypes): Narrowing {
  const kinds = types.get('message') ?? [];
  const isText = kinds.length > 0 && kinds.every((type) => type === 'text' || type === 'match_only_text');
  if (!isText || isSubstringTerm(text)) return ANYTHING;
  const words = (fold(text).match(/[a-z0-9]+/g) ?? [])
    .filter((word) => word.length >= 2 && word.length <= 100)
    .sort((a, b) => b.length - a.length)
    .slice(0, 2);
  if (words.length === 0 || !searchable(text)) return ANYTHING;
  const filter = words.map((word) => ({ wildcard: { message: { value: `*${word}*`, case_insensitive: true } } }));
  return narrowly({ bool: { filter } });
}
