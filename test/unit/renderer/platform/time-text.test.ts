// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { bytesText, clockText, dayText, durationText, stretchText } from '../../../../renderer/platform/time-text.ts';

const at = Date.parse('2026-11-23T10:31:02.118Z');

describe('times on screen', () => {
  it('are written in the zone', () => {
    expect(clockText(at, 'UTC')).toBe('10:31:02.118');
    expect(dayText(at, 'UTC')).toBe('2026-11-23');
  });

  it.each([
    ['2026-11-23T10:30:00Z', '2026-11-23T10:36:00Z', '10:30 – 10:36'],
    ['2026-11-23T10:30:25Z', '2026-11-23T10:33:25Z', '10:30:25 – 10:33:25'],
    ['2026-11-22T23:00:00Z', '2026-11-23T01:00:00Z', '11-22 23:00 – 11-23 01:00'],
    ['2026-11-20T09:00:00Z', '2026-11-20T10:00:00Z', '11-20 09:00 – 10:00'],
  ])('%s to %s', (from, to, text) => {
    expect(stretchText(Date.parse(from), Date.parse(to), 'UTC', at)).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [239.6, '240 ms'],
    [1_840, '1.8 s'],
    [12_000, '12 s'],
    [360_000, '6 min'],
    [-1_500, '-1.5 s'],
    [5 * 3_600_000, '5 h'],
    [518_400_000, '6 d'],
  ])('%d ms', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [84_300_000, '84.3 MB'],
    [512_000_000, '512 MB'],
  ])('%d bytes', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
