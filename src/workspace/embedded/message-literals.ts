// Texts that must stand in the message of every hit: SQL looks for them before an event is built.
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

/** Runs of plain characters that every match of the pattern has; none when it has alternatives outside of groups. */
export function regexLiterals(source: string): string[] {
  const runs: string[] = [];
  let run = '';
  const end = () => {
    runs.push(run);
    run = '';
  };
  for (let i = 0; i < source.length; i++) {
    const character = source[i]!;
    if (character === '|') return [];
    if (character === '(' || character === '[') {
      end();
      i = closeOf(source, i);
    } else if (character === '*' || character === '?' || character === '{') {
      // What stands before may be absent.
      run = run.slice(0, -1);
      end();
      if (character === '{') i = source.indexOf('}', i) < 0 ? source.length : source.indexOf('}', i);
    } else if (character === '\\' && /[^\p{L}\p{N}_]/u.test(source[i + 1] ?? 'x')) run += source[++i]!;
    else if (character === '\\') {
      // A class, or a character by number: `\x41`, `\p{Lu}`. Nothing behind it is taken for plain.
      end();
      return /^\\[dDwWsSbB]/.test(source.slice(i)) ? [...runs, ...regexLiterals(source.slice(i + 2))] : runs;
    } else if (/[.^$+]/.test(character)) end();
    else run += character;
  }
  end();
  return runs;
}

function closeOf(source: string, open: number): number {
  const isClass = source[open] === '[';
  let depth = 0;
  for (let i = open; i < source.length; i++) {
    const character = source[i]!;
    if (character === '\\') i++;
    else if (isClass && character === ']' && i > open + 1) return i;
    else if (!isClass && character === '(') depth++;
    else if (!isClass && character === ')' && --depth === 0) return i;
  }
  return source.length;
}
