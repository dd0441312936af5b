// What every LiveTail must do: past and future without a seam, nothing skipped unsaid.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/model/log-event.ts';
import type { TailItem, TailRequest } from '../../src/ports/live-tail.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { batchOf, testEvent, testSource } from '../kit/event-batches.ts';
import { until } from '../kit/until.ts';
import type { OpenWorkspaceUnderTest, WorkspaceUnderTest } from './workspace-under-test.ts';

const START_MS = Date.parse('2026-11-23T10:59:59.500Z');

/**
 * `knowsStored` says whether a tail from now knows what was stored before it began, and so does not show it again when it
 * is sent again; a tail that does not knows at least what it has shown itself.
 */
export function testLiveTail(name: string, open: OpenWorkspaceUnderTest, { knowsStored = true } = {}): void {
  describe(`LiveTail: ${name}`, () => {
    let subject: WorkspaceUnderTest;
    let stop: AbortController;
    let next: Record<string, number>;
    beforeEach(async () => {
      subject = await open();
      stop = new AbortController();
      next = {};
    });
    afterEach(async () => {
      stop.abort();
      await subject.close();
    });

    const write = (service: string, count: number, level = 'INFO', word = 'line') => {
      const source = testSource(service);
      const from = next[service] ?? 0;
      next[service] = from + count;
      const events = Array.from({ length: count }, (_, i) =>
        testEvent(source, (from + i) * 10, START_MS + from + i, `${word} ${from + i}`, level),
      );
      return subject.sink.append(batchOf(source, events));
    };
    const follow = (request: Partial<TailRequest>) => {
      const asked = {
        selectors: [],
        query: parseQuery(''),
        start: { kind: 'now' as const },
        bufferEvents: 10_000,
        ...request,
      };
      const feed = subject.workspace.tail.follow(asked, stop.signal);
      const items: TailItem[] = [];
      const done = (async () => {
        for await (const batch of feed) items.push(...batch);
      })();
      return { feed, items, done, events: () => items.flatMap((item) => (item.type === 'event' ? [item.event] : [])) };
    };
    const isLive = (items: TailItem[]) => items.some((item) => item.type === 'live');

    test('from now: only what comes', async () => {
      await write('a', 5);
      const tail = follow({});
      await until(() => isLive(tail.items));
      await write('a', 3);
      await until(() => tail.events().length >= 3);
      expect(messages(tail.events())).toEqual(['line 5', 'line 6', 'line 7']);
      expect(tail.items.filter((item) => item.type === 'event').every((item) => item.origin === 'stream')).toBe(true);
    });

    test('last N: the newest stored ones in order, then what comes', async () => {
      await write('a', 50);
      await subject.settled();
      const tail = follow({ start: { kind: 'last', count: 10 } });
      await until(() => isLive(tail.items));
      await write('a', 2);
      await until(() => tail.events().length >= 12);
      expect(messages(tail.events())).toEqual(Array.from({ length: 12 }, (_, i) => `line ${40 + i}`));
    });

    test('from a time: everything since, then what comes', async () => {
      await write('a', 50);
      await subject.settled();
      const tail = follow({ start: { kind: 'time', timeMs: START_MS + 30 } });
      await until(() => isLive(tail.items));
      expect(messages(tail.events())).toEqual(Array.from({ length: 20 }, (_, i) => `line ${30 + i}`));
    });

    test('past and future meet without gap or double while events keep coming', async () => {
      const writing = (async () => {
        for (let i = 0; i < 120; i++) await write('a', 7);
      })();
      await until(() => (next['a'] ?? 0) > 200);
      const tails = Array.from({ length: 4 }, () => follow({ start: { kind: 'time', timeMs: START_MS } }));
      const last = follow({ start: { kind: 'last', count: 20 } });
      await writing;
      const whole = Array.from({ length: 840 }, (_, i) => `line ${i}`);
      for (const tail of tails) {
        await until(() => tail.events().length >= 840);
        expect(messages(tail.events())).toEqual(whole);
      }
      await until(() => messages(last.events()).includes('line 839'));
      const seen = messages(last.events());
      expect(seen).toEqual(whole.slice(840 - seen.length));
      expect(seen.length).toBeGreaterThanOrEqual(20);
    });

    test('gives what query and selectors ask for, and takes new ones in place', async () => {
      const tail = follow({ query: parseQuery('level>=ERROR'), selectors: [{ kind: 'service', name: 'a*' }] });
      await until(() => isLive(tail.items));
      await write('a', 2, 'ERROR');
      // Between sources there is an order only in time.
      await until(() => tail.events().length >= 2);
      await write('a', 2, 'INFO');
      await write('b', 2, 'ERROR');
      await write('a2', 1, 'FATAL');
      await until(() => tail.events().length >= 3);
      tail.feed.setQuery(parseQuery('special'), []);
      await write('a', 2, 'ERROR');
      await write('b', 1, 'INFO', 'special');
      await until(() => tail.events().length >= 4);
      expect(messages(tail.events())).toEqual(['line 0', 'line 1', 'line 0', 'special 2']);
    });

    test('a slow reader is told exactly what it missed', async () => {
      const feed = subject.workspace.tail.follow(
        { selectors: [], query: parseQuery(''), start: { kind: 'now' }, bufferEvents: 100 },
        stop.signal,
      );
      const reader = feed[Symbol.asyncIterator]();
      expect((await reader.next()).value).toEqual([{ type: 'live' }]);
      await write('a', 1_000);
      const items: TailItem[] = [];
      await until(() => subject.workspace !== undefined);
      while (items.filter((item) => item.type === 'event').length < 100) items.push(...(await reader.next()).value);
      const gaps = items.flatMap((item) => (item.type === 'gap' ? [item] : []));
      expect(gaps).toEqual([
        { type: 'gap', reason: 'slow-reader', skipped: 900, fromMs: START_MS, toMs: START_MS + 899 },
      ]);
      expect(messages(items.flatMap((item) => (item.type === 'event' ? [item.event] : [])))[0]).toBe('line 900');
    });

    test('does not show a repeated batch again', async () => {
      if (knowsStored) await write('a', 5);
      const tail = follow({});
      await until(() => isLive(tail.items));
      if (!knowsStored) await write('a', 5);
      next = {};
      await write('a', 6);
      await until(() => messages(tail.events()).includes('line 5'));
      const shown = Array.from({ length: 6 }, (_, i) => `line ${i}`);
      expect(messages(tail.events())).toEqual(knowsStored ? ['line 5'] : shown);
    });

    test('keeps a sign of life while nothing matches', async () => {
      const tail = follow({ query: parseQuery('nothing_like_this') });
      await until(() => isLive(tail.items));
      await write('a', 3);
      await until(() => tail.items.some((item) => item.type === 'pulse' && item.seen === 3));
      const pulse = tail.items.findLast((item) => item.type === 'pulse');
      expect(pulse).toMatchObject({ lastEventMs: START_MS + 2 });
    });

    test('ends when told to, in the past and in the stream', async () => {
      await write('a', 500);
      const early = follow({ start: { kind: 'time', timeMs: START_MS } });
      const late = follow({});
      await until(() => isLive(late.items));
      stop.abort();
      await early.done;
      await late.done;
    });
  });
}

function messages(events: LogEvent[]): string[] {
  return events.map((event) => event.message);
}
