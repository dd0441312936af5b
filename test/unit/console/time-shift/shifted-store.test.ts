// The shifted store beside a plain reading of the same rule: move every line, sort, look.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ShiftedStore } from '../../../../src/console/time-shift/shifted-store.ts';
import { ShiftedTail } from '../../../../src/console/time-shift/shifted-tail.ts';
import { orderedShifts, shiftEvent, shiftOf, type TimeShift } from '../../../../src/console/time-shift/time-shift.ts';
import { type LogEvent, timeOf } from '../../../../src/model/log-event.ts';
import { inRange } from '../../../../src/model/time-range.ts';
import type { TailItem } from '../../../../src/ports/live-tail.ts';
import { parseQuery } from '../../../../src/query/parse-query.ts';
import {
  type EmbeddedWorkspace,
  openEmbeddedWorkspace,
} from '../../../../src/workspace/embedded/embedded-workspace.ts';
import { batchOf, testEvent, testSource } from '../../../kit/event-batches.ts';

const START_MS = Date.parse('2026-11-23T10:30:00.000Z');
const ALL = parseQuery('');
const SERVICES = ['checkout', 'engine', 'pricing'];
const SHIFTS: TimeShift[] = orderedShifts([
  { kind: 'host', name: 'host-1', shiftMs: 250 },
  { kind: 'service', name: 'engine', shiftMs: -90_000 },
  { kind: 'file', name: '/var/log/pricing.log', shiftMs: 3_600_000 },
]);

const directory = mkdtempSync(path.join(tmpdir(), 'crosstail-test-'));
let workspace: EmbeddedWorkspace;
let store: ShiftedStore;
/** What the shifted store must answer from, oldest first. */
let moved: LogEvent[] = [];

beforeAll(async () => {
  workspace = await openEmbeddedWorkspace({ directory });
  const written: LogEvent[] = [];
  for (const [nth, service] of SERVICES.entries()) {
    const source = testSource(service);
    const events = Array.from({ length: 400 }, (_, i) =>
      testEvent(source, i * 10, START_MS + i * 1_000 + nth * 7, `${service} line ${i}`, i % 9 === 0 ? 'ERROR' : 'INFO'),
    );
    written.push(...events);
    await workspace.sink.append(batchOf(source, events));
  }
  moved = written.map((event) => shiftEvent(event, shiftOf(event, SHIFTS))).sort((a, b) => timeOf(a) - timeOf(b));
  store = new ShiftedStore(workspace.store, async () => SHIFTS);
});
afterAll(async () => {
  await workspace.close();
  rmSync(directory, { recursive: true, force: true });
});

const idsOf = (events: readonly LogEvent[]) => events.map((event) => event.event.id);
const withTimes = (events: readonly LogEvent[]) => events.map((event) => `${event['@timestamp']} ${event.event.id}`);

async function found(query: string, order: 'newest' | 'oldest', range = {}, limit?: number): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  const request = { query: parseQuery(query), range, order, ...(limit === undefined ? {} : { limit }) };
  for await (const page of store.search(request)) events.push(...page.events);
  return events;
}

