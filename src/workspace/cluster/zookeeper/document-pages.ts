// Documents in time order, page by page over one view of the indices (point in time + search_after): no ceiling, no scroll.
import type { ElasticsearchClient } from '../../../drivers/elasticsearch/elasticsearch-client.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { SearchOrder } from '../../../ports/event-store.ts';
import type { Dsl } from '../elasticsearch/narrowing.ts';
import { type Hit, LAST_OF_TIES, PointInTime } from '../elasticsearch/point-in-time.ts';
import { TIME_FIELD } from '../elasticsearch/time-dsl.ts';
import { foreignEvent } from '../kafka/foreign-document.ts';

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

/** Pages of documents; each is asked for when the one before has been taken. */
export async function* documentPages(
  client: ElasticsearchClient,
  request: PageRequest,
  signal?: AbortSignal,
): AsyncGenerator<DocumentPage> {
  const view = new PointInTime(client, request.target);
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

/** The event of a document of our own. */
export function ownEvent(hit: Hit): LogEvent {
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
  const byId = { 'event.id': { order: directionOf(order), unmapped_type: 'keyword' } };
  return [...sortByPlace(order), byId, { _shard_doc: 'asc' }];
}

/** By time; lines of one file with the same time stand as in the file. */
export function sortByPlace(order: SearchOrder): object[] {
  const direction = directionOf(order);
  return [
    {
      [TIME_FIELD]: { order: direction, format: TIME_FORMAT, numeric_type: 'date_nanos', unmapped_type: 'date_nanos' },
    },
    { 'log.offset': { order: direction, missing: -1, unmapped_type: 'long' } },
  ];
}

function directionOf(order: SearchOrder): 'asc' | 'desc' {
  return order === 'newest' ? 'desc' : 'asc';
}
