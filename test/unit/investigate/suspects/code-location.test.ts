import { expect, test } from 'vitest';
import { codeLocation } from '../../../../src/investigate/suspects/code-location.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';

const event = (message: string, rest: Partial<LogEvent> = {}): LogEvent => ({
  '@timestamp': '2026-01-01T00:00:00.000Z',
  message,
  event: { id: '1' },
  ...rest,
});

test.each([
  ['16:43:06.252 INFO  o.s.OrderService#342 TraceID: 1 done', 'o.s.OrderService#342'],
  ['I0302 12:00:00.123 77 server.cc:231] accepted', 'server.cc:231'],
  ['2026-01-01 [worker.py:88] start', 'worker.py:88'],
  ['OrderService#12 started', 'OrderService#12'],
  ['order#5521 was shipped', undefined],
  ['connect to 10.0.0.1:8080 failed', undefined],
  ['at 12:30:45 the queue had 3 entries', undefined],
])('%s → %s', (message, place) => {
  expect(codeLocation(event(message))).toBe(place);
});

test('what a parser found comes first', () => {
  const found = event('a.cc:1 x', { log: { origin: { file: { name: 'engine.cc', line: 7 } } } });
  expect(codeLocation(found)).toBe('engine.cc:7');
});