describe('a store with shifts', () => {
  test('no two lines share a shifted time here, so that the order below is the only one', () => {
    expect(new Set(moved.map((event) => event['@timestamp'])).size).toBe(moved.length);
  });

  test('gives every line by its shifted time, in both orders', async () => {
    expect(withTimes(await found('', 'oldest'))).toEqual(withTimes(moved));
    expect(withTimes(await found('', 'newest'))).toEqual(withTimes(moved.toReversed()));
  });

  test.each([1, 7, 100, 5_000])('goes on from page to page of %i without a gap or a double', async (limit) => {
    const want = idsOf(moved.toReversed().filter((event) => event.log?.level === 'ERROR'));
    const got: string[] = [];
    let after: string | undefined;
    do {
      let next: string | undefined;
      const request = { query: parseQuery('level:ERROR'), range: {}, order: 'newest' as const, limit };
      for await (const page of store.search({ ...request, ...(after === undefined ? {} : { after }) })) {
        got.push(...idsOf(page.events));
        next = page.next;
      }
      after = next;
    } while (after !== undefined && got.length < 2_000);
    expect(got).toEqual(want);
  });

  test('cuts a range by shifted time, in lists, counts and bars', async () => {
    const range = { fromMs: START_MS + 60_000, toMs: START_MS + 3_700_000 };
    const inside = moved.filter((event) => inRange(range, timeOf(event)));
    expect(inside.length).toBeGreaterThan(100);
    expect(idsOf(await found('', 'oldest', range))).toEqual(idsOf(inside));
    expect(await store.count(ALL, range)).toBe(inside.length);
    const buckets = await store.histogram({ query: ALL, range, bucketMs: 10_000, by: 'service.name' });
    const bars = new Map<number, number>();
    for (const event of inside) {
      const at = Math.floor(timeOf(event) / 10_000) * 10_000;
      bars.set(at, (bars.get(at) ?? 0) + 1);
    }
    expect(new Map(buckets.map(({ fromMs, count }) => [fromMs, count]))).toEqual(bars);
    expect(buckets.every(({ count, by = {} }) => Object.values(by).reduce((a, b) => a + b, 0) === count)).toBe(true);
  });

  test('reads times within a query by the shifted clock', async () => {
    const at = START_MS + 3_600_000 + 50_000;
    const want = moved.filter((event) => timeOf(event) >= at);
    expect(idsOf(await found(`time>=${at}`, 'oldest'))).toEqual(idsOf(want));
    expect(idsOf(await found(`time:[${START_MS} TO ${at}] service:pricing`, 'oldest'))).toEqual(
      idsOf(moved.filter((event) => event.service?.name === 'pricing' && timeOf(event) <= at)),
    );
  });

  test('counts values over all parts', async () => {
    const values = await store.values({ query: parseQuery('level:ERROR'), range: {}, field: 'service.name', top: 2 });
    expect(values).toEqual([
      { value: 'checkout', count: 45 },
      { value: 'engine', count: 45 },
    ]);
  });

  test.each(['file', 'service', 'host', 'all'] as const)('shows the lines around one by %s', async (scope) => {
    const hit = moved.find((event) => event.message === 'engine line 200')!;
    const same = moved.filter((event) => {
      if (scope === 'all' || scope === 'host') return true;
      return event.service?.name === 'engine';
    });
    const at = same.indexOf(hit);
    const events = await store.context({ eventId: hit.event.id, before: 5, after: 3, scope });
    expect(withTimes(events)).toEqual(withTimes(same.slice(at - 5, at + 4)));
    expect(events.filter((event) => event.crosstail?.hit === true).map((event) => event.event.id)).toEqual([
      hit.event.id,
    ]);
  });

  test('says of each line by how much it was moved', async () => {
    const [engine] = await found('"engine line 3"', 'oldest');
    expect(engine?.crosstail?.shifted_ms).toBe(-90_000);
  });

  test('refuses to go on from a page of other shifts', async () => {
    const other = new ShiftedStore(workspace.store, async () => []);
    let next: string | undefined;
    for await (const page of other.search({ query: ALL, range: {}, order: 'newest', limit: 3 })) next = page.next;
    const pages = store.search({ query: ALL, range: {}, order: 'newest', limit: 3, after: next! });
    await expect(pages.next()).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const spoilt = store.search({ query: ALL, range: {}, order: 'newest', limit: 3, after: 'shifted:{' });
    await expect(spoilt.next()).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

test('a tail with shifts tells the past by shifted time and goes on live', async () => {
  const fromMs = START_MS + 3_600_000 + 350_000;
  const stop = new AbortController();
  const request = { selectors: [], query: ALL, start: { kind: 'time' as const, timeMs: fromMs }, bufferEvents: 1_000 };
  const feed = new ShiftedTail(workspace.tail, async () => SHIFTS).follow(request, stop.signal);
  const items: TailItem[] = [];
  const late = testSource('engine');
  for await (const batch of feed) {
    items.push(...batch);
    const isLive = items.some(({ type }) => type === 'live');
    if (isLive && items.every((item) => item.type !== 'event' || item.origin === 'store'))
      await workspace.sink.append(batchOf(late, [testEvent(late, 9_000, START_MS, 'engine late', 'WARN')]));
    if (items.some((item) => item.type === 'event' && item.origin === 'stream')) stop.abort();
  }
  const events = items.flatMap((item) => (item.type === 'event' && item.origin === 'store' ? [item.event] : []));
  expect(withTimes(events)).toEqual(withTimes(moved.filter((event) => timeOf(event) >= fromMs)));
  const live = items.find((item) => item.type === 'event' && item.origin === 'stream');
  expect(live?.type === 'event' && live.event['@timestamp']).toBe(new Date(START_MS - 90_000).toISOString());
});
