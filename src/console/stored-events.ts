import type { LogEvent } from '../model/log-event.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Query } from '../query/query-ast.ts';

/** Matching events, oldest first, page by page: never more than one page in memory. */
export async function* storedEvents(
  store: EventStore,
  query: Query,
  range: TimeRange,
  signal: AbortSignal,
): AsyncGenerator<LogEvent> {
  for await (const page of store.search({ query, range, order: 'oldest' }, signal)) yield* page.events;
}
