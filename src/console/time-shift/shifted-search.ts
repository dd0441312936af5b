// One search out of several, each of lines with another shift: merged by shifted time, page by page.
import { AppError } from '../../base/errors.ts';
import { type LogEvent, timeOf } from '../../model/log-event.ts';
import type { EventStore, SearchPage, SearchRequest } from '../../ports/event-store.ts';
import type { ShiftedPart } from './time-shift.ts';
import { shiftEvent } from './time-shift.ts';

const PAGE_EVENTS = 1_000;
const CURSOR_START = 'shifted:';

/** Where a part's search goes on: behind a page of the store, and so many events of the next one. */
interface Place {
  after: string | null;
  skip: number;
  isEnded: boolean;
}

/** Pages of all parts together. Rejects BAD_INPUT for an `after` of other shifts. */
export async function* searchParts(
  store: EventStore,
  parts: readonly ShiftedPart[],
  request: SearchRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<SearchPage> {
  const places = placesOf(request.after, parts);
  const readers = parts.map((part, index) => new PartReader(store, part, request, places[index]!, signal));
  let left = request.limit ?? Number.POSITIVE_INFINITY;
  let events: LogEvent[] = [];
  const page = (isEnd: boolean): SearchPage => {
    const given = events;
    events = [];
    const progress = readers.reduce((sum, reader) => sum + reader.progress, 0) / readers.length;
    const isOver = readers.every(({ place }) => place.isEnded);
    return { events: given, progress: isEnd ? 1 : progress, ...(isOver ? {} : { next: cursorOf(readers, parts) }) };
  };
  try {
    while (left > 0) {
      for (const reader of readers) {
        // What is here is shown before more is waited for.
        if (reader.isDry && events.length > 0) yield page(false);
        await reader.fill();
      }
      const first = firstOf(readers, request.order);
      if (first === undefined) break;
      events.push(first.take());
      left--;
      if (events.length >= PAGE_EVENTS && left > 0) yield page(false);
    }
    yield page(true);
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

function firstOf(readers: readonly PartReader[], order: SearchRequest['order']): PartReader | undefined {
  let best: PartReader | undefined;
  for (const reader of readers) {
    const { headMs } = reader;
    if (headMs === undefined) continue;
    if (best === undefined || (order === 'newest' ? headMs > best.headMs! : headMs < best.headMs!)) best = reader;
  }
  return best;
}

class PartReader {
  progress = 0;
  readonly #shiftMs: number;
  readonly #pages: AsyncIterator<SearchPage> | undefined;
  #events: LogEvent[] = [];
  #at = 0;
  #after: string | null;
  #next: string | undefined;
  #toSkip: number;
  #hasMore: boolean;

  constructor(
    store: EventStore,
    { query, range, shiftMs }: ShiftedPart,
    request: SearchRequest,
    { after, skip, isEnded }: Place,
    signal: AbortSignal | undefined,
  ) {
    this.#shiftMs = shiftMs;
    this.#after = after;
    this.#toSkip = skip;
    this.#hasMore = !isEnded;
    if (isEnded) return;
    const { order, limit } = request;
    const most = limit === undefined ? {} : { limit: limit + skip };
    const from = after === null ? {} : { after };
    this.#pages = store.search({ query, range, order, ...most, ...from }, signal)[Symbol.asyncIterator]();
    this.#next = after ?? undefined;
  }

  /** More has to be waited for before it is known what comes next. */
  get isDry(): boolean {
    return this.#at >= this.#events.length && this.#hasMore;
  }

  get headMs(): number | undefined {
    const head = this.#events[this.#at];
    return head === undefined ? undefined : timeOf(head);
  }

  get place(): Place {
    const isRead = this.#at >= this.#events.length;
    const isEnded = isRead && !this.#hasMore && this.#next === undefined;
    if (isRead && this.#toSkip === 0) return { after: this.#next ?? null, skip: 0, isEnded };
    return { after: this.#after, skip: this.#at + this.#toSkip, isEnded };
  }

  take(): LogEvent {
    return this.#events[this.#at++]!;
  }

  /** Waits until there is a head, or none will come. */
  async fill(): Promise<void> {
    while (this.isDry) {
      const { value, done } = await this.#pages!.next();
      if (done === true) {
        this.#hasMore = false;
        this.progress = 1;
        return;
      }
      this.#after = this.#next ?? null;
      this.#next = value.next;
      this.progress = value.progress;
      this.#events = value.events.map((event: LogEvent) => shiftEvent(event, this.#shiftMs));
      this.#at = Math.min(this.#toSkip, this.#events.length);
      this.#toSkip -= this.#at;
    }
  }

  async close(): Promise<void> {
    await this.#pages?.return?.();
  }
}

function keyOf(parts: readonly ShiftedPart[]): string {
  return parts.map(({ shiftMs }) => shiftMs).join(',');
}

function cursorOf(readers: readonly PartReader[], parts: readonly ShiftedPart[]): string {
  return CURSOR_START + JSON.stringify({ key: keyOf(parts), places: readers.map(({ place }) => place) });
}

function placesOf(after: string | undefined, parts: readonly ShiftedPart[]): Place[] {
  if (after === undefined) return parts.map(() => ({ after: null, skip: 0, isEnded: false }));
  const read = after.startsWith(CURSOR_START) ? readCursor(after.slice(CURSOR_START.length)) : undefined;
  if (read?.key === keyOf(parts) && read.places.length === parts.length) return read.places;
  throw new AppError('BAD_INPUT', 'The search cannot go on: times were shifted since its last page.', {
    hint: 'Search anew.',
  });
}

function readCursor(text: string): { key: string; places: Place[] } | undefined {
  try {
    const { key, places } = JSON.parse(text) as { key: string; places: Place[] };
    const isGood = ({ after, skip }: Place) => (after === null || typeof after === 'string') && Number.isInteger(skip);
    return places.every(isGood) ? { key, places } : undefined;
  } catch {
    // Not one of ours: refused as such.
    return undefined;
  }
}
