import { ENGLISH_QUERY_WORDS, type QueryWords } from '../../../../src/query/explain-query.ts';
import { fillText, type Language } from '../../../platform/text.ts';
import { searchText } from '../search-text.ts';

/** The phrases in which a query is said, in a language of the window. */
export function queryWordsIn(language: Language): QueryWords {
  const names = Object.keys(ENGLISH_QUERY_WORDS) as (keyof QueryWords)[];
  const phrase = (name: keyof QueryWords) => {
    const key = `word${name[0]!.toUpperCase()}${name.slice(1)}` as keyof typeof searchText;
    return fillText(searchText[key], language);
  };
  return Object.fromEntries(names.map((name) => [name, phrase(name)])) as unknown as QueryWords;
}
