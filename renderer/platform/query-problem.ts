// The parser says what is wrong in English; here it is found again in the words of the window.
import type { AppError } from '../../src/base/errors.ts';
import type { queryProblemText } from './query-problem-text.ts';
import type { Say } from './text.ts';

type Key = keyof typeof queryProblemText;

/** The parser's sentence, with the part that was typed as the group. */
const SENTENCES: readonly (readonly [pattern: RegExp, key: Key])[] = [
  [/^this quotation mark is not closed/, 'openQuote'],
  [/^this range is not closed/, 'openRange'],
  [/^a range is two ends/, 'badRange'],
  [/^this bracket was never opened/, 'closedBracket'],
  [/^this bracket is not closed/, 'openBracket'],
  [/^something is missing at the end/, 'endMissing'],
  [/^the value of «(.*)» is missing/s, 'valueMissing'],
  [/^a value is missing here/, 'valueHere'],
  [/^«(.*)» is not a value/s, 'noValue'],
  [/^«(.*)» compares with a value/s, 'noCompare'],
  [/^«(.*)» is not a level/s, 'noLevel'],
  [/^«(.*)» is not a time/s, 'noTime'],
  [/^«(.*)» cannot stand here/s, 'misplaced'],
  [/^the pattern cannot be used: (.*?)\.?$/s, 'badPattern'],
];

export interface QueryProblem {
  problem: string;
  hint: string;
  /** False: a sentence that is not known here, shown as it came. */
  isKnown: boolean;
}

/** What is wrong with a query, and what to do, in the language of the window. */
export function sayQueryProblem(error: AppError, say: Say<typeof queryProblemText>): QueryProblem {
  if (error.code === 'QUERY_TOO_EXPENSIVE')
    return { problem: say('tooLarge'), hint: say('tooLargeHint'), isKnown: true };
  const sentence = String(error.details?.problem ?? error.message);
  for (const [pattern, key] of SENTENCES) {
    const match = pattern.exec(sentence);
    if (match !== null)
      return { problem: say(key, { value: match[1] ?? '' }), hint: say(`${key}Hint` as Key), isKnown: true };
  }
  return { problem: sentence, hint: error.hint ?? '', isKnown: false };
}
