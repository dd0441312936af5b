// Texts that must stand in the message of every hit: SQL looks for them before an event is built.

import { regexLiterals } from '../../query/pattern-literals.ts';
import type { Query, QueryValue } from '../../query/query-ast.ts';
import { fold, isSubstringTerm } from '../../query/tokens.ts';

/** Folded texts, each contained in the folded message of every hit. */
export function requiredLiterals(query: Query): string[] {
  if (query.type === 'and') return query.parts.flatMap(requiredLiterals);
  if (query.type !== 'match' || query.field !== 'message') return [];
  const literal = literalOf(query.value);
  return literal === undefined || literal.length < 2 ? [] : [fold(literal)];
}

function literalOf(value: QueryValue): string | undefined {
  if (value.kind === 'text') return isSubstringTerm(value.text) ? value.text : undefined;
  if (value.kind === 'wildcard') return longest(value.pattern.split(/\\.|[*?]/s));
  if (value.kind === 'regex') return longest(regexLiterals(value.source));
  return undefined;
}

function longest(parts: string[]): string | undefined {
  return parts.reduce<string | undefined>((best, part) => (part.length > (best?.length ?? 0) ? part : best), undefined);
}
