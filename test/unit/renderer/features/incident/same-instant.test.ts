import { expect, test } from 'vitest';
import { clockSetting } from '../../../../../renderer/features/incident/same-instant.ts';
import type { LogEvent } from '../../../../../src/model/log-event.ts';

function line(host: string | undefined, time: string, changes: Partial<LogEvent> = {}): LogEvent {
  return {
    '@timestamp': time,
    message: 'm',
    event: { id: `${host}${time}` },
    service: { name: `of-${host}` },
    ...(host !== undefined && { host: { name: host } }),
    ...changes,
  };
}

test('the second line’s host is moved to where the first line is', () => {
  const setting = clockSetting(line('a', '2026-03-02T12:00:00.000Z'), line('b', '2026-03-02T12:04:59.750Z'), []);
  expect(setting?.set).toEqual({ kind: 'host', name: 'b', shiftMs: -299_750 });
  expect(setting?.shifts).toEqual([setting?.set]);
});

test('a first line whose clock is known to be ahead is taken for what it was', () => {
  const setting = clockSetting(line('a', '2026-03-02T12:00:00.080Z'), line('b', '2026-03-02T12:00:01.000Z'), [], 80);
  expect(setting?.set.shiftMs).toBe(-1_000);
});

test('what was moved before is moved on, and other shifts stay', () => {
  const known = [
    { kind: 'host', name: 'b', shiftMs: 1_000 },
    { kind: 'service', name: 'of-b', shiftMs: 500 },
    { kind: 'host', name: 'c', shiftMs: 7 },
  ] as const;
  const second = line('b', '2026-03-02T12:00:00.500Z', { crosstail: { shifted_ms: 500 } });
  const setting = clockSetting(line('a', '2026-03-02T12:00:00.400Z'), second, known);
  expect(setting?.set).toEqual({ kind: 'service', name: 'of-b', shiftMs: 400 });
  expect(setting?.shifts).toEqual([known[0], known[2], setting?.set]);
});

test('two lines by one clock say nothing, nor does a line without a time', () => {
  const first = line('a', '2026-03-02T12:00:00.000Z');
  expect(clockSetting(first, line('a', '2026-03-02T12:00:01.000Z'), [])).toBeUndefined();
  expect(clockSetting(first, line('b', 'yesterday'), [])).toBeUndefined();
});

test('where no host is known it is the service’s clock', () => {
  const setting = clockSetting(line('a', '2026-03-02T12:00:00.000Z'), line(undefined, '2026-03-02T12:00:00.900Z'), []);
  expect(setting?.set).toEqual({ kind: 'service', name: 'of-undefined', shiftMs: -900 });
});
