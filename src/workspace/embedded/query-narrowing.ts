// What the index can say about a query: an expression that every hit satisfies, and whether all that satisfy it are
// hits. Whatever it cannot say is left to query/predicate, which defines the answer.
import { levelName } from '../../model/level.ts';
import type { LogEvent } from '../../model/log-event.ts';
import { fieldKind, ID_FIELD } from '../../query/fields.ts';
import { compile } from '../../query/predicate.ts';
import type { Query, QueryValue } from '../../query/query-ast.ts';
import { isSubstringTerm, tokensOf } from '../../query/tokens.ts';
import { SOURCE_FIELDS } from './event-constants.ts';
import { ID_TOKEN, LEVEL_TOKEN, SOURCE_TOKEN } from './segment-format.ts';
import type { StoredSource } from './segment-rows.ts';

export interface Narrowing {
  /** Full-text expression; undefined for "may be anything", null for "nothing". */
  match: string | null | undefined;
  /** Full-text expression that no hit satisfies. */
  except: string | undefined;
  exact: boolean;
}

/** What a segment knows about its sources. */
export interface SourceList {
  sources: readonly StoredSource[];
  /** The index cannot be taken at its word: see RowDraft. */
  irregular: boolean;
}

const ANYTHING: Narrowing = { match: undefined, except: undefined, exact: false };
const EVERYTHING: Narrowing = { match: undefined, except: undefined, exact: true };
const NOTHING: Narrowing = { match: null, except: undefined, exact: true };

/** More alternatives than this cost more than they save. */
const MAX_SOURCES = 64;
/** Longer tokens are cut by the index. */
const MAX_TOKEN = 1_000;

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

/** The narrowing as one expression; undefined when the index is of no use. */
export function matchExpression({ match, except }: Narrowing): string | undefined {
  if (match === undefined || match === null) return undefined;
  return except === undefined ? match : `(${match}) NOT (${except})`;
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

function concerns(query: Query, test: (field: string) => boolean): boolean {
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
  if (chosen.length <= MAX_SOURCES) return exactly(anyToken(chosen.map(sourceToken)));
  const others = sources.length - chosen.length;
  if (others > MAX_SOURCES) return ANYTHING;
  const left = sources.filter((source) => !chosen.includes(source));
  return { match: undefined, except: anyToken(left.map(sourceToken)), exact: true };
}

/** The index's token of a source. */
export function sourceToken(source: { id: number }): string {
  return SOURCE_TOKEN + source.id.toString(36);
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
  const tokens = (ranks: number[]) => anyToken(ranks.map((rank) => LEVEL_TOKEN + rank));
  // Events without a level have no token: say what they are not.
  if (chosen.includes(0))
    return { match: undefined, except: tokens(RANKS.filter((rank) => !chosen.includes(rank))), exact: true };
  return exactly(tokens(chosen));
}

function narrowMatch(field: string, value: QueryValue, list: SourceList): Narrowing {
  const kind = fieldKind(field);
  const isId = field === ID_FIELD || field === 'trace.id' || field === 'span.id' || field === 'transaction.id';
  if (isId && value.kind === 'text') return narrowId(value.text);
  if (kind !== 'text') return ANYTHING;
  if (value.kind === 'text') return narrowWords(value.text);
  if (value.kind === 'wildcard') return narrowWildcard(value.pattern, !list.irregular);
  return ANYTHING;
}

function usable(tokens: string[]): string[] {
  return [...new Set(tokens)].filter((token) => token.length <= MAX_TOKEN);
}

function narrowWords(text: string): Narrowing {
  if (isSubstringTerm(text)) return ANYTHING;
  const tokens = tokensOf(text);
  const known = usable(tokens);
  if (known.length === 0) return ANYTHING;
  const match = known.map(quoted).join(' AND ');
  return { match, except: undefined, exact: tokens.length === 1 };
}

// The longest tokens are the rarest ones, as a rule; two are enough, the predicate does the rest.
function narrowId(value: string): Narrowing {
  const known = usable(tokensOf(value))
    .sort((a, b) => b.length - a.length)
    .slice(0, 2);
  if (known.length === 0) return ANYTHING;
  const parts = known.map((token) => `(${quoted(token)} OR ${quoted(ID_TOKEN + token)})`);
  return { match: parts.join(' AND '), except: undefined, exact: false };
}

/** `pool*` exactly; of other patterns the literal start, when it starts a token. */
function narrowWildcard(pattern: string, isRegular: boolean): Narrowing {
  const start = /^[^*?\\]*/.exec(pattern)![0];
  const tokens = tokensOf(start);
  if (tokens.length !== 1 || isSubstringTerm(start) || tokens[0] !== start.toLowerCase()) return ANYTHING;
  if (tokens[0].length < 2 || tokens[0].length > MAX_TOKEN) return ANYTHING;
  return { match: `${quoted(tokens[0])} *`, except: undefined, exact: isRegular && pattern === `${start}*` };
}

function both(parts: Narrowing[]): Narrowing {
  if (parts.some((part) => part.match === null)) return NOTHING;
  const matches = parts.flatMap(({ match }) => (match === undefined || match === null ? [] : [`(${match})`]));
  const excepts = parts.flatMap(({ except }) => (except === undefined ? [] : [`(${except})`]));
  return {
    match: matches.length === 0 ? undefined : matches.join(' AND '),
    except: excepts.length === 0 ? undefined : excepts.join(' OR '),
    exact: parts.every((part) => part.exact),
  };
}

function either(parts: Narrowing[]): Narrowing {
  const possible = parts.filter((part) => part.match !== null);
  if (possible.length === 0) return NOTHING;
  if (possible.some((part) => part.match === undefined && part.except === undefined && part.exact)) return EVERYTHING;
  if (possible.some((part) => part.match === undefined)) return ANYTHING;
  return {
    match: possible.map((part) => `(${matchExpression(part)!})`).join(' OR '),
    except: undefined,
    exact: possible.every((part) => part.exact),
  };
}

function negated(part: Narrowing): Narrowing {
  if (!part.exact) return ANYTHING;
  if (part.match === null) return EVERYTHING;
  if (part.match === undefined) return part.except === undefined ? NOTHING : exactly(part.except);
  return { match: undefined, except: matchExpression(part), exact: true };
}

function exactly(match: string): Narrowing {
  return { match, except: undefined, exact: true };
}

function anyToken(tokens: string[]): string {
  return tokens.map(quoted).join(' OR ');
}

function quoted(token: string): string {
  return `"${token}"`;
}
