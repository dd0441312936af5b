// What the index can say about a query: an expression that every hit satisfies, and whether all that satisfy it are
// hits. Whatever it cannot say is left to query/predicate, which defines the answer.
import { levelName } from '../../../model/level.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import { fieldKind, ID_FIELD } from '../../../query/fields.ts';
import { compile } from '../../../query/predicate.ts';
import type { Query, QueryValue } from '../../../query/query-ast.ts';
import { fold, isSubstringTerm, tokensOf } from '../../../query/tokens.ts';
import { SOURCE_FIELDS } from '../blocks/event-constants.ts';
import { type IndexQuery, wholeToken } from '../index/index-query.ts';
import { literalOf } from '../index/message-literals.ts';
import { MAX_TOKEN, tokenBytes } from '../index/token-bytes.ts';
import type { TokenPlace } from '../index/token-part.ts';
import { ID_TOKEN } from '../segments/segment-format.ts';
import type { StoredSource } from '../segments/segment-rows.ts';

export interface Narrowing {
  /** Undefined for "may be anything", null for "nothing". */
  match: IndexQuery | null | undefined;
  /** Whatever fits is a hit. */
  exact: boolean;
}

/** What a segment knows about its sources. */
export interface SourceList {
  sources: readonly StoredSource[];
  /** The index cannot be taken at its word: see RowDraft. */
  irregular: boolean;
}

const ANYTHING: Narrowing = { match: undefined, exact: false };
const EVERYTHING: Narrowing = { match: undefined, exact: true };
const NOTHING: Narrowing = { match: null, exact: true };

/** Shorter parts of a pattern stand in too many tokens to be worth the search. */
const MIN_PART = 3;

/** Narrows a query for one segment. */
export function narrow(query: Query, list: SourceList): Narrowing {
  if (query.type === 'all') return EVERYTHING;
  if (concerns(query, isSourceField)) return narrowSources(query, list);
  if (concerns(query, isLevelField) && ranksOnly(query)) return narrowLevels(query);
  switch (query.type) {
    case 'and':
      return both(query.parts.map((part) => narrow(part, list)));
    case 'or':
      return either(query.parts.map((part) => narrow(part, list)));
    case 'not':
      return negated(narrow(query.part, list));
    case 'match':
      return narrowMatch(query.field, query.value, list);
    case 'compare':
      return ANYTHING;
  }
}

/** True when source and level alone decide the query. */
export function isRollUpQuery(query: Query, list: SourceList): boolean {
  if (query.type === 'all') return true;
  const usesSources = !concerns(query, isLevelField);
  return (
    concerns(query, (field) => isSourceField(field) || isLevelField(field)) &&
    ranksOnly(query) &&
    !(usesSources && list.irregular)
  );
}

function isSourceField(field: string): boolean {
  return (SOURCE_FIELDS as readonly string[]).includes(field);
}

function isLevelField(field: string): boolean {
  return field === 'log.level';
}

/** True when the test holds for every field the query asks for. */
export function concerns(query: Query, test: (field: string) => boolean): boolean {
  switch (query.type) {
    case 'all':
      return true;
    case 'and':
    case 'or':
      return query.parts.every((part) => concerns(part, test));
    case 'not':
      return concerns(query.part, test);
    default:
      return test(query.field);
  }
}

/** True when levels are asked by rank everywhere, not by how they are written. */
function ranksOnly(query: Query): boolean {
  switch (query.type) {
    case 'all':
    case 'compare':
      return true;
    case 'and':
    case 'or':
      return query.parts.every(ranksOnly);
    case 'not':
      return ranksOnly(query.part);
    case 'match':
      if (!isLevelField(query.field)) return true;
      if (query.value.kind === 'range') return query.value.from !== undefined || query.value.to !== undefined;
      return query.value.kind === 'text';
  }
}

function narrowSources(query: Query, { sources, irregular }: SourceList): Narrowing {
  if (irregular) return ANYTHING;
  const test = compile(query);
  const chosen = sources.filter((source) => test(source.event));
  if (chosen.length === 0) return NOTHING;
  if (chosen.length === sources.length) return EVERYTHING;
  return { match: { type: 'sources', ids: new Set(chosen.map(({ id }) => id)) }, exact: true };
}

const RANKS = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** An event that has nothing but the level. */
export function eventOfRank(rank: number): LogEvent {
  const level = levelName(rank);
  return (level === undefined ? {} : { log: { level } }) as LogEvent;
}

/** Ranks (0 for no level) that hits of the query may have. */
export function levelsOf(query: Query): number[] {
  if (query.type === 'and') return query.parts.map(levelsOf).reduce((a, b) => a.filter((rank) => b.includes(rank)));
  if (query.type === 'or') return RANKS.filter((rank) => query.parts.some((part) => levelsOf(part).includes(rank)));
  if (query.type === 'all' || !concerns(query, isLevelField) || !ranksOnly(query)) return RANKS;
  const test = compile(query);
  return RANKS.filter((rank) => test(eventOfRank(rank)));
}

