// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BAR_LEVELS,
  barsOf,
  niceStep,
  timeTicks,
  topOf,
} from '../../../../../../renderer/features/search/results/histogram-scale.ts';

describe('bars', () => {
  it('fill the stretch, the empty ones too, and sort levels by rank', () => {
    const bars = barsOf(
      [
        { fromMs: 10_000, count: 6, by: { ERROR: 2, info: 3, '': 1 } },
        { fromMs: 30_000, count: 1, by: { CRITICAL: 1 } },
      ],
      12_000,
      40_000,
      10_000,
    );
    expect(bars.map((bar) => [bar.fromMs, bar.count])).toEqual([
      [10_000, 6],
      [20_000, 0],
      [30_000, 1],
    ]);
    const byRank = Object.fromEntries(BAR_LEVELS.map(({ rank }, index) => [rank, bars[0]!.levels[index]]));
    expect(byRank).toMatchObject({ 6: 2, 3: 3, 0: 1 });
    expect(bars[2]!.levels.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('are never more than asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 12 }), fc.integer({ min: 2, max: 200 }), (span, most) => {
        expect(Math.ceil(span / niceStep(span, most))).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('fit under a round top', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), (highest) => {
        const top = topOf(highest);
        expect(top).toBeGreaterThanOrEqual(highest);
        expect(top).toBeLessThanOrEqual(Math.max(2, highest * 2));
        expect(top % 2).toBe(0);
      }),
    );
  });

  it('have ticks at round times of the zone', () => {
    const from = Date.parse('2026-11-23T10:21:30Z');
    const ticks = timeTicks(from, from + 900_000, 8, 5.5 * 3_600_000);
    expect(ticks[0]).toBe(Date.parse('2026-11-23T10:22:00Z'));
    expect(ticks).toHaveLength(8);
  });
});
