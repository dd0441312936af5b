import type { ConsoleServices } from '../contract/contract.ts';
import { FieldCensus } from '../query/field-census.ts';
import { resolveField } from '../query/fields.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { ConsoleParts } from './console-parts.ts';

type SearchService = Pick<
  ConsoleServices,
  | 'search.find'
  | 'search.count'
  | 'search.histogram'
  | 'search.values'
  | 'search.fields'
  | 'search.context'
  | 'store.stats'
>;

/** Most buckets of one histogram: more than pixels on a wide screen. */
const MAX_BUCKETS = 5_000;

/** Newest hits that the field list is made of. */
const FIELD_SAMPLE = 2_000;

/** Questions to the store. Query text is parsed here, so that every caller gets the same errors. */
export function createSearchService({ workspace, clock }: ConsoleParts): SearchService {
  const parse = (text: string) => parseQuery(text, clock.nowMs());
  return {
    async *'search.find'({ query, ...request }, signal) {
      const parsed = parse(query);
      const { store } = await workspace;
      for await (const page of store.search({ ...request, query: parsed }, signal)) {
        yield { events: page.events, next: page.next ?? null, progress: page.progress };
      }
    },

    async 'search.count'({ query, range }, signal) {
      const parsed = parse(query);
      return { count: await (await workspace).store.count(parsed, range, signal) };
    },

    async 'search.histogram'({ query, range, bucketMs, by }, signal) {
      const parsed = parse(query);
      const { store } = await workspace;
      const width = bucketWidth(range, bucketMs);
      const field = by === undefined ? {} : { by: resolveField(by) };
      return { buckets: await store.histogram({ query: parsed, range, bucketMs: width, ...field }, signal) };
    },

    async 'search.values'({ query, range, field, top }, signal) {
      const parsed = parse(query);
      const { store } = await workspace;
      return { values: await store.values({ query: parsed, range, field: resolveField(field), top }, signal) };
    },

    async 'search.fields'({ range, query }, signal) {
      const { store } = await workspace;
      if (query === undefined) return { fields: await store.fields(range, signal) };
      const census = new FieldCensus();
      let isSample = false;
      const request = { query: parse(query), range, order: 'newest' as const, limit: FIELD_SAMPLE };
      for await (const page of store.search(request, signal)) {
        for (const event of page.events) census.add(event);
        isSample = page.next !== undefined;
      }
      return { fields: census.fields(), isSample };
    },

    async 'search.context'(request, signal) {
      return { events: await (await workspace).store.context(request, signal) };
    },

    async 'store.stats'(_input, signal) {
      const stats = await (await workspace).store.stats(signal);
      const { events, bytes, segments } = stats;
      return { events, bytes, segments, fromMs: stats.fromMs ?? null, toMs: stats.toMs ?? null };
    },
  };
}

function bucketWidth(range: { fromMs?: number; toMs?: number }, asked: number): number {
  if (range.fromMs === undefined || range.toMs === undefined) return asked;
  return Math.max(asked, Math.ceil((range.toMs - range.fromMs) / MAX_BUCKETS));
}
