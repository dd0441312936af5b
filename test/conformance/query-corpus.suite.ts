// The same queries over the same events give the same hits on every store: those of the predicate.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LogEvent, timeOf } from '../../src/model/log-event.ts';
import type { EventStore } from '../../src/ports/event-store.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { compile } from '../../src/query/predicate.ts';
import corpus from '../fixtures/query-corpus.json' with { type: 'json' };
import { corpusEvents } from '../kit/corpus-events.ts';

interface StoreUnderTest {
  store: EventStore;
  close(): Promise<void>;
}

/** Every query of the corpus, written ones first. */
const CORPUS_QUERIES: readonly string[] = [...corpus.written, ...corpus.generated.map(({ query }) => query)];

/** Runs the corpus on a store; `open` gives one that holds exactly the given events. */
export function testQueryCorpus(name: string, open: (events: LogEvent[]) => Promise<StoreUnderTest>): void {
  describe(`query corpus: ${name}`, () => {
    const events = corpusEvents();
    let subject: StoreUnderTest;
    beforeAll(async () => {
      subject = await open(events);
    });
    afterAll(() => subject.close());

    test.each(CORPUS_QUERIES)('«%s»', async (text) => {
      const query = parseQuery(text);
      const expected = events.filter(compile(query));
      const hits: LogEvent[] = [];
      for await (const page of subject.store.search({ query, range: {}, order: 'oldest' })) hits.push(...page.events);
      expect(hits.map(idOf).sort()).toEqual(expected.map(idOf).sort());
      const times = hits.map(timeOf);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(await subject.store.count(query, {})).toBe(expected.length);
    });

    test.each(['service.name', 'log.level', 'labels.region', 'tags', 'process.pid', 'duration'])(
      'counts the values of %s',
      async (field) => {
        for (const text of ['', 'timeout', 'level>=WARN', '/o/']) {
          const query = parseQuery(text);
          const found = await subject.store.values({ query, range: {}, field, top: 100 });
          const total = found.reduce((sum, { count }) => sum + count, 0);
          expect({ text, total }).toEqual({ text, total: valueTotal(events.filter(compile(query)), field) });
        }
      },
    );
  });
}

function idOf(event: LogEvent): string {
  return event.event.id;
}

/** Values with a meaning: levels that nobody knows are none. */
function valueTotal(events: LogEvent[], field: string): number {
  const isThere = compile(parseQuery(field === 'log.level' ? 'level>=TRACE' : `${field}:*`));
  const several = (event: LogEvent) => (field === 'tags' ? (event.tags?.length ?? 0) : 1);
  return events.filter(isThere).reduce((sum, event) => sum + several(event), 0);
}
