// Python's and Java's loggers write some layouts alike; the logger's name tells whose it is.
import { FIELD, type LineHead } from './line-head.ts';

const DOT = 46;
const DOLLAR = 36;

/** `log4j` when the logger is named like a Java class (`a.b.Name`, `Name$Inner`), else `python`. */
export function sharedFormat(bytes: Uint8Array, start: number, head: LineHead): 'log4j' | 'python' {
  const from = start + head.at[FIELD.logger * 2]!;
  const to = start + head.at[FIELD.logger * 2 + 1]!;
  let segment = from;
  for (let i = from; i < to; i++) {
    if (bytes[i] === DOLLAR) return 'log4j';
    if (bytes[i] === DOT) segment = i + 1;
  }
  const first = bytes[segment]!;
  return segment > from && first >= 65 && first <= 90 ? 'log4j' : 'python';
}
