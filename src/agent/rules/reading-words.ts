// Words of a rule that the reader of lines must know: encodings, time zones and formats. It is asked itself.
import { isAppError } from '../../base/errors.ts';
import { encodingOf } from '../../formats/encodings/text-encoding.ts';
import { HeadParser } from '../../formats/heads/head-parser.ts';
import { TimeScanner } from '../../formats/times/time-scanner.ts';
import { TimeZone } from '../../formats/times/time-zone.ts';

type ReadingKey = 'encoding' | 'timezone' | 'format';

const TRY: Readonly<Record<ReadingKey, (word: string) => void>> = {
  encoding: (word) => void encodingOf(word),
  timezone: (word) => void new TimeZone(word),
  format: (word) => void new HeadParser(new TimeScanner(new TimeZone('UTC'), undefined), word),
};

/** Words that were taken: the same few stand in every rule, and rules are checked again at each change. */
const known = new Set<string>();
const MAX_KNOWN = 1_000;

/** Why the reader does not take a word, with what to write instead; undefined when it does. */
export function readingProblem(key: ReadingKey, word: string): string | undefined {
  const entry = `${key} ${word}`;
  if (known.has(entry)) return undefined;
  try {
    TRY[key](word);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  }
  if (known.size < MAX_KNOWN) known.add(entry);
  return undefined;
}
