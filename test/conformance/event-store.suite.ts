// What every EventStore must do. Its answers are those of the predicate over all events, in time order.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventAt } from '../../src/model/event-batch.ts';
import { levelName, levelRank } from '../../src/model/level.ts';
import { type LogEvent, timeOf } from '../../src/model/log-event.ts';
import { inRange, type TimeRange } from '../../src/model/time-range.ts';
import type { EventStore, SearchRequest } from '../../src/ports/event-store.ts';
import { valuesOf } from '../../src/query/fields.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { compile } from '../../src/query/predicate.ts';
import { SAMPLE_QUERIES, SAMPLE_START_MS, sampleBatches } from './sample-events.ts';
import type { OpenWorkspaceUnderTest, WorkspaceUnderTest } from './workspace-under-test.ts';

const HOUR_BORDER_MS = Date.parse('2026-11-23T10:00:00.000Z');

export function testEventStore(name: string, open: OpenWorkspaceUnderTest): void {
  describe(`EventStore: ${name}`, () => {
    let subject: WorkspaceUnderTest;
    let store: EventStore;
    let all: LogEvent[];

    beforeAll(async () => {
      subject = await open();
      store = subject.workspace.store;
      const batches = sampleBatches(20);
      for (const batch of batches) await subject.sink.append(batch);
      await subject.settled();
      all = batches
        .flatMap((batch) => Array.from({ length: batch.count }, (_, i) => eventAt(batch, i)))
        .sort((a, b) => timeOf(a) - timeOf(b));
    });
    afterAll(() => subject.close());

    const expected = (query: string, range: TimeRange = {}) => {
      const test = compile(parseQuery(query));
      return all.filter((event) => inRange(range, timeOf(event)) && test(event));
    };

    test.each(SAMPLE_QUERIES)('gives the hits of «%s», newest first, and counts them', async (query) => {
      const hits = await search(store, { query: parseQuery(query), range: {}, order: 'newest' });
      expect(hits.map(idOf)).toEqual(expected(query).map(idOf).reverse());
      expect(await store.count(parseQuery(query), {})).toBe(hits.length);
    });

    test('gives events as they came', async () => {
      const hits = await search(store, { query: parseQuery(''), range: {}, order: 'oldest' });
      expect(hits).toEqual(all);
    });

    test.each<[string, TimeRange]>([
      ['from inclusive', { fromMs: SAMPLE_START_MS + 17_000 }],
      ['to exclusive', { toMs: SAMPLE_START_MS + 17_000 }],
      ['across the hour', { fromMs: HOUR_BORDER_MS - 5_100, toMs: HOUR_BORDER_MS + 5_100 }],
      ['empty', { fromMs: HOUR_BORDER_MS, toMs: HOUR_BORDER_MS }],
      ['with fractions', { fromMs: SAMPLE_START_MS + 0.5, toMs: SAMPLE_START_MS + 3400.5 }],
    ])('keeps to a range: %s', async (_name, range) => {
      for (const query of ['', 'pool', 'level>=WARN', '*ool*']) {
        const hits = await search(store, { query: parseQuery(query), range, order: 'oldest' });
        expect(hits.map(idOf)).toEqual(expected(query, range).map(idOf));
        expect(await store.count(parseQuery(query), range)).toBe(hits.length);
      }
    });

    test.each(['newest', 'oldest'] as const)('pages without gap or repeat, %s first', async (order) => {
      for (const query of ['', 'pool', '/o/', 'level:ERROR']) {
        const paged: LogEvent[] = [];
        let after: string | undefined;
        for (let page = 0; page < 1_000; page++) {
          const found = await searchPage(store, {
            query: parseQuery(query),
            range: {},
            order,
            limit: 7,
            ...(after === undefined ? {} : { after }),
          });
          paged.push(...found.events);
          expect(found.events.length).toBeLessThanOrEqual(7);
          after = found.next;
          if (after === undefined) break;
        }
        const whole = expected(query).map(idOf);
        expect(paged.map(idOf)).toEqual(order === 'oldest' ? whole : whole.reverse());
      }
    });

    test.each([
      [60_000, undefined, ''],
      [60_000, 'log.level', ''],
      [10_000, 'log.level', ''],
      [60_000, 'service.name', 'level>=WARN'],
      [7_000, undefined, 'pool'],
      [60_000, 'log.level', 'pool'],
      [500, 'log.level', 'shop OR req'],
      [60_000, 'service.name', 'pool'],
      [3_600_000, 'labels.region', '*o*'],
      [30_000, undefined, '/refused/'],
    ] as const)('counts in buckets of %i ms by %s for «%s»', async (bucketMs, by, query) => {
      for (const range of [{}, { fromMs: SAMPLE_START_MS + 10_250, toMs: HOUR_BORDER_MS + 71_003 }]) {
        const field = by === undefined ? {} : { by };
        const found = await store.histogram({ query: parseQuery(query), range, bucketMs, ...field });
        expect(found.filter((bucket) => bucket.count > 0)).toEqual(
          plainHistogram(expected(query, range), bucketMs, by),
        );
      }
    });

    test.each([
      ['service.name', ''],
      ['log.level', 'service:shop'],
      ['log.level', 'pool'],
      ['service.name', 'pool'],
      ['host.name', '/o/'],
      ['process.pid', ''],
      ['labels.region', 'memory'],
    ])('gives the values of %s for «%s»', async (field, query) => {
      for (const range of [{}, { fromMs: SAMPLE_START_MS + 60_000, toMs: HOUR_BORDER_MS + 30_001 }]) {
        const found = await store.values({ query: parseQuery(query), range, field, top: 10 });
        expect(new Map(found.map(({ value, count }) => [value, count]))).toEqual(
          plainValues(expected(query, range), field),
        );
        expect(found.map(({ count }) => count)).toEqual(found.map(({ count }) => count).sort((a, b) => b - a));
      }
    });

    test.each(['file', 'host', 'service', 'all'] as const)('gives the context within the %s', async (scope) => {
      const at = all.findIndex(
        (event) => event.message.startsWith('Segmentation fault') && timeOf(event) > HOUR_BORDER_MS - 8_000,
      );
      const hit = all[at]!;
      const isNear = (event: LogEvent) =>
        scope === 'all' ||
        (scope === 'host' ? event.host?.name === hit.host?.name : event.service?.name === hit.service?.name);
      const near = all.filter(isNear);
      const middle = near.indexOf(hit);
      const found = await store.context({ eventId: hit.event.id, before: 6, after: 9, scope });
      expect(found.map(idOf)).toEqual(near.slice(middle - 6, middle + 10).map(idOf));
      expect(found.filter((event) => event.crosstail?.hit === true).map(idOf)).toEqual([hit.event.id]);
    });

    test('says that an unknown event is not there', async () => {
      await expect(store.context({ eventId: 'nobody-zz', before: 1, after: 1, scope: 'all' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    });

    test('knows the fields that events have', async () => {
      const fields = await store.fields({});
      const byName = new Map(fields.map((field) => [field.field, field]));
      expect(byName.get('message')?.kind).toBe('text');
      expect(byName.get('process.pid')?.kind).toBe('number');
      expect(byName.get('service.name')?.count).toBeGreaterThan(0);
    });

    test('says how much there is', async () => {
      const stats = await store.stats();
      expect(stats.events).toBe(all.length);
      expect(stats.bytes).toBeGreaterThan(0);
      expect(stats.segments.reduce((sum, segment) => sum + segment.events, 0)).toBe(all.length);
    });

    test('stops when told to', async () => {
      const abort = new AbortController();
      const reason = new Error('enough');
      const counting = store.count(parseQuery('/never there/'), {}, abort.signal);
      abort.abort(reason);
      await expect(counting).rejects.toBe(reason);
      await expect(search(store, { query: parseQuery(''), range: {}, order: 'newest' }, abort.signal)).rejects.toBe(
        reason,
      );
    });

    test('refuses a place in a search that it did not give', async () => {
      const asked = search(store, { query: parseQuery(''), range: {}, order: 'newest', after: 'nonsense' });
      await expect(asked).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });
  });
}

function idOf(event: LogEvent): string {
  return event.event.id;
}

async function search(store: EventStore, request: SearchRequest, signal?: AbortSignal): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  let progress = 0;
  for await (const page of store.search(request, signal)) {
    events.push(...page.events);
    expect(page.progress).toBeGreaterThanOrEqual(progress);
    progress = page.progress;
  }
  return events;
}

async function searchPage(
  store: EventStore,
  request: SearchRequest,
): Promise<{ events: LogEvent[]; next: string | undefined }> {
  const events: LogEvent[] = [];
  let next: string | undefined;
  for await (const page of store.search(request)) {
    events.push(...page.events);
    next = page.next;
  }
  return { events, next };
}

function groups(event: LogEvent, field: string): string[] {
  if (field !== 'log.level') return valuesOf(event, field);
  const name = levelName(levelRank(event.log?.level));
  return name === undefined ? [] : [name];
}

function plainHistogram(events: LogEvent[], bucketMs: number, by: string | undefined) {
  const buckets = new Map<number, { fromMs: number; count: number; by?: Record<string, number> }>();
  for (const event of events) {
    const fromMs = Math.floor(timeOf(event) / bucketMs) * bucketMs;
    const bucket = buckets.get(fromMs) ?? { fromMs, count: 0, ...(by === undefined ? {} : { by: {} }) };
    buckets.set(fromMs, bucket);
    bucket.count++;
    if (bucket.by === undefined) continue;
    const value = groups(event, by!)[0] ?? '';
    bucket.by[value] = (bucket.by[value] ?? 0) + 1;
  }
  return [...buckets.values()].sort((a, b) => a.fromMs - b.fromMs);
}

function plainValues(events: LogEvent[], field: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) for (const value of groups(event, field)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
