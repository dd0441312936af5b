// Texts that must stand in the message of every hit of a pattern: what the index can look for.

import { regexLiterals } from '../../../query/pattern-literals.ts';
import type { QueryValue } from '../../../query/query-ast.ts';
import { isSubstringTerm } from '../../../query/tokens.ts';

/** A text contained in the message of every hit, whatever the case of either; undefined when there is none to tell. */
export function literalOf(value: QueryValue): string | undefined {
  if (value.kind === 'text') return isSubstringTerm(value.text) ? value.text : undefined;
  if (value.kind === 'wildcard') return longest(value.pattern.split(/\\.|[*?]/s));
  if (value.kind === 'regex') return longest(regexLiterals(value.source));
  return undefined;
}

function longest(parts: string[]): string | undefined {
  return parts.reduce<string | undefined>((best, part) => (part.length > (best?.length ?? 0) ? part : best), undefined);
}
