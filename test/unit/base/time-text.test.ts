import { describe, expect, it } from 'vitest';
import { parseDuration, parseInstant, parseSize } from '../../../src/base/time-text.ts';

const NOW = Date.parse('2026-11-23T10:31:00Z');

describe('times, durations and sizes as typed', () => {
  it.each([
    ['now', NOW],
    ['-15m', NOW - 900_000],
    ['now-2h', NOW - 7_200_000],
    ['2h ago', NOW - 7_200_000],
    ['2026-11-23T10:31:02Z', NOW + 2000],
    ['2026-11-23 10:31:02.5Z', NOW + 2500],
    ['1763893862', 1_763_893_862_000],
    ['1763893862123', 1_763_893_862_123],
    ['soon', undefined],
    ['25:00', undefined],
    ['', undefined],
  ])('instant %s', (text, expected) => {
    expect(parseInstant(text, NOW)).toBe(expected);
  });

  it('takes a clock time as today, local', () => {
    const date = new Date(parseInstant('10:30', NOW)!);
    expect([date.getHours(), date.getMinutes(), date.getSeconds()]).toEqual([10, 30, 0]);
  });

  it.each([
    ['250ms', 250],
    ['5s', 5000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
    ['7', undefined],
    ['x', undefined],
  ])('duration %s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    ['64KiB', 65_536],
    ['10MB', 10_000_000],
    ['1G', 1_000_000_000],
    ['12', 12],
    ['big', undefined],
  ])('size %s', (text, expected) => {
    expect(parseSize(text)).toBe(expected);
  });
});
