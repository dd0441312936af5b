// The questions that the store is asked, and what each may take.
import type { EventStore, SearchRequest } from '../../src/ports/event-store.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { COMMON_WORD, RARE_PART, RARE_WORD } from '../kit/log-lines.ts';
import { measure, type Wanted } from './store-figures.ts';

export interface AskedOf {
  ids: readonly string[];
  fromMs: number;
  toMs: number;
}

/** The newest 200 hits of a query: its name, how often it is asked, what it may take. */
const NEWEST: readonly [name: string, times: number, query: string, wanted: Wanted][] = [
  ['rare term', 40, RARE_WORD, { atMost: 5 }],
  ['common term, newest 200', 40, COMMON_WORD, { atMost: 10 }],
  ['level:ERROR, newest 200', 40, 'level:ERROR', { atMost: 10 }],
  ['service and level, newest 200', 40, 'service:engine level>=WARN', { atMost: 10 }],
  ['everything, newest 200', 40, '', {}],
  ['phrase, newest 200', 20, '"upstream timeout"', {}],
  ['substring, newest 200', 20, '*eartbea*', { atMost: 20 }],
  ['regex, newest 200', 10, '/took_us=8\\d{4}/', {}],
  ['field without index, nothing found', 1, 'process.thread.id:4711', {}],
];

export async function measureQuestions(store: EventStore, of: AskedOf): Promise<void> {
  for (const [name, times, text, wanted] of NEWEST) await measure(name, times, wanted, () => hits(store, { text }));
  let asked = 0;
  const nextId = () => `id:${of.ids[asked++ % of.ids.length]}`;
  await measure('id, another one each time', of.ids.length, { atMost: 5 }, () => hits(store, { text: nextId() }));
  await measure('all events of an id, oldest first', of.ids.length, {}, () =>
    hits(store, { text: nextId(), order: 'oldest', limit: 10_000 }),
  );
  const all = { atMost: 1_200 };
  await measure('substring, all', 3, all, () => store.count(parseQuery('*eartbea*'), {}));
  await measure('substring, all (rare)', 3, all, () => hits(store, { text: `*${RARE_PART}*`, limit: 1_000 }));
  await measure('regex, all counted', 1, {}, () => store.count(parseQuery('/items=3\\d\\b/'), {}));
  await measure('count of the common term', 5, {}, () => store.count(parseQuery(COMMON_WORD), {}));
  await measureHistograms(store, of);
}

async function measureHistograms(store: EventStore, { fromMs, toMs }: AskedOf): Promise<void> {
  const bucketMs = Math.max(60_000, Math.ceil((toMs - fromMs) / 300 / 60_000) * 60_000);
  const ask = (text: string, by?: string) => async () => {
    const request = { query: parseQuery(text), range: {}, bucketMs, ...(by === undefined ? {} : { by }) };
    return (await store.histogram(request)).length;
  };
  await measure('histogram, all by level', 20, { atMost: 50 }, ask('', 'log.level'));
  await measure('histogram of the common term', 5, { atMost: 300 }, ask(COMMON_WORD));
  await measure('histogram of the common term by level', 5, { atMost: 300 }, ask(COMMON_WORD, 'log.level'));
  await measure('values of service for the common term', 5, {}, async () => {
    const request = { query: parseQuery(COMMON_WORD), range: {}, field: 'service.name', top: 10 };
    return (await store.values(request)).length;
  });
}

async function hits(store: EventStore, request: Partial<SearchRequest> & { text: string }): Promise<number> {
  let count = 0;
  const { text, ...more } = request;
  for await (const page of store.search({ query: parseQuery(text), range: {}, order: 'newest', limit: 200, ...more }))
    count += page.events.length;
  return count;
}
