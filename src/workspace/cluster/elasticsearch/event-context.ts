// context: the events around one, within its file, host, service, or among all.
import { AppError } from '../../../base/errors.ts';
import type { ElasticsearchClient } from '../../../drivers/elasticsearch/elasticsearch-client.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { ContextRequest } from '../../../ports/event-store.ts';
import { scopeQuery } from '../../../query/event-scope.ts';
import { documentPages, type FoundDocument, type Place } from '../zookeeper/document-pages.ts';
import { candidates, isOwnIndex, type Question, questionOf } from './event-question.ts';
import type { IndexLayout, IndexLayouts } from './index-layout.ts';
import type { Dsl } from './narrowing.ts';

/** Events around one, oldest first, the asked one marked. Rejects NOT_FOUND. */
export async function contextOf(
  client: ElasticsearchClient,
  layouts: IndexLayouts,
  request: ContextRequest,
  signal?: AbortSignal,
): Promise<LogEvent[]> {
  const layout = await layouts.layout(signal);
  const found = await locate(client, request.eventId, layout, signal);
  if (found === undefined) {
    throw new AppError('NOT_FOUND', `No event with the id ${request.eventId} is stored.`, {
      hint: 'It may have been removed by the retention; search for its text.',
    });
  }
  const question = await questionOf(layouts, scopeQuery(found.event, request.scope), {}, signal);
  const near = (order: 'newest' | 'oldest', wanted: number) =>
    neighbours(client, question, { order, wanted, behind: found.place }, signal);
  const [before, after] = await Promise.all([near('newest', request.before), near('oldest', request.after)]);
  const hit = { ...found.event, crosstail: { ...found.event.crosstail, hit: true } };
  return [...before.reverse(), hit, ...after];
}

async function locate(
  client: ElasticsearchClient,
  eventId: string,
  layout: IndexLayout,
  signal: AbortSignal | undefined,
): Promise<FoundDocument | undefined> {
  // Others' documents without an id of their own are known by index and document.
  const slash = eventId.lastIndexOf('/');
  const foreign = {
    bool: { filter: [{ term: { _index: eventId.slice(0, slash) } }, { ids: { values: [eventId.slice(slash + 1)] } }] },
  };
  const should: Dsl[] = [{ term: { 'event.id': eventId } }, ...(slash > 0 ? [foreign] : [])];
  const request = {
    query: { bool: { should } },
    order: 'newest' as const,
    firstSize: 1,
    largestSize: 1,
    isOwn: isOwnIndex(layout),
    target: layout.target,
  };
  for await (const { documents } of documentPages(client, request, signal)) return documents[0];
  return undefined;
}

async function neighbours(
  client: ElasticsearchClient,
  question: Question,
  { order, wanted, behind }: { order: 'newest' | 'oldest'; wanted: number; behind: Place },
  signal: AbortSignal | undefined,
): Promise<LogEvent[]> {
  const found: LogEvent[] = [];
  if (wanted <= 0) return found;
  const sizes = { firstSize: Math.min(wanted, 1_000), largestSize: 2_000 };
  const request = {
    query: candidates(question),
    order,
    behind,
    isOwn: isOwnIndex(question.layout),
    target: question.layout.target,
    ...sizes,
  };
  for await (const { documents } of documentPages(client, request, signal)) {
    for (const { event } of documents) if (question.test(event)) found.push(event);
    if (found.length >= wanted) break;
  }
  return found.slice(0, wanted);
}
