import { expect, test } from 'vitest';
import { orderTies } from '../../../../src/investigate/trace/tied-order.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';

/** `gate 5 called W` → a line of gate at 5 ms of level W. */
function lines(...texts: string[]) {
  return texts.map((text, index) => {
    const [service, at, name, level] = text.split(' ') as [string, string, string, string?];
    const event: LogEvent = {
      '@timestamp': '2026-03-02T12:00:00.000Z',
      message: name,
      event: { id: name },
      service: { name: service },
      log: {
        file: { path: `/${service}.log` },
        offset: index,
        level: { W: 'WARN', E: 'ERROR' }[level ?? ''] ?? 'INFO',
      },
    };
    return { event, timeMs: Number(at) };
  });
}

const namesOf = (timed: { event: LogEvent }[]) => timed.map(({ event }) => event.message);

test('the caller goes before the service it calls, whatever order they came in', () => {
  const timed = lines('stock 5 received', 'gate 5 calling', 'gate 9 answered');
  orderTies(timed);
  expect(namesOf(timed)).toEqual(['calling', 'received', 'answered']);
});

test('the failure of the callee goes before what it brought about in the caller', () => {
  const timed = lines('gate 1 calling', 'stock 2 received', 'gate 7 upstream-failed E', 'stock 7 pool-exhausted E');
  orderTies(timed);
  expect(namesOf(timed)).toEqual(['calling', 'received', 'pool-exhausted', 'upstream-failed']);
});

test('a callee whose only line is the failure goes before it too', () => {
  const timed = lines('gate 1 calling', 'gate 7 upstream-failed W', 'stock 7 pool-exhausted E');
  orderTies(timed);
  expect(namesOf(timed)).toEqual(['calling', 'pool-exhausted', 'upstream-failed']);
});

test('lines of one file stay as they lie in it, and other times are left alone', () => {
  const timed = lines('gate 1 a', 'gate 3 b', 'gate 3 c', 'stock 3 d', 'gate 4 e');
  const last = timed[2]!;
  timed[2] = timed[1]!;
  timed[1] = last;
  orderTies(timed);
  expect(namesOf(timed)).toEqual(['a', 'b', 'c', 'd', 'e']);
});
