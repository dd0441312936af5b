// The zone behind a time of day: Z, +08:00, -0700, +08, UTC, CEST …
import { isBlank, isDigit, isLetter, twoDigits } from '../byte-class.ts';

const Z = 90;
const PLUS = 43;
const MINUS = 45;
const COLON = 58;

// Abbreviations that mean one thing. CST, IST and BST mean several and are left to the rule's zone.
const NAMED: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  SGT: 8,
  HKT: 8,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
  EST: -5,
  EDT: -4,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};
const AMBIGUOUS = new Set(['CST', 'CDT', 'IST', 'BST', 'AST', 'NST']);

export interface ZoneSuffix {
  /** Bytes to step over; 0 when there is no zone. */
  length: number;
  /** Offset from UTC; undefined when the abbreviation has several meanings. */
  seconds: number | undefined;
}

const NONE: ZoneSuffix = { length: 0, seconds: undefined };
const ZULU: ZoneSuffix = { length: 1, seconds: 0 };

/** Reads a zone at `at`; a blank may stand before it. */
export function zoneSuffix(bytes: Uint8Array, at: number, end: number): ZoneSuffix {
  const gap = bytes[at] === 32 ? 1 : 0;
  const first = bytes[at + gap];
  if (first === Z) {
    if (isLetter(bytes[at + gap + 1]) || isDigit(bytes[at + gap + 1])) return NONE;
    return gap === 0 ? ZULU : { length: 2, seconds: 0 };
  }
  if (first === PLUS || first === MINUS) return numericZone(bytes, at, gap, first === MINUS ? -1 : 1);
  return isLetter(first) ? namedZone(bytes, at, gap, end) : NONE;
}

function numericZone(bytes: Uint8Array, at: number, gap: number, sign: number): ZoneSuffix {
  const start = at + gap + 1;
  const hours = twoDigits(bytes, start);
  if (!(hours <= 14)) return NONE;
  const colon = bytes[start + 2] === COLON ? 1 : 0;
  const minutes = twoDigits(bytes, start + 2 + colon);
  if (minutes < 60 && minutes % 15 === 0 && !isDigit(bytes[start + 4 + colon])) {
    return { length: gap + 5 + colon, seconds: sign * (hours * 3600 + minutes * 60) };
  }
  // Two digits alone are a zone only where they touch the time.
  const next = bytes[start + 2];
  if (gap === 1 || isDigit(next) || isLetter(next) || next === COLON) return NONE;
  return { length: 3, seconds: sign * hours * 3600 };
}

function namedZone(bytes: Uint8Array, at: number, gap: number, end: number): ZoneSuffix {
  let to = at + gap;
  while (to < end && bytes[to]! >= 65 && bytes[to]! <= 90) to++;
  const length = to - at - gap;
  const next = bytes[to];
  if (length < 3 || length > 4 || isLetter(next) || isDigit(next) || next === COLON) return NONE;
  if (to < end && !isBlank(next) && next !== 93 && next !== 44 && next !== 41 && next !== 124) return NONE;
  const zone = BY_LETTERS.get(packed(bytes, at + gap, length));
  return zone === undefined ? NONE : zone[gap]!;
}

/** Three or four letters as one number. */
function packed(bytes: Uint8Array, at: number, length: number): number {
  const three = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
  return length === 3 ? three : (three << 7) | (bytes[at + 3]! & 127) | (1 << 31);
}

const BY_LETTERS = new Map<number, readonly [ZoneSuffix, ZoneSuffix]>();
for (const name of [...Object.keys(NAMED), ...AMBIGUOUS]) {
  const { length } = name;
  const hours = NAMED[name];
  const seconds = hours === undefined ? undefined : hours * 3600;
  BY_LETTERS.set(packed(new TextEncoder().encode(name), 0, length), [
    { length, seconds },
    { length: length + 1, seconds },
  ]);
}
