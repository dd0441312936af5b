// Level words in bytes, without making a string.
import { levelRank, levelWords, NO_LEVEL } from '../../model/level.ts';
import { isLetter } from '../byte-class.ts';

const LONGEST = 13;
/** Widths to which level words are brought. */
const MOST_PADDING = 4;
const LONGEST_PADDED = 8;
// Words some programs use that mean one of our levels beyond doubt.
const ALSO: Readonly<Record<string, number>> = {
  NOTE: 3,
  WARNUNG: 5,
  INF: 3,
  FTL: 8,
  ERRO: 6,
  FAIL: 6,
  EROR: 6,
  DEBU: 2,
  TRAC: 1,
  FATA: 8,
  PANI: 8,
  DDEBUG: 2,
  SUBDEBUG: 2,
  VRB: 1,
  TRC: 1,
  TRCE: 1,
  DBUG: 2,
  SYSTEM: 3,
};
const encoder = new TextEncoder();
const WORDS = [...[1, 2, 3, 4, 5, 6, 7, 8].flatMap(levelWords), ...Object.keys(ALSO)];
// By hash: most words are turned away without a string being made of them.
const KNOWN = new Map(
  WORDS.map((word) => [hashOf(encoder.encode(word), 0, word.length), { word, rank: levelOfWord(word) }]),
);

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from;
  for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + (bytes[i]! & 0xdf)) | 0;
  return hash;
}

/** Rank of the level word in a range, any case; 0 when it is none. */
export function levelOfRange(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > LONGEST) return NO_LEVEL;
  const known = KNOWN.get(hashOf(bytes, from, to));
  return known?.word.length === to - from && sameWord(bytes, from, known.word) ? known.rank : NO_LEVEL;
}

/** Rank of a level word in any case, with the words of loggers the model does not name. */
export function levelOfWord(word: string): number {
  return levelRank(word) || (ALSO[word.toUpperCase()] ?? NO_LEVEL);
}

function sameWord(bytes: Uint8Array, from: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if ((bytes[from + i]! & 0xdf) !== word.charCodeAt(i)) return false;
  return true;
}

/** End of the run of letters at `from`. */
export function wordEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isLetter(bytes[at])) at++;
  return at;
}

/** ` INFO `: a level word in capitals behind the blanks that bring it to the width of the longer ones. */
export function isPaddedLevel(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (bytes[at] === 32 && at - from < MOST_PADDING) at++;
  if (at === from || bytes[at]! < 65 || bytes[at]! > 90) return false;
  const end = wordEnd(bytes, at, to);
  if (end - at < 4 || end - from > LONGEST_PADDED || levelOfRange(bytes, at, end) === NO_LEVEL) return false;
  const next = bytes[end];
  return next === 32 || next === 91 || next === 58 || next === 124;
}
