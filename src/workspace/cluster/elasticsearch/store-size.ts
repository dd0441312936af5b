// stats: how much is stored, day by day.
import type { ElasticsearchClient } from '../../../drivers/elasticsearch/elasticsearch-client.ts';
import type { StoreStats } from '../../../ports/event-store.ts';
import type { IndexLayouts } from './index-layout.ts';
import { TIME_FIELD } from './time-dsl.ts';

interface StatsAnswer {
  indices?: Record<string, { primaries?: { docs?: { count: number }; store?: { size_in_bytes: number } } }>;
}

interface RangeAnswer {
  aggregations?: { by: { buckets: { key: string; from: { value: number | null }; to: { value: number | null } }[] } };
}

/** Events, bytes and time of each index; an index is a segment. */
export async function storeSize(
  client: ElasticsearchClient,
  layouts: IndexLayouts,
  signal?: AbortSignal,
): Promise<StoreStats> {
  const { own, foreign, target } = await layouts.layout(signal);
  const capabilities = { append: false, retention: false };
  const path = `/${target}`;
  const query = { ignore_unavailable: true, allow_no_indices: true };
  const [sizes, times] = await Promise.all([
    client.request<StatsAnswer>('GET', `${path}/_stats/docs,store`, {
      query: { ...query, filter_path: 'indices.*.primaries.docs.count,indices.*.primaries.store.size_in_bytes' },
      signal,
    }),
    client.request<RangeAnswer>('POST', `${path}/_search`, { query, body: { size: 0, aggs: { by: TIMES } }, signal }),
  ]);
  const spans = new Map((times.aggregations?.by.buckets ?? []).map((each) => [each.key, each]));
  const segments = [...own, ...foreign].flatMap((name) => {
    const primaries = sizes.indices?.[name]?.primaries;
    const events = primaries?.docs?.count ?? 0;
    if (events === 0) return [];
    return [{ fromMs: spans.get(name)?.from.value ?? 0, events, bytes: primaries?.store?.size_in_bytes ?? 0 }];
  });
  segments.sort((a, b) => a.fromMs - b.fromMs);
  const first = least([...spans.values()].map(({ from }) => from.value));
  const last = least([...spans.values()].map(({ to }) => (to.value === null ? null : -to.value)));
  return {
    events: segments.reduce((sum, { events }) => sum + events, 0),
    bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(first === undefined ? {} : { fromMs: first }),
    ...(last === undefined ? {} : { toMs: -last }),
    segments,
    capabilities,
  };
}

const TIMES = {
  terms: { field: '_index', size: 10_000 },
  aggs: { from: { min: { field: TIME_FIELD } }, to: { max: { field: TIME_FIELD } } },
};

function least(values: (number | null)[]): number | undefined {
  let found: number | undefined;
  for (const value of values) if (value !== null && (found === undefined || value < found)) found = value;
  return found;
}
