// EventStore on Elasticsearch: our own indices and, as far as they hold events, those of other shippers.
import { ElasticsearchClient } from '../../../drivers/elasticsearch/elasticsearch-client.ts';
import type { ElasticsearchSettings } from '../../../drivers/elasticsearch/elasticsearch-settings.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { TimeRange } from '../../../model/time-range.ts';
import type {
  ContextRequest,
  EventStore,
  FieldInfo,
  HistogramBucket,
  HistogramRequest,
  SearchPage,
  SearchRequest,
  StoreStats,
  ValuesRequest,
} from '../../../ports/event-store.ts';
import { ALL, type Query } from '../../../query/query-ast.ts';
import { contextOf } from './event-context.ts';
import { EventCounts } from './event-counts.ts';
import { fieldsOf } from './event-fields.ts';
import { searchPages } from './event-search.ts';
import { IndexLayouts } from './index-layout.ts';
import { storeSize } from './store-size.ts';

/** Newest events whose fields are listed. */
const FIELD_SAMPLE = 2_000;

export class ElasticsearchEventStore implements EventStore {
  readonly #client: ElasticsearchClient;
  readonly #layouts: IndexLayouts;
  readonly #counts: EventCounts;

  /** Opens nothing yet: the first question connects. */
  constructor(settings: ElasticsearchSettings) {
    this.#client = new ElasticsearchClient(settings);
    this.#layouts = new IndexLayouts(this.#client);
    this.#counts = new EventCounts(this.#client, this.#layouts);
  }

  search(request: SearchRequest, signal?: AbortSignal): AsyncIterable<SearchPage> {
    return searchPages(this.#client, this.#layouts, request, signal);
  }

  count(query: Query, range: TimeRange, signal?: AbortSignal): Promise<number> {
    return this.#counts.count(query, range, signal);
  }

  histogram(request: HistogramRequest, signal?: AbortSignal): Promise<HistogramBucket[]> {
    return this.#counts.histogram(request, signal);
  }

  values(request: ValuesRequest, signal?: AbortSignal): Promise<{ value: string; count: number }[]> {
    return this.#counts.values(request, signal);
  }

  context(request: ContextRequest, signal?: AbortSignal): Promise<LogEvent[]> {
    return contextOf(this.#client, this.#layouts, request, signal);
  }

  async fields(range: TimeRange, signal?: AbortSignal): Promise<FieldInfo[]> {
    const request = { query: ALL, range, order: 'newest' as const, limit: FIELD_SAMPLE };
    return fieldsOf(this.search(request, signal));
  }

  stats(signal?: AbortSignal): Promise<StoreStats> {
    return storeSize(this.#client, this.#layouts, signal);
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
