import { isAppError } from '../../../src/base/errors.ts';
import { parseQuery } from '../../../src/query/parse-query.ts';
import type { Query } from '../../../src/query/query-ast.ts';

/** The free words of a query, to be marked in the hits. */
export function highlightsOf(query: string): string[] {
  try {
    return [...new Set(wordsOf(parseQuery(query)))];
  } catch (error) {
    if (isAppError(error)) return [];
    throw error;
  }
}

function wordsOf(query: Query): string[] {
  if (query.type === 'and' || query.type === 'or') return query.parts.flatMap(wordsOf);
  if (query.type !== 'match' || query.value.kind !== 'text') return [];
  return query.field === 'message' || query.field === 'id' ? [query.value.text] : [];
}
