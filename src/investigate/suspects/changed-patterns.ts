import type { PatternRow } from '../patterns/pattern-census.ts';
import { changeOf } from '../patterns/pattern-change.ts';
import { BASELINE, type EventTable, INCIDENT } from './event-table.ts';

interface Tally {
  counts: [number, number];
  first: number;
  last: number;
}

const MAX_PATTERNS = 200;

/** Patterns whose share of the lines changed between baseline and window, most significant first. */
export function changedPatterns(table: EventTable): PatternRow[] {
  const tallies = new Map<number, Tally>();
  const totals: [number, number] = [0, 0];
  for (let row = 0; row < table.size; row++) {
    const side = table.side[row] === INCIDENT ? INCIDENT : BASELINE;
    totals[side]++;
    let tally = tallies.get(table.pattern[row]!);
    if (tally === undefined) {
      tally = { counts: [0, 0], first: row, last: row };
      tallies.set(table.pattern[row]!, tally);
    }
    // Times are of the window's lines as soon as there is one.
    if (side === INCIDENT && tally.counts[INCIDENT] === 0) tally.first = row;
    if (side === INCIDENT || tally.counts[INCIDENT] === 0) tally.last = row;
    tally.counts[side]++;
  }
  const rows: PatternRow[] = [];
  for (const [handle, { counts, first, last }] of tallies) {
    const { kind, significance } = changeOf(counts[INCIDENT], totals[INCIDENT], counts[BASELINE], totals[BASELINE]);
    if (kind === 'same') continue;
    rows.push({
      ...table.patternOf(handle),
      count: counts[INCIDENT] > 0 ? counts[INCIDENT] : counts[BASELINE],
      level: null,
      first: new Date(table.timeMs[first]!).toISOString(),
      last: new Date(table.timeMs[last]!).toISOString(),
      sample: table.samples.get(handle) ?? '',
      sampleId: table.id[first]!,
      change: kind,
      significance,
      spark: [],
    });
  }
  rows.sort((a, b) => b.significance - a.significance || b.count - a.count);
  return rows.slice(0, MAX_PATTERNS);
}
