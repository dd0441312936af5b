// Lines whose like was not seen before in this session. A simple form: everything with a digit in it is taken as a
// value. `PatternWatch` is the seam for the template miner.
import { bodyOf, type LogEvent } from '../../../src/model/log-event.ts';

export interface PatternWatch {
  /** Takes a line in; true when its pattern is new. */
  isNew(event: LogEvent, timeMs: number): boolean;
}

const MOST_PATTERNS = 5_000;
const LOOKED_AT = 300;

/** The line with its values taken out; two lines of one statement give the same. */
export function maskLine(text: string): string {
  return text
    .slice(0, LOOKED_AT)
    .replace(/"[^"]*"|'[^']*'/g, '"#"')
    .replace(/[\w.:/@+-]*\d[\w.:/@+-]*/g, '#')
    .replace(/(?<==)[\w./@:+-]+/g, '#');
}

/** Counts a pattern as new only once lines have been coming for `learnMs`, by the lines' own time. */
export function createFirstSeen(learnMs = 10_000): PatternWatch {
  const seen = new Set<string>();
  let firstMs: number | undefined;
  return {
    isNew(event, timeMs) {
      firstMs ??= timeMs;
      const body = bodyOf(event);
      const end = body.indexOf('\n');
      const key = `${event.service?.name ?? ''}\t${event.log?.level ?? ''}\t${maskLine(end === -1 ? body : body.slice(0, end))}`;
      if (seen.has(key)) return false;
      // Full: what does not repeat is no pattern, so nothing is marked any more.
      if (seen.size >= MOST_PATTERNS) return false;
      seen.add(key);
      return timeMs - firstMs > learnMs;
    },
  };
}
