// What the server counts: exactly, in pieces of a bounded size (composite aggregations), whatever the number of buckets.
import type { ElasticsearchClient } from '../../../drivers/elasticsearch/elasticsearch-client.ts';
import type { Dsl } from './narrowing.ts';
import { TIME_FIELD } from './time-dsl.ts';

/** Buckets of one answer; servers refuse more than 65,536. */
const PIECE = 10_000;

/** Documents that the query finds. */
export async function countOf(
  client: ElasticsearchClient,
  target: string,
  query: Dsl,
  signal?: AbortSignal,
): Promise<number> {
  const path = `/${target}/_count`;
  const { count } = await client.request<{ count: number }>('POST', path, {
    query: { ignore_unavailable: true, allow_no_indices: true },
    body: { query },
    signal,
  });
  return count;
}

interface CountedBucket {
  fromMs: number;
  /** undefined for documents without the field. */
  value: string | undefined;
  count: number;
}

interface CompositeAnswer {
  hits: { total: { value: number } };
  aggregations?: {
    found: { after_key?: Record<string, unknown>; buckets: { key: Record<string, unknown>; doc_count: number }[] };
  };
}

/** Counts by time and value; undefined when a document has several values, so that it would count several times. */
export async function bucketsOf(
  client: ElasticsearchClient,
  target: string,
  query: Dsl,
  { bucketMs, by }: { bucketMs: number; by: string | undefined },
  signal?: AbortSignal,
): Promise<CountedBucket[] | undefined> {
  const sources: object[] = [{ time: { date_histogram: { field: TIME_FIELD, fixed_interval: `${bucketMs}ms` } } }];
  if (by !== undefined) sources.push({ value: { terms: { field: by, missing_bucket: true } } });
  const found: CountedBucket[] = [];
  let documents = 0;
  for await (const { total, buckets } of pieces(client, target, query, sources, signal)) {
    documents = total;
    for (const { key, doc_count } of buckets)
      found.push({ fromMs: key.time as number, value: textOf(key.value), count: doc_count });
  }
  const counted = found.reduce((sum, { count }) => sum + count, 0);
  return counted === documents ? found : undefined;
}

/** Counts of all values of a field, at most so many. */
export async function valueCounts(
  client: ElasticsearchClient,
  target: string,
  query: Dsl,
  field: string,
  most: number,
  signal?: AbortSignal,
): Promise<{ value: string; count: number }[]> {
  const found: { value: string; count: number }[] = [];
  for await (const { buckets } of pieces(client, target, query, [{ value: { terms: { field } } }], signal)) {
    for (const { key, doc_count } of buckets) found.push({ value: String(key.value), count: doc_count });
    if (found.length >= most) break;
  }
  return found;
}

function textOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

async function* pieces(
  client: ElasticsearchClient,
  target: string,
  query: Dsl,
  sources: object[],
  signal: AbortSignal | undefined,
) {
  const path = `/${target}/_search`;
  let after: Record<string, unknown> | undefined;
  let total = 0;
  for (;;) {
    const composite = { size: PIECE, sources, ...(after === undefined ? {} : { after }) };
    const answer = await client.request<CompositeAnswer>('POST', path, {
      query: { ignore_unavailable: true, allow_no_indices: true, allow_partial_search_results: false },
      body: { size: 0, track_total_hits: after === undefined, query, aggs: { found: { composite } } },
      signal,
    });
    if (after === undefined) total = answer.hits.total.value;
    const found = answer.aggregations?.found;
    if (found === undefined) return;
    yield { total, buckets: found.buckets };
    if (found.after_key === undefined || found.buckets.length < PIECE) return;
    after = found.after_key;
  }
}
