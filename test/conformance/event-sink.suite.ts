// What every EventSink must do: own what it acknowledged, keep each event once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/model/log-event.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { batchOf, testEvent, testSource } from '../kit/event-batches.ts';
import type { OpenWorkspaceUnderTest, WorkspaceUnderTest } from './workspace-under-test.ts';

const START_MS = Date.parse('2026-11-23T10:59:58.000Z');

export function testEventSink(name: string, open: OpenWorkspaceUnderTest): void {
  describe(`EventSink: ${name}`, () => {
    let subject: WorkspaceUnderTest;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    const stored = async (query = ''): Promise<LogEvent[]> => {
      await subject.settled();
      const events: LogEvent[] = [];
      const request = { query: parseQuery(query), range: {}, order: 'oldest' as const };
      for await (const page of subject.workspace.store.search(request)) events.push(...page.events);
      return events;
    };
    const lines = (service: string, from: number, count: number) => {
      const source = testSource(service);
      const events = Array.from({ length: count }, (_, i) =>
        testEvent(source, (from + i) * 50, START_MS + (from + i) * 100, `line ${from + i} of ${service}`, 'INFO'),
      );
      return batchOf(source, events);
    };

    test('has what it acknowledged', async () => {
      expect(await subject.sink.append(lines('a', 0, 40))).toEqual({ duplicates: 0 });
      expect((await stored()).length).toBe(40);
    });

    test('takes an empty batch', async () => {
      expect(await subject.sink.append(lines('a', 0, 0))).toEqual({ duplicates: 0 });
      expect(await stored()).toEqual([]);
    });

    test('keeps a repeated batch once, and says so', async () => {
      await subject.sink.append(lines('a', 0, 40));
      await subject.sink.append(lines('b', 0, 40));
      expect(await subject.sink.append(lines('a', 0, 40))).toEqual({ duplicates: 40 });
      expect(await subject.sink.append(lines('a', 30, 20))).toEqual({ duplicates: 10 });
      expect((await stored()).length).toBe(90);
      expect(await subject.workspace.store.count(parseQuery('line'), {})).toBe(90);
    });

    test('keeps events that know their id once, whichever file brings them', async () => {
      const known = lines('a', 0, 10);
      await subject.sink.append(known);
      const events = (await stored()).map((event) => ({ ...event, crosstail: { ...event.crosstail, format: 'ecs' } }));
      const file = testSource('import', { key: 'importer/1' });
      const more = { ...events[0]!, event: { id: 'from-elsewhere' }, message: 'brought along' };
      expect(await subject.sink.append(batchOf(file, [...events, more]))).toEqual({ duplicates: 10 });
      const again = testSource('import', { key: 'importer/2' });
      expect(await subject.sink.append(batchOf(again, [more]))).toEqual({ duplicates: 1 });
      expect((await stored()).length).toBe(11);
    });

    test('takes many batches at a time, those of a source in call order', async () => {
      const batches = Array.from({ length: 60 }, (_, i) => lines(i % 2 === 0 ? 'a' : 'b', Math.floor(i / 2) * 10, 10));
      const acks = await Promise.all(batches.map((batch) => subject.sink.append(batch)));
      expect(acks.every((ack) => ack.duplicates === 0)).toBe(true);
      const events = await stored();
      expect(events.length).toBe(600);
      const ofA = events.filter((event) => event.service?.name === 'a').map((event) => event.log?.offset);
      expect(ofA).toEqual(Array.from({ length: 300 }, (_, i) => i * 50));
    });

    test('replaces an event that was written without its end by the whole one', async () => {
      const source = testSource('a');
      const part = testEvent(source, 100, START_MS, 'half a li', 'INFO');
      await subject.sink.append(
        batchOf(source, [
          testEvent(source, 0, START_MS, 'before'),
          { ...part, crosstail: { ...part.crosstail, partial: true } },
        ]),
      );
      await subject.sink.append(batchOf(source, [{ ...part, message: 'half a line no more' }]));
      expect((await stored()).map((event) => event.message)).toEqual(['before', 'half a line no more']);
      expect(await subject.workspace.store.count(parseQuery('li'), {})).toBe(0);
      expect(await subject.workspace.store.count(parseQuery('line'), {})).toBe(1);
      expect(await subject.workspace.store.count(parseQuery(''), {})).toBe(2);
    });

    test('keeps many events of one instant, in their order', async () => {
      const source = testSource('a');
      const events = Array.from({ length: 500 }, (_, i) => testEvent(source, i, START_MS, `same time ${i}`));
      await subject.sink.append(batchOf(source, events.slice(0, 200)));
      await subject.sink.append(batchOf(source, events.slice(200)));
      expect((await stored()).map((event) => event.message)).toEqual(events.map((event) => event.message));
      expect(await subject.workspace.store.count(parseQuery('same'), { fromMs: START_MS, toMs: START_MS + 1 })).toBe(
        500,
      );
      expect(await subject.workspace.store.count(parseQuery(''), { fromMs: START_MS, toMs: START_MS + 1 })).toBe(500);
      expect(await subject.workspace.store.count(parseQuery('same'), { fromMs: START_MS + 1 })).toBe(0);
    });

    test('takes what others write: odd types, dotted keys, hostile names', async () => {
      const source = testSource('import', { key: 'importer/3' });
      const odd = JSON.parse(
        `{"@timestamp":"2026-11-23T10:00:00.123456789Z","message":"odd","event":{"id":"odd-1"},"service":["x"],"host.name":"dotted",
          "log":{"level":"weird","offset":"12"},"__proto__":{"polluted":1},"constructor":{"a":null},"nested":{"deep":[{"a":1},[]],"empty":{}},
          "lone":"\\ud800","crosstail":{"format":"ecs"}}`,
      ) as LogEvent;
      const noTime = { ...odd, '@timestamp': 'yesterday', event: { id: 'odd-2' }, message: 'no time' };
      await subject.sink.append(batchOf(source, [odd, noTime]));
      const found = await stored('odd');
      expect(JSON.stringify(sorted(found[0]))).toBe(JSON.stringify(sorted(odd)));
      expect((await stored('host:dotted')).length).toBe(2);
      expect((await stored('"no time"'))[0]?.crosstail?.time_guessed).toBe(true);
    });
  });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => [key, sorted(part)]);
}
