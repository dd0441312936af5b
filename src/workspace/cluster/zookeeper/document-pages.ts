// Documents in time order, page by page over one view of the indices (point in time + search_after): no ceiling, no scroll.
import { AppError } from '../../../base/errors.ts';
import { type ElasticsearchClient, refusalOf } from '../../../drivers/elasticsearch/elasticsearch-client.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { SearchOrder } from '../../../ports/event-store.ts';
import type { Dsl } from '../elasticsearch/narrowing.ts';
import { TIME_FIELD } from '../elasticsearch/time-dsl.ts';
import { foreignEvent } from '../kafka/foreign-document.ts';

/** How long the server keeps the view between two pages. */
const KEEP = '2m';
/** The view has a tie-breaker of its own, which only counts within it. */
const LAST_OF_TIES = Number.MAX_SAFE_INTEGER;
const TIME_FORMAT = 'strict_date_optional_time_nanos';

/** Where a document stands: time, offset in its file, event id; where it has no id, how many of the same came before. */
export type Place = readonly [time: string | null, offset: number, id: string | null, ties: number];

export interface FoundDocument {
  event: LogEvent;
  place: Place;
}

export interface DocumentPage {
  documents: FoundDocument[];
  /** Documents that the request finds in all. */
  total: number;
}

export interface PageRequest {
  query: Dsl;
  order: SearchOrder;
  /** Goes on behind this document. */
  behind?: Place | undefined;
  isOwn: (index: string) => boolean;
  /** Indices, as part of a path: see IndexLayout. */
  target: string;
  /** Events of the first page and of the largest. */
  firstSize: number;
  largestSize: number;
}

interface SearchAnswer {
  pit_id?: string;
  hits: {
    total?: { value: number };
    hits: { _index: string; _id: string; _source?: Record<string, unknown>; sort: unknown[] }[];
  };
}

/** Pages of documents; each is asked for when the one before has been taken. */
export async function* documentPages(
  client: ElasticsearchClient,
  request: PageRequest,
  signal?: AbortSignal,
): AsyncGenerator<DocumentPage> {
  const view = new View(client, request.target);
  let size = request.firstSize;
  let after = request.behind === undefined ? undefined : behind(request.behind);
  let last = request.behind === undefined || request.behind[2] === null ? undefined : request.behind;
  let skip = request.behind?.[2] === null ? request.behind : undefined;
  let total: number | undefined;
  try {
    for (;;) {
      const body = {
        size,
        query: { bool: { filter: [request.query] } },
        sort: sortOf(request.order),
        track_total_hits: total === undefined,
        ...(after === undefined ? {} : { search_after: after }),
      };
      const { hits } = await view.search(body, signal);
      total ??= hits.total?.value ?? 0;
      const documents: FoundDocument[] = [];
      for (const hit of hits.hits) {
        last = placeOf(hit.sort, last);
        if (skip !== undefined && isTie(last, skip) && last[3] <= skip[3]) continue;
        skip = undefined;
        documents.push({ event: request.isOwn(hit._index) ? ownEvent(hit) : foreignEvent(hit), place: last });
      }
      if (documents.length > 0) yield { documents, total };
      if (hits.hits.length < size) return;
      after = hits.hits.at(-1)!.sort;
      size = Math.min(size * 3, request.largestSize);
    }
  } finally {
    await view.close();
  }
}

function ownEvent(hit: { _index: string; _id: string; _source?: Record<string, unknown> }): LogEvent {
  const source = hit._source as LogEvent | undefined;
  const isWhole = typeof source?.message === 'string' && typeof source['@timestamp'] === 'string';
  return isWhole && typeof source.event?.id === 'string' ? source : foreignEvent(hit);
}

function placeOf(sort: unknown[], before: Place | undefined): Place {
  const [time, offset, id] = sort as [string | null, number, string | null];
  const place: Place = [time, offset, id, 0];
  if (id !== null) return place;
  return [time, offset, id, before !== undefined && isTie(before, place) ? before[3] + 1 : 1];
}

function isTie(a: Place, b: Place): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

/** What to search behind: all of the same place again where only counting tells them apart. */
function behind([time, offset, id]: Place): unknown[] {
  return [time, offset, id, id === null ? -1 : LAST_OF_TIES];
}

function sortOf(order: SearchOrder): object[] {
  const direction = order === 'newest' ? 'desc' : 'asc';
  return [
    {
      [TIME_FIELD]: { order: direction, format: TIME_FORMAT, numeric_type: 'date_nanos', unmapped_type: 'date_nanos' },
    },
    // Lines of one file with the same time stand as in the file.
    { 'log.offset': { order: direction, missing: -1, unmapped_type: 'long' } },
    { 'event.id': { order: direction, unmapped_type: 'keyword' } },
    { _shard_doc: 'asc' },
  ];
}

/** A point in time. Where the server has let go of it, a new one takes its place: what came meanwhile is seen then. */
class View {
  readonly #client: ElasticsearchClient;
  readonly #target: string;
  #id: string | undefined;

  constructor(client: ElasticsearchClient, target: string) {
    this.#client = client;
    this.#target = target;
  }

  async search(body: Record<string, unknown>, signal: AbortSignal | undefined): Promise<SearchAnswer> {
    for (let attempt = 0; ; attempt++) {
      this.#id ??= await this.#open(signal);
      try {
        const answer = await this.#client.request<SearchAnswer>('POST', '/_search', {
          // Half an answer is none: a shard that is away must be seen, not missed.
          query: { allow_partial_search_results: false },
          body: { ...body, pit: { id: this.#id, keep_alive: KEEP } },
          signal,
        });
        this.#id = answer.pit_id ?? this.#id;
        return answer;
      } catch (error) {
        if (refusalOf(error)?.type !== 'search_context_missing_exception' || attempt > 2) throw error;
        this.#id = undefined;
        const after = body.search_after as unknown[] | undefined;
        if (after !== undefined) body = { ...body, search_after: [...after.slice(0, -1), LAST_OF_TIES] };
      }
    }
  }

  async #open(signal: AbortSignal | undefined): Promise<string> {
    const path = `/${this.#target}/_pit`;
    const query = { keep_alive: KEEP, ignore_unavailable: true };
    const { id } = await this.#client.request<{ id: string }>('POST', path, { query, signal });
    return id;
  }

  async close(): Promise<void> {
    if (this.#id === undefined) return;
    try {
      await this.#client.request('DELETE', '/_pit', { body: { id: this.#id } });
    } catch (error) {
      // It ends by itself after KEEP; what went wrong before is what the caller must hear.
      if (!(error instanceof AppError)) throw error;
    }
  }
}
