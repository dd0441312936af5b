// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { readShift, shiftText } from '../../../../../renderer/features/time-shifts/shift-amount.ts';

describe('an amount to shift by', () => {
  it.each([
    ['+1h', 3_600_000],
    ['-38ms', -38],
    ['−38ms', -38],
    ['90s', 90_000],
    [' +1d 2h 30m ', 95_400_000],
    ['-1.5s', -1_500],
  ])('reads %s', (text, shiftMs) => {
    expect(readShift(text, undefined)).toBe(shiftMs);
  });

  it.each(['', '+', 'soon', '1 parsec', '+1h soon', '10:31'])('refuses “%s” where no line is named', (text) => {
    expect(readShift(text, undefined)).toBeUndefined();
  });

  it('takes the right time of a line', () => {
    const atMs = Date.parse('2026-11-23T10:30:00.250Z');
    expect(readShift('2026-11-23T11:30:00.500Z', atMs)).toBe(3_600_250);
    const clock = new Date(atMs);
    clock.setMinutes(clock.getMinutes() + 2);
    const two = (part: number) => String(part).padStart(2, '0');
    expect(readShift(`${two(clock.getHours())}:${two(clock.getMinutes())}:00.250`, atMs)).toBe(120_000);
    expect(readShift('now', atMs)).toBeUndefined();
  });

  it('is said as it is typed', () => {
    expect(['+1d 2h 30m', '-38ms', '1s 5ms'].map((text) => shiftText(readShift(text, undefined)!))).toEqual([
      '+1d 2h 30m',
      '−38ms',
      '+1s 5ms',
    ]);
    expect(shiftText(0)).toBe('0');
  });
});
