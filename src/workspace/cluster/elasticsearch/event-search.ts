// search: pages of hits in time order; those without a time that an index knows come last.
import { AppError } from '../../../base/errors.ts';
import type { ElasticsearchClient } from '../../../drivers/elasticsearch/elasticsearch-client.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { SearchPage, SearchRequest } from '../../../ports/event-store.ts';
import { type DocumentPage, documentPages, type Place } from '../zookeeper/document-pages.ts';
import { scannedPages } from './document-scan.ts';
import { candidates, isOwnIndex, type Question, questionOf } from './event-question.ts';
import type { IndexLayouts } from './index-layout.ts';

const FIRST_PAGE = 200;
/** Whoever wants so many gets them at once; whoever wants all gets pages as large as servers give: each costs anew. */
const LARGEST_PAGE = 2_000;
const LARGEST_OF_ALL = 10_000;
const MAX_CURSOR = 10_000;

interface Cursor {
  phase: Phase;
  place: Place;
}

type Phase = 'timed' | 'timeless';

/** Pages of a search. */
export async function* searchPages(
  client: ElasticsearchClient,
  layouts: IndexLayouts,
  request: SearchRequest,
  signal?: AbortSignal,
): AsyncGenerator<SearchPage> {
  const cursor = request.after === undefined ? undefined : readCursor(request.after);
  const question = await questionOf(layouts, request.query, request.range, signal);
  let left = request.limit ?? Infinity;
  for await (const { page, phase, progress } of hitPages(client, question, request, cursor, signal)) {
    const events = page.slice(0, left);
    left -= events.length;
    if (left <= 0) {
      yield { events: events.map(({ event }) => event), next: writeCursor(phase, events.at(-1)!.place), progress };
      return;
    }
    const last = events.at(-1);
    const next = last === undefined ? {} : { next: writeCursor(phase, last.place) };
    yield { events: events.map(({ event }) => event), ...next, progress };
  }
  yield { events: [], progress: 1 };
}

interface HitPage {
  page: { event: LogEvent; place: Place }[];
  phase: Phase;
  progress: number;
}

async function* hitPages(
  client: ElasticsearchClient,
  question: Question,
  { order, limit }: SearchRequest,
  cursor: Cursor | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<HitPage> {
  const firstSize = question.exact && limit !== undefined ? Math.min(limit, LARGEST_PAGE) : FIRST_PAGE;
  const base = {
    order,
    isOwn: isOwnIndex(question.layout),
    target: question.layout.target,
    firstSize,
    largestSize: limit === undefined ? LARGEST_OF_ALL : LARGEST_PAGE,
  };
  const phases: [Phase, object | undefined][] = [
    ['timed', cursor?.phase === 'timeless' ? undefined : candidates(question)],
    ['timeless', question.timeless],
  ];
  for (const [phase, query] of phases) {
    if (query === undefined) continue;
    const behind = cursor?.phase === phase ? cursor.place : undefined;
    let seen = 0;
    const done = phase === 'timed' ? 0 : 0.9;
    const asked = { ...base, query: { ...query }, behind };
    const isScan = limit === undefined && behind === undefined && question.layout.foreign.length === 0;
    for await (const found of (isScan ? scannedPages : documentPages)(client, asked, signal)) {
      seen += found.documents.length;
      yield {
        page: hitsOf(question, found),
        phase,
        progress: done + Math.min(seen / found.total, 1) * (phase === 'timed' ? 0.9 : 0.09),
      };
    }
  }
}

function hitsOf(question: Question, { documents }: DocumentPage): { event: LogEvent; place: Place }[] {
  return documents.filter(({ event }) => question.test(event));
}

function writeCursor(phase: Phase, place: Place): string {
  return Buffer.from(JSON.stringify([phase, ...place])).toString('base64url');
}

function readCursor(text: string): Cursor {
  const [phase, time, offset, id, ties] = parsed(text);
  const isTime = time === null || (typeof time === 'string' && !Number.isNaN(Date.parse(time)));
  const isId = id === null || typeof id === 'string';
  const isPlace = isTime && isId && typeof offset === 'number' && typeof ties === 'number';
  if ((phase === 'timed' || phase === 'timeless') && isPlace) return { phase, place: [time, offset, id, ties] };
  throw new AppError('BAD_INPUT', `"${text.slice(0, 60)}" is not a place in a search.`, {
    hint: 'Pass what the page before gave as `next`.',
  });
}

function parsed(text: string): unknown[] {
  if (text.length > MAX_CURSOR) return [];
  try {
    const found: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(found) ? found : [];
  } catch {
    // Whatever it is, it is not one of ours: the caller says so.
    return [];
  }
}
