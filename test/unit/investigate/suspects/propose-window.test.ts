import { expect, test } from 'vitest';
import { proposeWindow, type SeverityBucket } from '../../../../src/investigate/suspects/propose-window.ts';

const TEN_SECONDS = 10_000;

function buckets(severeAt: (index: number) => number): SeverityBucket[] {
  return Array.from({ length: 180 }, (_, index) => ({
    fromMs: index * TEN_SECONDS,
    count: 50,
    severe: severeAt(index),
  }));
}

test('the burst nearest to the instant is the window, what was before it the baseline', () => {
  const burst = buckets((index) => (index >= 120 && index < 132 ? 20 : index % 7 === 0 ? 1 : 0));
  const { window, baseline, basis } = proposeWindow(burst, TEN_SECONDS, 1_250_000);
  expect(basis).toBe('burst');
  expect(window.fromMs).toBeLessThanOrEqual(1_200_000);
  expect(window.fromMs).toBeGreaterThan(1_150_000);
  expect(window.toMs).toBe(1_320_000);
  expect(baseline.toMs).toBeLessThanOrEqual(window.fromMs);
  expect(baseline.toMs - baseline.fromMs).toBeGreaterThanOrEqual(300_000);
});

test('without a burst the time around the instant is taken', () => {
  const { window, basis } = proposeWindow(
    buckets(() => 0),
    TEN_SECONDS,
    900_000,
  );
  expect(basis).toBe('around');
  expect(window).toEqual({ fromMs: 840_000, toMs: 960_000 });
});

test('errors that are always there are no burst', () => {
  expect(
    proposeWindow(
      buckets(() => 10),
      TEN_SECONDS,
      900_000,
    ).basis,
  ).toBe('around');
});