function narrowLevels(query: Query): Narrowing {
  const test = compile(query);
  const chosen = RANKS.filter((rank) => test(eventOfRank(rank)));
  if (chosen.length === 0) return NOTHING;
  if (chosen.length === RANKS.length) return EVERYTHING;
  return { match: { type: 'levels', mask: chosen.reduce((mask, rank) => mask | (1 << rank), 0) }, exact: true };
}

function narrowMatch(field: string, value: QueryValue, list: SourceList): Narrowing {
  const kind = fieldKind(field);
  const isId = field === ID_FIELD || field === 'trace.id' || field === 'span.id' || field === 'transaction.id';
  if (isId && value.kind === 'text') return narrowId(value.text);
  if (kind !== 'text') return ANYTHING;
  if (value.kind === 'text' && !isSubstringTerm(value.text)) return narrowWords(value.text);
  if (value.kind === 'wildcard') return narrowWildcard(value.pattern, !list.irregular);
  return narrowLiteral(literalOf(value));
}

function usable(tokens: string[]): string[] {
  return [...new Set(tokens)].filter((token) => tokenBytes(token).length <= MAX_TOKEN);
}

function narrowWords(text: string): Narrowing {
  const tokens = tokensOf(text);
  const known = usable(tokens);
  if (known.length === 0) return ANYTHING;
  return { match: all(known.map(wholeToken)), exact: tokens.length === 1 };
}

// The longest tokens are the rarest ones, as a rule; two are enough, the predicate does the rest.
function narrowId(value: string): Narrowing {
  const known = usable(tokensOf(value))
    .filter((token) => tokenBytes(ID_TOKEN + token).length <= MAX_TOKEN)
    .sort((a, b) => b.length - a.length)
    .slice(0, 2);
  if (known.length === 0) return ANYTHING;
  const parts = known.map(
    (token): IndexQuery => ({ type: 'any', parts: [wholeToken(token), wholeToken(ID_TOKEN + token)] }),
  );
  return { match: all(parts), exact: false };
}

/** `pool*`, `*pool` and `*pool*` exactly; of other patterns the longest plain stretch. */
function narrowWildcard(pattern: string, isRegular: boolean): Narrowing {
  const plain = /^(\*?)([0-9A-Za-z_]+)(\*?)$/.exec(pattern);
  if (plain === null) return narrowLiteral(literalOf({ kind: 'wildcard', pattern }));
  const [, before, text, behind] = plain;
  if (text!.length > MAX_TOKEN) return ANYTHING;
  const place = before === '' ? (behind === '' ? 'whole' : 'start') : behind === '' ? 'end' : 'inside';
  return { match: within(text!, place), exact: isRegular };
}

// Whatever the text is part of, its runs of letters and digits stand in tokens.
function narrowLiteral(literal: string | undefined): Narrowing {
  const runs = (literal ?? '').match(/[0-9A-Za-z_]+/g) ?? [];
  const parts = runs.filter((run) => run.length >= MIN_PART && run.length <= MAX_TOKEN);
  if (parts.length === 0) return ANYTHING;
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best));
  return { match: within(longest, 'inside'), exact: false };
}

function within(text: string, place: TokenPlace): IndexQuery {
  return { type: 'within', bytes: tokenBytes(fold(text)), place };
}

function all(parts: IndexQuery[]): IndexQuery {
  return parts.length === 1 ? parts[0]! : { type: 'all', parts };
}

function both(parts: Narrowing[]): Narrowing {
  if (parts.some((part) => part.match === null)) return NOTHING;
  const matches = parts.flatMap(({ match }) => (match === undefined || match === null ? [] : [match]));
  return { match: matches.length === 0 ? undefined : all(matches), exact: parts.every((part) => part.exact) };
}

function either(parts: Narrowing[]): Narrowing {
  if (parts.some(({ match, exact }) => match === undefined && exact)) return EVERYTHING;
  if (parts.some(({ match }) => match === undefined)) return ANYTHING;
  const matches = parts.flatMap(({ match }) => (match === undefined || match === null ? [] : [match]));
  if (matches.length === 0) return NOTHING;
  return {
    match: matches.length === 1 ? matches[0] : { type: 'any', parts: matches },
    exact: parts.every(({ exact }) => exact),
  };
}

function negated({ match, exact }: Narrowing): Narrowing {
  if (!exact) return ANYTHING;
  if (match === null) return EVERYTHING;
  if (match === undefined) return NOTHING;
  return { match: { type: 'not', part: match }, exact: true };
}
