import { expect, test } from 'vitest';
import { assembleTrace } from '../../../../src/investigate/trace/assemble-trace.ts';
import { relatedEvents } from '../../../../src/investigate/trace/related-events.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';

const event = (id: string, service: string, time: string, rest: Partial<LogEvent> = {}): LogEvent => ({
  '@timestamp': `2026-03-02T12:00:${time}Z`,
  message: `line ${id}`,
  event: { id },
  service: { name: service },
  host: { name: `host-${service}` },
  crosstail: { ids: { request: ['r1'] } },
  ...rest,
});

const events = [
  event('c', 'stock', '05.000', { log: { level: 'ERROR' } }),
  event('a', 'gate', '00.000', { crosstail: { ids: { request: ['r1'], order: ['o9'] } } }),
  event('b', 'gate', '00.900'),
];

test('lanes, first error, linked ids and pauses, by corrected time', async () => {
  const offsets = [
    { host: 'host-stock', offsetMs: 4_900, errorMs: 5, basis: 'agent' },
    { host: 'host-other', offsetMs: 1, errorMs: 1, basis: 'agent' },
  ];
  const trace = await assembleTrace(events, { value: 'r1', offsets });
  expect(trace.events.map(({ event: { id } }) => id)).toEqual(['a', 'c', 'b']);
  expect(trace.lanes).toEqual([
    { service: 'gate', host: 'host-gate', events: 2, firstError: null },
    { service: 'stock', host: 'host-stock', events: 1, firstError: 'c' },
  ]);
  expect(trace).toMatchObject({ firstError: 'c', kinds: ['request'], leftOut: 0, clock: [offsets[0]] });
  expect(trace.linked).toEqual([{ kind: 'order', value: 'o9', count: 1 }]);
  expect(trace.gaps[0]).toMatchObject({ from: 'c', to: 'b' });
  expect(trace.toMs - trace.fromMs).toBeCloseTo(900);
});

test('what is beyond the limit is counted', async () => {
  expect(await assembleTrace(events, { value: 'r1', maxEvents: 2 })).toMatchObject({ leftOut: 1 });
});

test('an id without events is an empty trace', async () => {
  expect(await assembleTrace([], { value: 'x' })).toMatchObject({ lanes: [], events: [], firstError: null, fromMs: 0 });
});

test('without ids, lines that share rare words are guessed to belong together', async () => {
  const other = (n: number) =>
    event(`x${n}`, 'gate', `${String(10 + (n % 40)).padStart(2, '0')}.000`, { message: `tick of wheel ${n % 9}` });
  const seed = event('seed', 'gate', '20.000', { message: 'upload of file scan-7713.pdf for account ACC-99120 began' });
  const twin = event('twin', 'stock', '21.000', { message: 'scan-7713.pdf of ACC-99120 has no pages' });
  const crowd = Array.from({ length: 300 }, (_, n) => other(n));
  const related = await relatedEvents(seed, () => [seed, ...crowd, twin]);
  expect(related.map((each) => each.event.event.id)).toEqual(['twin']);
  expect(related[0]!.shared).toEqual(['scan-7713.pdf', 'ACC-99120']);
  expect(related[0]!.confidence).toBeGreaterThan(0.9);
});
