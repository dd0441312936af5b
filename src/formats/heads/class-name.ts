// Loggers of several languages write some layouts alike; the names of logger and source file tell whose it is.
import { asciiText, isDigit, isLetter } from '../byte-class.ts';
import { FIELD, type LineHead } from './line-head.ts';

const DOT = 46;
const DOLLAR = 36;
const COLON = 58;
const DASH = 45;

/** `Pay:42` and `Pay.java:42`: a class is named like its file. */
function isClassFile(bytes: Uint8Array, from: number, to: number): boolean {
  if (to <= from || !isCapital(bytes[from]!)) return false;
  const dot = bytes.subarray(from, to).indexOf(DOT);
  return dot === -1 || asciiText(bytes, from + dot, to) === '.java';
}

/** `24-Nov-2026`, as Java's own loggers write the day. */
function hasMonthName(bytes: Uint8Array, start: number): boolean {
  return bytes[start + 2] === DASH && isLetter(bytes[start + 3]) && bytes[start + 6] === DASH;
}

function isCapital(byte: number): boolean {
  return byte >= 65 && byte <= 90;
}

/**
 * `log4j` when the logger is named like a Java class (`a.b.Name`, `Name$Inner`), `rust` when like a Rust module (`a::b`),
 * `zap` when the source is a Go file, else `python`.
 */
export function sharedFormat(bytes: Uint8Array, start: number, head: LineHead): 'log4j' | 'rust' | 'zap' | 'python' {
  const fileEnd = start + head.at[FIELD.file * 2 + 1]!;
  if (bytes[fileEnd - 3] === DOT && bytes[fileEnd - 2] === 103 && bytes[fileEnd - 1] === 111) return 'zap';
  if (isClassFile(bytes, start + head.at[FIELD.file * 2]!, fileEnd) || hasMonthName(bytes, start)) return 'log4j';
  const from = start + head.at[FIELD.logger * 2]!;
  const to = start + head.at[FIELD.logger * 2 + 1]!;
  let segment = from;
  for (let i = from; i < to; i++) {
    if (bytes[i] === DOLLAR) return 'log4j';
    if (bytes[i] === COLON && bytes[i + 1] === COLON) return 'rust';
    // log4j's %c{1}:%L.
    if (bytes[i] === COLON && isCapital(bytes[segment]!) && isDigit(bytes[i + 1])) return 'log4j';
    if (bytes[i] === DOT) segment = i + 1;
  }
  return segment > from && isCapital(bytes[segment]!) ? 'log4j' : 'python';
}

const LONGEST_CLASS = 160;

/** log4j's `%m (%c)` and `%m (%c:%L)`: the class at the end of a line is its logger. */
export function findTrailingClass(bytes: Uint8Array, from: number, to: number, head: LineHead): void {
  if (bytes[to - 1] !== 41) return;
  let at = to - 2;
  const least = Math.max(from + head.bodyAt, to - LONGEST_CLASS);
  let end = to - 1;
  let dots = 0;
  let dot = -1;
  for (; at > least && bytes[at] !== 40; at--) {
    const byte = bytes[at]!;
    if (byte === COLON && dots === 0) end = at;
    else if (byte === DOT) {
      dots++;
      if (dot === -1) dot = at;
    } else if (!isLetter(byte) && !isDigit(byte) && byte !== DOLLAR && byte !== 95) return;
  }
  if (bytes[at] !== 40 || bytes[at - 1] !== 32 || dots === 0 || !isLetter(bytes[at + 1]) || !isCapital(bytes[dot + 1]!))
    return;
  head.set(FIELD.logger, at + 1 - from, end - from);
  head.format = 'log4j';
}
