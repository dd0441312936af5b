// Whatever the index makes of a query: the store's answers are the predicate's over all events.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SqliteDriver, SqliteDriverName } from '../../../../src/drivers/sqlite/sqlite-database.ts';
import { loadSqlite } from '../../../../src/drivers/sqlite/sqlite-driver.ts';
import { type LogEvent, timeOf } from '../../../../src/model/log-event.ts';
import { inRange } from '../../../../src/model/time-range.ts';
import { parseQuery } from '../../../../src/query/parse-query.ts';
import { compile } from '../../../../src/query/predicate.ts';
import { countEvents, histogram, topValues } from '../../../../src/workspace/embedded/questions/event-counts.ts';
import { searchPages } from '../../../../src/workspace/embedded/questions/event-search.ts';
import { type Interruption, StoreReader } from '../../../../src/workspace/embedded/segments/store-reader.ts';
import { StoreWriter } from '../../../../src/workspace/embedded/segments/store-writer.ts';
import { batchOf, testSource } from '../../../kit/event-batches.ts';
import { RANDOM_START_MS, randomEvents, randomQuery } from './random-events.ts';

// Every run makes files, and a busy disk takes its time for each.
const PATIENCE_MS = 180_000;

const NEVER: Interruption = {
  check: () => undefined,
  pause: async () => undefined,
};

function withStore<T>(
  driver: SqliteDriver,
  work: (writer: StoreWriter, reader: StoreReader) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'crosstail-oracle-'));
  const writer = new StoreWriter(driver, folder);
  const reader = new StoreReader(driver, folder);
  return work(writer, reader).finally(() => {
    reader.close();
    writer.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

function append(writer: StoreWriter, events: LogEvent[]): void {
  const services = new Set(events.map((event) => event.service!.name));
  const batches = [...services].map((service) => {
    const source = testSource(service);
    const batch = batchOf(
      source,
      events.filter((event) => event.service!.name === service),
    );
    return { json: batch.json, sourceKey: source.key, topic: source.topic };
  });
  for (const result of writer.append(batches, 0)) expect(result).toHaveProperty('seq');
}

describe.each<[SqliteDriverName, number]>([
  ['node', 24],
  ['libsql', 8],
])('store on %s', { timeout: PATIENCE_MS }, (name, numRuns) => {
  test('answers as the predicate does', async () => {
    const driver = await loadSqlite(name);
    const range = fc.constantFrom(
      {},
      { fromMs: RANDOM_START_MS + 3_333 },
      { fromMs: RANDOM_START_MS + 1, toMs: RANDOM_START_MS + 12_001 },
    );
    await fc.assert(
      fc.asyncProperty(
        randomEvents,
        fc.array(randomQuery, { minLength: 5, maxLength: 12 }),
        range,
        async (events, queries, times) => {
          await withStore(driver, async (writer, reader) => {
            append(writer, events);
            for (const text of queries) {
              const query = parseQuery(text);
              const isHit = compile(query);
              const hits = events.filter((event) => inRange(times, timeOf(event)) && isHit(event));
              const found: LogEvent[] = [];
              for await (const page of searchPages(reader, { query, range: times, order: 'newest' }, NEVER))
                found.push(...page.events);
              expect(found.map((event) => event.event.id).sort(), text).toEqual(
                hits.map((event) => event.event.id).sort(),
              );
              expect(found.map(timeOf)).toEqual(found.map(timeOf).sort((a, b) => b - a));
              expect(await countEvents(reader, query, times, NEVER), text).toBe(hits.length);
              const buckets = await histogram(reader, { query, range: times, bucketMs: 7_000, by: 'log.level' }, NEVER);
              expect(
                buckets.reduce((sum, bucket) => sum + bucket.count, 0),
                text,
              ).toBe(hits.length);
              const values = await topValues(reader, { query, range: times, field: 'service.name', top: 9 }, NEVER);
              const services = Object.fromEntries(values.map(({ value, count }) => [value, count]));
              expect(services, text).toEqual(countBy(hits));
            }
          });
        },
      ),
      { numRuns, seed: 20261123 },
    );
  });

  test('gives back every event as it came', async () => {
    const driver = await loadSqlite(name);
    const json = fc.dictionary(fc.string({ unit: 'binary', maxLength: 12 }), fc.jsonValue({ maxDepth: 3 }), {
      maxKeys: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(json, fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 12 }),
        async (drafts) => {
          const source = testSource('json');
          const events = drafts.map(
            ([more, message], i) =>
              JSON.parse(
                JSON.stringify({
                  ...more,
                  '@timestamp': '2026-11-23T10:00:00.5Z',
                  message,
                  event: { id: `known-${i}` },
                  log: { offset: i, level: 'WARN' },
                  service: { name: 'json' },
                  crosstail: { format: 'ecs' },
                }),
              ) as LogEvent,
          );
          await withStore(driver, async (writer, reader) => {
            append(writer, events);
            const found: LogEvent[] = [];
            const request = { query: parseQuery(''), range: {}, order: 'oldest' as const };
            for await (const page of searchPages(reader, request, NEVER)) found.push(...page.events);
            expect(found).toEqual(events);
            expect(source.service).toBe('json');
          });
        },
      ),
      { numRuns: Math.ceil(numRuns / 2), seed: 7 },
    );
  });
});

function countBy(events: LogEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events) counts[event.service!.name] = (counts[event.service!.name] ?? 0) + 1;
  return counts;
}
