// Changes of a query by pointing: a value of a field is asked for, or left out.

import { quoteValue } from '../../../../src/query/complete-query.ts';
import { shortFieldName } from '../../../../src/query/fields.ts';

/** The query with one more condition; the same condition is not added twice, its opposite is replaced. */
export function withCondition(query: string, field: string, value: string, isWanted: boolean): string {
  const term = `${shortFieldName(field)}:${quoteValue(value)}`;
  const added = isWanted ? term : `-${term}`;
  const opposite = isWanted ? `-${term}` : term;
  const words = query.trim();
  if (hasTerm(words, added)) return words;
  if (hasTerm(words, opposite)) return replaceTerm(words, opposite, added);
  if (words === '') return added;
  // What is joined by OR must not swallow the new condition.
  const needsBrackets = /(?:^|\s)OR(?:\s|$)/.test(words.replace(/"(?:\\.|[^"])*"/g, '').replace(/\([^()]*\)/g, ''));
  return `${needsBrackets ? `(${words})` : words} ${added}`;
}

function hasTerm(query: string, term: string): boolean {
  return ` ${query} `.includes(` ${term} `);
}

function replaceTerm(query: string, before: string, after: string): string {
  return ` ${query} `.replace(` ${before} `, () => ` ${after} `).trim();
}
