// search: pages of hits, hour by hour, in time order.
import { AppError } from '../../../base/errors.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { SearchPage, SearchRequest } from '../../../ports/event-store.ts';
import { HOUR_MS } from '../segments/segment-format.ts';
import type { KeyRange, SegmentReader } from '../segments/segment-reader.ts';
import type { SegmentFile } from '../segments/store-folder.ts';
import type { Interruption, StoreReader } from '../segments/store-reader.ts';
import { hitsOf, type Question, questionOf } from './query-plan.ts';

/** Events of a page at most; and how long hits are held for a fuller page. */
const PAGE_EVENTS = 500;
const PAGE_MS = 40;

interface Cursor {
  hour: number;
  key: number;
}

/** Where a page ended: hour and key of its last event. */
function writeCursor({ hour, key }: Cursor): string {
  return `${hour}.${key}`;
}

function readCursor(text: string): Cursor {
  const match = /^(-?\d{1,9})\.(\d{1,16})$/.exec(text);
  if (match === null)
    throw new AppError('BAD_INPUT', `"${text.slice(0, 60)}" is not a place in a search.`, {
      hint: 'Pass what the page before gave as `next`.',
    });
  return { hour: Number(match[1]), key: Number(match[2]) };
}

/** Pages of a search. `maxSeq` hides what was committed behind it. */
export async function* searchPages(
  store: StoreReader,
  request: SearchRequest,
  interruption: Interruption,
  maxSeq?: number,
): AsyncGenerator<SearchPage> {
  const question = questionOf(request.query, request.range);
  const newestFirst = request.order === 'newest';
  const after = request.after === undefined ? undefined : readCursor(request.after);
  const files = store
    .files(question.fromMs, question.toMs, newestFirst)
    .filter(({ hour }) => after === undefined || (newestFirst ? hour <= after.hour : hour >= after.hour));
  const pages = new PageBuilder(request.limit ?? Infinity);
  for (const [i, file] of files.entries()) {
    await interruption.pause();
    const reader = store.segment(file);
    if (reader === undefined) continue;
    const keys = keysBehind(question, reader, file, after, newestFirst);
    const options = { newestFirst, keys, ...(maxSeq === undefined ? {} : { maxSeq }) };
    try {
      for (const { hits, at } of hitsOf(question, reader, options)) {
        for (const { event, row } of hits) {
          const page = pages.add(event, { hour: file.hour, key: row.key });
          if (page !== undefined) yield { ...page, progress: progressOf(i, files.length, at, newestFirst) };
          if (pages.isDone) return;
        }
        const page = pages.takeOld();
        if (page !== undefined) yield { ...page, progress: progressOf(i, files.length, at, newestFirst) };
        await interruption.pause();
      }
    } catch (error) {
      if (!store.isDamage(file, error)) throw error;
    }
  }
  yield { events: pages.take(), progress: 1 };
}

function keysBehind(
  question: Question,
  reader: SegmentReader,
  file: SegmentFile,
  after: Cursor | undefined,
  newestFirst: boolean,
): KeyRange {
  const keys = reader.keysOf(question.fromMs, question.toMs);
  if (after === undefined || after.hour !== file.hour) return keys;
  return newestFirst
    ? { from: keys.from, to: Math.min(keys.to, after.key) }
    : { from: Math.max(keys.from, after.key + 1), to: keys.to };
}

function progressOf(index: number, count: number, key: number, newestFirst: boolean): number {
  const part = Math.min(key / (HOUR_MS * 1000 * 64), 1);
  return (index + (newestFirst ? 1 - part : part)) / count;
}

class PageBuilder {
  #events: LogEvent[] = [];
  #last: Cursor | undefined;
  #left: number;
  #sinceMs = 0;

  constructor(limit: number) {
    this.#left = limit;
  }

  get isDone(): boolean {
    return this.#left <= 0;
  }

  /** A page when this event fills it. */
  add(event: LogEvent, at: Cursor): { events: LogEvent[]; next: string } | undefined {
    if (this.#events.length === 0) this.#sinceMs = performance.now();
    this.#events.push(event);
    this.#last = at;
    this.#left--;
    return this.#events.length >= PAGE_EVENTS || this.isDone ? this.#page() : undefined;
  }

  /** What has been held long enough. */
  takeOld(): { events: LogEvent[]; next: string } | undefined {
    const isOld = this.#events.length > 0 && performance.now() - this.#sinceMs > PAGE_MS;
    return isOld ? this.#page() : undefined;
  }

  take(): LogEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #page(): { events: LogEvent[]; next: string } {
    return { events: this.take(), next: writeCursor(this.#last!) };
  }
}
