// All documents of our own indices in time order. The server orders by time and offset alone: to order by id as well it
// would look up the id of every document, which costs as much as all the rest. Ties are put in order here.
import type { ElasticsearchClient } from '../../../drivers/elasticsearch/elasticsearch-client.ts';
import {
  type DocumentPage,
  documentPages,
  type FoundDocument,
  ownEvent,
  type PageRequest,
  type Place,
  sortByPlace,
} from '../zookeeper/document-pages.ts';
import { type Hit, PointInTime } from './point-in-time.ts';

/** The same pages as `documentPages` gives for our own indices, from the first document on. */
export async function* scannedPages(
  client: ElasticsearchClient,
  request: PageRequest,
  signal?: AbortSignal,
): AsyncGenerator<DocumentPage> {
  const view = new PointInTime(client, request.target);
  let size = request.firstSize;
  let after: unknown[] | undefined;
  let last: Place | undefined;
  let total: number | undefined;
  try {
    for (;;) {
      const body = {
        size,
        query: { bool: { filter: [request.query] } },
        sort: [...sortByPlace(request.order), { _shard_doc: 'asc' }],
        track_total_hits: total === undefined,
        ...(after === undefined ? {} : { search_after: after }),
      };
      const { hits } = await view.search(body, signal);
      total ??= hits.total?.value ?? 0;
      const isEnd = hits.hits.length < size;
      const whole = isEnd ? hits.hits : hits.hits.slice(0, startOfLastTies(hits.hits));
      if (whole.length > 0) {
        const documents = inOrder(whole, request.order);
        last = documents.at(-1)!.place;
        yield { documents, total };
      } else if (!isEnd) break;
      if (isEnd) return;
      after = whole.at(-1)!.sort;
      size = Math.min(size * 3, request.largestSize);
    }
  } finally {
    await view.close();
  }
  // More ties than a page holds: only the server can put them in order.
  yield* documentPages(client, { ...request, firstSize: request.largestSize, behind: last }, signal);
}

/** Where the run of documents begins that the page may have cut. */
function startOfLastTies(hits: readonly Hit[]): number {
  let start = hits.length - 1;
  while (start > 0 && isTie(hits[start - 1]!, hits[start]!)) start--;
  return start;
}

function isTie({ sort: a }: Hit, { sort: b }: Hit): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function inOrder(hits: readonly Hit[], order: PageRequest['order']): FoundDocument[] {
  const documents = hits.map((hit): FoundDocument => {
    const [time, offset] = hit.sort as [string | null, number];
    const event = ownEvent(hit);
    return { event, place: [time, offset, event.event.id, 0] };
  });
  const sign = order === 'newest' ? -1 : 1;
  for (let from = 0; from < hits.length; ) {
    let to = from + 1;
    while (to < hits.length && isTie(hits[from]!, hits[to]!)) to++;
    if (to - from > 1) {
      const ties = documents.slice(from, to).sort((a, b) => sign * (a.event.event.id < b.event.event.id ? -1 : 1));
      documents.splice(from, ties.length, ...ties);
    }
    from = to;
  }
  return documents;
}
