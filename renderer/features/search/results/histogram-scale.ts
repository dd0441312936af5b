// How a stretch of time is cut into bars and ticks.
import { levelRank } from '../../../../src/model/level.ts';

const NICE_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
  2_592_000_000,
];

/** The smallest round width that cuts the stretch into no more than this many parts. */
export function niceStep(spanMs: number, most: number): number {
  return NICE_MS.find((step) => spanMs / step <= most) ?? Math.ceil(spanMs / most / 86_400_000) * 86_400_000;
}

/** Levels of a bar, the loud ones at its foot, where heights compare best. `rank` names the colour and the word. */
export const BAR_LEVELS = [
  { rank: 8, colour: 'var(--hist-fatal)' },
  { rank: 6, colour: 'var(--hist-error)' },
  { rank: 5, colour: 'var(--hist-warn)' },
  { rank: 3, colour: 'var(--hist-info)' },
  { rank: 2, colour: 'var(--hist-debug)' },
  { rank: 1, colour: 'var(--hist-trace)' },
  { rank: 0, colour: 'var(--b3)' },
] as const;

export interface Bar {
  fromMs: number;
  toMs: number;
  count: number;
  /** Counts in the order of BAR_LEVELS. */
  levels: number[];
}

/** Bars from buckets split by level words, empty ones in between filled in. */
export function barsOf(
  buckets: readonly { fromMs: number; count: number; by?: Record<string, number> }[],
  fromMs: number,
  toMs: number,
  bucketMs: number,
): Bar[] {
  const first = Math.floor(fromMs / bucketMs) * bucketMs;
  const bars: Bar[] = [];
  for (let at = first; at < toMs; at += bucketMs)
    bars.push({ fromMs: at, toMs: at + bucketMs, count: 0, levels: BAR_LEVELS.map(() => 0) });
  for (const bucket of buckets) {
    const bar = bars[Math.floor((bucket.fromMs - first) / bucketMs)];
    if (bar === undefined) continue;
    bar.count += bucket.count;
    let named = 0;
    for (const [word, count] of Object.entries(bucket.by ?? {})) {
      bar.levels[levelSlot(levelRank(word))]! += count;
      named += count;
    }
    bar.levels[BAR_LEVELS.length - 1]! += Math.max(0, bucket.count - named);
  }
  return bars;
}

function levelSlot(rank: number): number {
  const index = BAR_LEVELS.findIndex((level) => rank >= level.rank);
  return index < 0 ? BAR_LEVELS.length - 1 : index;
}

/** Instants for labels: round in the zone, at most so many. */
export function timeTicks(fromMs: number, toMs: number, most: number, offsetMs: number): number[] {
  const step = niceStep(toMs - fromMs, most);
  const ticks: number[] = [];
  for (let at = Math.ceil((fromMs + offsetMs) / step) * step - offsetMs; at < toMs; at += step) ticks.push(at);
  return ticks;
}

/** A round number at or above the highest bar, even, so that its half is whole too. */
export function topOf(highest: number): number {
  if (highest <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(highest));
  const factor = [1, 2, 4, 6, 8, 10].find((each) => each * power >= highest) ?? 10;
  return Math.max(2, factor * power);
}
