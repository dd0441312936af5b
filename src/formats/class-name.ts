// Loggers of several languages write some layouts alike; the names of logger and source file tell whose it is.
import { FIELD, type LineHead } from './line-head.ts';

const DOT = 46;
const DOLLAR = 36;
const COLON = 58;

/**
 * `log4j` when the logger is named like a Java class (`a.b.Name`, `Name$Inner`), `rust` when like a Rust module (`a::b`),
 * `zap` when the source is a Go file, else `python`.
 */
export function sharedFormat(bytes: Uint8Array, start: number, head: LineHead): 'log4j' | 'rust' | 'zap' | 'python' {
  const fileEnd = start + head.at[FIELD.file * 2 + 1]!;
  if (bytes[fileEnd - 3] === DOT && bytes[fileEnd - 2] === 103 && bytes[fileEnd - 1] === 111) return 'zap';
  const from = start + head.at[FIELD.logger * 2]!;
  const to = start + head.at[FIELD.logger * 2 + 1]!;
  let segment = from;
  for (let i = from; i < to; i++) {
    if (bytes[i] === DOLLAR) return 'log4j';
    if (bytes[i] === COLON && bytes[i + 1] === COLON) return 'rust';
    if (bytes[i] === DOT) segment = i + 1;
  }
  const first = bytes[segment]!;
  return segment > from && first >= 65 && first <= 90 ? 'log4j' : 'python';
}
