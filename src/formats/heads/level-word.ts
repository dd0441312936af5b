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
  // Programs in German, French, Italian, Spanish and Portuguese; java.util.logging and PostgreSQL translate theirs.
  FEHLER: 6,
  KRITISCH: 7,
  SCHWERWIEGEND: 6,
  HINWEIS: 4,
  ERREUR: 6,
  AVERTISSEMENT: 5,
  INFOS: 3,
  GRAVE: 6,
  ERRORE: 6,
  AVVERTENZA: 5,
  AVVISO: 5,
  ADVERTENCIA: 5,
  AVISO: 5,
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

const CJK_WORDS: Readonly<Record<string, number>> = {
  调试: 2,
  調試: 2,
  デバッグ: 2,
  信息: 3,
  資訊: 3,
  情報: 3,
  정보: 3,
  日志: 3,
  警告: 5,
  경고: 5,
  错误: 6,
  錯誤: 6,
  エラー: 6,
  오류: 6,
  严重: 6,
  嚴重: 6,
  致命: 8,
  致命错误: 8,
  致命的: 8,
};
/** Bytes of the longest of these words. */
const LONGEST_CJK = 12;
const decoder = new TextDecoder();

/** Rank of a level word in Chinese, Japanese or Korean that fills a range; 0 when it is none. */
export function levelOfCjk(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 6 || to - from > LONGEST_CJK) return NO_LEVEL;
  return CJK_WORDS[decoder.decode(bytes.subarray(from, to))] ?? NO_LEVEL;
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
