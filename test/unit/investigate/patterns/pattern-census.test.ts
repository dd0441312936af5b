import { expect, test } from 'vitest';
import { PatternCensus } from '../../../../src/investigate/patterns/pattern-census.ts';
import { changeOf } from '../../../../src/investigate/patterns/pattern-change.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';

const line = (message: string, second: number, level = 'INFO'): LogEvent => ({
  '@timestamp': new Date(second * 1_000).toISOString(),
  message,
  event: { id: `${message}@${second}` },
  log: { level },
});

test('two windows give new, gone, more and less, the surest first', () => {
  const census = new PatternCensus({ spark: { fromMs: 100_000, toMs: 200_000, parts: 2 } });
  for (let second = 0; second < 100; second++) {
    census.addCompared(line(`tick ${second}`, second));
    census.addCompared(line(`tock of wheel ${second}`, second));
    if (second < 10) census.addCompared(line(`old habit ${second}`, second));
  }
  for (let second = 100; second < 200; second++) {
    census.add(line(`tick ${second}`, second));
    if (second < 105) census.add(line(`tock of wheel ${second}`, second));
    if (second >= 150) census.add(line(`disk ${second} is broken`, second, second === 170 ? 'ERROR' : 'WARN'));
  }
  const rows = new Map(census.rows().map((row) => [row.template, row]));
  expect(rows.get('disk <*> is broken')).toMatchObject({ change: 'new', count: 50, level: 'ERROR', spark: [0, 50] });
  expect(rows.get('old habit <*>')).toMatchObject({ change: 'gone', count: 10 });
  expect(rows.get('tock of wheel <*>')).toMatchObject({ change: 'less', count: 5 });
  expect(rows.get('tick <*>')!.first).toBe(new Date(100_000).toISOString());
  expect(census.rows()[0]!.significance).toBeGreaterThan(10);
});

test('without a window to compare with nothing has changed', () => {
  const census = new PatternCensus();
  census.add(line('a 1', 1));
  expect(census.rows()[0]).toMatchObject({ change: null, significance: 0, spark: [] });
});

test('a difference that chance explains is none', () => {
  expect(changeOf(12, 1_000, 10, 1_000).kind).toBe('same');
  expect(changeOf(120, 1_000, 10, 1_000).kind).toBe('more');
  expect(changeOf(3, 1_000, 60, 1_000).kind).toBe('less');
});

test('the significance is that of the G test: 20 against 5 of 100', () => {
  // χ² of one degree of freedom: G = 10.86, p = 0.00098.
  expect(changeOf(20, 100, 5, 100).significance).toBeCloseTo(3.0, 1);
});
