// Words, phrases and patterns in messages of our own indices, whose words are cut as query/tokens cuts them.
import { MAX_TERM } from '../../../drivers/elasticsearch/event-template.ts';
import { regexLiterals } from '../../../query/pattern-literals.ts';
import type { QueryValue } from '../../../query/query-ast.ts';
import { fold, isSubstringTerm, tokensOf } from '../../../query/tokens.ts';
import { ANYTHING, type Dsl, exactly, type Narrowing, narrowly } from './narrowing.ts';
import { hasFinalForms, plainWildcard } from './term-text.ts';

const FIELD = 'message';
const ONLY_WORD = /^[\p{L}\p{M}\p{N}_]+$/u;
const WORD_PATTERN = /^[\p{L}\p{M}\p{N}_*?]+$/u;

/** Narrows a match on `message`. */
export function narrowMessage(value: QueryValue): Narrowing {
  switch (value.kind) {
    case 'exists':
      return exactly({ exists: { field: FIELD } });
    case 'text':
      return narrowText(value.text);
    case 'wildcard':
      return narrowWildcard(fold(value.pattern));
    case 'regex':
      // What a pattern says without case may stand there in capitals: words in the index are folded.
      return holding(regexLiterals(value.source).map(fold));
    case 'range':
      return ANYTHING;
  }
}

function narrowText(text: string): Narrowing {
  if (hasFinalForms(text)) return ANYTHING;
  const sought = fold(text);
  if (isSubstringTerm(text)) return ONLY_WORD.test(sought) ? part(sought) : holding([sought]);
  const tokens = tokensOf(text);
  if (tokens.some((token) => token.length >= MAX_TERM)) return ANYTHING;
  if (tokens.length === 1) return exactly({ term: { [FIELD]: tokens[0]! } });
  return exactly({ match_phrase: { [FIELD]: { query: tokens.join(' ') } } });
}

/** Messages with a word that has the text in it. */
function part(sought: string): Narrowing {
  return exactly(wildcard(`*${sought}*`));
}

function wildcard(pattern: string): Dsl {
  return { wildcard: { [FIELD]: { value: pattern } } };
}

/** Messages that have all the texts in them somewhere: their longest words are looked for. */
function holding(texts: string[]): Narrowing {
  const words = texts
    .flatMap((text) => text.match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [])
    .filter((word) => word.length >= 2 && word.length < 100 && !hasFinalForms(word))
    .sort((a, b) => b.length - a.length)
    .slice(0, 2);
  return words.length === 0 ? ANYTHING : narrowly({ bool: { filter: words.map((word) => wildcard(`*${word}*`)) } });
}

/** `pool*` is a word's start, `*pool` its end, `*pool*` a part of anything, `po?l` one word: see query/predicate. */
function narrowWildcard(pattern: string): Narrowing {
  const literals = () => holding(pattern.split(/\\.|[*?]/s));
  const core = pattern.replace(/^\*+|\*+$/g, '');
  if (!WORD_PATTERN.test(pattern) || core === '' || hasFinalForms(core)) return literals();
  const isOpenBefore = pattern.startsWith('*') || isSubstringTerm(pattern[0]!);
  const isOpenAfter = pattern.endsWith('*') || isSubstringTerm(pattern.at(-1)!);
  if (!isOpenBefore && isOpenAfter && ONLY_WORD.test(core)) return exactly({ prefix: { [FIELD]: { value: core } } });
  const plain = plainWildcard(`${isOpenBefore ? '*' : ''}${core}${isOpenAfter ? '*' : ''}`);
  // A character with a case is folded on both sides, it need not be left open.
  if (plain === undefined || core.length > 100) return literals();
  return exactly(wildcard(`${isOpenBefore ? '*' : ''}${core}${isOpenAfter ? '*' : ''}`));
}
