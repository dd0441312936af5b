import { inCanonicalOrder } from '../bundle/parts/canonical-order.ts';
import type { LogEvent } from '../model/log-event.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { EventStore, SearchPage } from '../ports/event-store.ts';
import type { Query } from '../query/query-ast.ts';

/**
 * Matching events, oldest first, at most `limit`, a few pages in memory. Ties are not in order of arrival, so that the
 * same lines give the same findings in every store: in the one they were collected in and in the one a bundle was opened
 * in.
 */
export async function* storedEvents(
  store: EventStore,
  query: Query,
  range: TimeRange,
  signal: AbortSignal,
  limit?: number,
): AsyncGenerator<LogEvent> {
  const request = { query, range, order: 'oldest' as const, ...(limit === undefined ? {} : { limit }) };
  for await (const events of inCanonicalOrder(eventsOf(store.search(request, signal)))) yield* events;
}

async function* eventsOf(pages: AsyncIterable<SearchPage>): AsyncGenerator<LogEvent[]> {
  for await (const page of pages) yield page.events;
}
