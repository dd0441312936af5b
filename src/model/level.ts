// Levels: one order for every program's words.

export const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'NOTICE', 'WARN', 'ERROR', 'CRITICAL', 'FATAL'] as const;
export type Level = (typeof LEVELS)[number];

/** Rank of "no level": below every named one, so that `level>=INFO` never matches it. */
export const NO_LEVEL = 0;

const RANKS: Record<string, number> = {
  TRACE: 1,
  FINEST: 1,
  FINER: 1,
  VERBOSE: 1,
  SILLY: 1,
  T: 1,
  V: 1,
  DEBUG: 2,
  FINE: 2,
  DBG: 2,
  D: 2,
  INFO: 3,
  INFORMATION: 3,
  INFORMATIONAL: 3,
  I: 3,
  CONFIG: 3,
  LOG: 3,
  NOTICE: 4,
  N: 4,
  WARN: 5,
  WARNING: 5,
  WRN: 5,
  W: 5,
  ERROR: 6,
  ERR: 6,
  SEVERE: 6,
  E: 6,
  FAILURE: 6,
  CRITICAL: 7,
  CRIT: 7,
  ALERT: 7,
  C: 7,
  FATAL: 8,
  EMERG: 8,
  EMERGENCY: 8,
  PANIC: 8,
  F: 8,
  DPANIC: 8,
};

/** Rank of a level word in any case (1 TRACE … 8 FATAL); 0 when it is none we know. */
export function levelRank(word: string | undefined): number {
  return word === undefined ? NO_LEVEL : (RANKS[word.toUpperCase()] ?? NO_LEVEL);
}

/** Words in capitals that have a rank. */
export function levelWords(rank: number): string[] {
  return Object.keys(RANKS).filter((word) => RANKS[word] === rank);
}

/** Canonical word of a rank; undefined for 0. */
export function levelName(rank: number): Level | undefined {
  return LEVELS[rank - 1];
}

/** The letter a row shows; a space when there is no level. */
export function levelLetter(rank: number): string {
  return ' TDINWECF'[rank] ?? ' ';
}
