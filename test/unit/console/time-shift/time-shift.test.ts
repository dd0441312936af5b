import { describe, expect, test } from 'vitest';
import { orderedShifts, shiftEvent, shiftOf, type TimeShift } from '../../../../src/console/time-shift/time-shift.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';

const event = (timestamp: string): LogEvent => ({
  '@timestamp': timestamp,
  message: 'm',
  event: { id: 'a' },
  service: { name: 's' },
  host: { name: 'h' },
  log: { file: { path: '/f' } },
});

describe('a shift', () => {
  test('moves the time, keeps digits beyond the millisecond, and says by how much', () => {
    expect(shiftEvent(event('2026-11-23T10:30:00.123456789Z'), -1_500)).toMatchObject({
      '@timestamp': '2026-11-23T10:29:58.623456789Z',
      crosstail: { shifted_ms: -1_500 },
    });
  });
  test('of nothing, or of a broken time, is no shift', () => {
    const broken = event('yesterday');
    expect(shiftEvent(broken, 5)).toBe(broken);
    const plain = event('2026-11-23T10:30:00.000Z');
    expect(shiftEvent(plain, 0)).toBe(plain);
  });
  test('of the file counts before the service’s, that before the host’s', () => {
    const shifts: TimeShift[] = [
      { kind: 'host', name: 'h', shiftMs: 1 },
      { kind: 'service', name: 's', shiftMs: 2 },
      { kind: 'file', name: '/f', shiftMs: 3 },
      { kind: 'file', name: '/f', shiftMs: 4 },
      { kind: 'file', name: '/g', shiftMs: 0 },
    ];
    const ordered = orderedShifts(shifts);
    expect(ordered.map(({ shiftMs }) => shiftMs)).toEqual([3, 2, 1]);
    expect(shiftOf(event(''), ordered)).toBe(3);
    expect(shiftOf({ ...event(''), log: {} }, ordered)).toBe(2);
    expect(shiftOf({ ...event(''), log: {}, service: { name: 'x' }, host: { name: 'y' } }, ordered)).toBe(0);
  });
});
