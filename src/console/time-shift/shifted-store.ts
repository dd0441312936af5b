// The store as it reads with the clocks of some files, services and hosts set right: every question is put once for each
// shift, and the answers are put together.
import { AppError } from '../../base/errors.ts';
import { type LogEvent, timeOf } from '../../model/log-event.ts';
import type { TimeRange } from '../../model/time-range.ts';
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
} from '../../ports/event-store.ts';
import { scopeQuery } from '../../query/event-scope.ts';
import type { Query } from '../../query/query-ast.ts';
import { searchParts } from './shifted-search.ts';
import { movedRange, shiftEvent, shiftedParts, shiftOf, type TimeShift } from './time-shift.ts';

/** Bars are asked for in so many parts where a shift is no whole number of bars: a line may then be that far off. */
const PARTS_OF_BAR = 100;
/** Lines of one millisecond that are looked through for the place of the asked one. */
const MOST_AT_ONCE = 10_000;

export class ShiftedStore implements EventStore {
  readonly #store: EventStore;
  readonly #shifts: () => Promise<readonly TimeShift[]>;

  /** `shifts` gives them as they are now, narrower ones first: see `orderedShifts`. */
  constructor(store: EventStore, shifts: () => Promise<readonly TimeShift[]>) {
    this.#store = store;
    this.#shifts = shifts;
  }

  async *search(request: SearchRequest, signal?: AbortSignal): AsyncGenerator<SearchPage> {
    const shifts = await this.#shifts();
    if (shifts.length === 0) yield* this.#store.search(request, signal);
    else yield* searchParts(this.#store, shiftedParts(request.query, request.range, shifts), request, signal);
  }

  async count(query: Query, range: TimeRange, signal?: AbortSignal): Promise<number> {
    const parts = shiftedParts(query, range, await this.#shifts());
    const counts = await Promise.all(parts.map((part) => this.#store.count(part.query, part.range, signal)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async histogram(request: HistogramRequest, signal?: AbortSignal): Promise<HistogramBucket[]> {
    const parts = shiftedParts(request.query, request.range, await this.#shifts());
    const merged = new Map<number, HistogramBucket>();
    const answers = parts.map(async ({ query, range, shiftMs }) => {
      const { bucketMs } = request;
      const finer = shiftMs % bucketMs === 0 ? bucketMs : Math.max(1, bucketMs / PARTS_OF_BAR);
      for (const bucket of await this.#store.histogram({ ...request, query, range, bucketMs: finer }, signal)) {
        const fromMs = Math.floor((bucket.fromMs + shiftMs) / bucketMs) * bucketMs;
        merged.set(fromMs, sumOf(merged.get(fromMs), { ...bucket, fromMs }));
      }
    });
    await Promise.all(answers);
    return [...merged.values()].sort((a, b) => a.fromMs - b.fromMs);
  }

  async values(request: ValuesRequest, signal?: AbortSignal): Promise<{ value: string; count: number }[]> {
    const shifts = await this.#shifts();
    if (shifts.length === 0) return this.#store.values(request, signal);
    const counts = new Map<string, number>();
    // Deeper than asked: what is rare in one part may be common in all.
    const top = request.top * (shifts.length + 1);
    const parts = shiftedParts(request.query, request.range, shifts);
    const answers = parts.map(({ query, range }) => this.#store.values({ ...request, query, range, top }, signal));
    for (const values of await Promise.all(answers))
      for (const { value, count } of values) counts.set(value, (counts.get(value) ?? 0) + count);
    const summed = [...counts].map(([value, count]) => ({ value, count }));
    return summed.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, request.top);
  }

  async context(request: ContextRequest, signal?: AbortSignal): Promise<LogEvent[]> {
    const shifts = await this.#shifts();
    if (shifts.length === 0 || request.scope === 'file') {
      const events = await this.#store.context(request, signal);
      return events.map((event) => shiftEvent(event, shiftOf(event, shifts)));
    }
    const asked = await this.#store.context({ ...request, before: 0, after: 0 }, signal);
    const found = asked.find((event) => event.event.id === request.eventId);
    if (found === undefined) throw new AppError('NOT_FOUND', `No event ${request.eventId} is stored.`);
    return this.#around(shiftEvent(found, shiftOf(found, shifts)), request, signal);
  }

  async fields(range: TimeRange, signal?: AbortSignal): Promise<FieldInfo[]> {
    const moves = [0, ...(await this.#shifts()).map(({ shiftMs }) => -shiftMs)];
    const { fromMs } = movedRange(range, Math.min(...moves));
    const { toMs } = movedRange(range, Math.max(...moves));
    const wide = { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
    return this.#store.fields(wide, signal);
  }

  stats(signal?: AbortSignal): Promise<StoreStats> {
    return this.#store.stats(signal);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  /** Lines before and after one by shifted time. */
  async #around(hit: LogEvent, { before, after, scope }: ContextRequest, signal?: AbortSignal): Promise<LogEvent[]> {
    const query = scopeQuery(hit, scope);
    const atMs = Math.floor(timeOf(hit));
    const [older, same, newer] = await Promise.all([
      before === 0 ? [] : this.#find({ query, range: { toMs: atMs }, order: 'newest', limit: before }, signal),
      this.#find({ query, range: { fromMs: atMs, toMs: atMs + 1 }, order: 'oldest', limit: MOST_AT_ONCE }, signal),
      after === 0 ? [] : this.#find({ query, range: { fromMs: atMs + 1 }, order: 'oldest', limit: after }, signal),
    ]);
    const events = [...older.reverse(), ...same, ...newer];
    const at = events.findIndex((event) => event.event.id === hit.event.id);
    const marked = { ...hit, crosstail: { ...hit.crosstail, hit: true } };
    if (at < 0) return [...older, marked, ...newer];
    events[at] = marked;
    return events.slice(Math.max(0, at - before), at + after + 1);
  }

  async #find(request: SearchRequest, signal?: AbortSignal): Promise<LogEvent[]> {
    const found: LogEvent[] = [];
    for await (const page of this.search(request, signal)) found.push(...page.events);
    return found;
  }
}

function sumOf(one: HistogramBucket | undefined, other: HistogramBucket): HistogramBucket {
  if (one === undefined) return other;
  const by = { ...one.by };
  for (const [value, count] of Object.entries(other.by ?? {})) by[value] = (by[value] ?? 0) + count;
  return { fromMs: one.fromMs, count: one.count + other.count, ...(one.by === undefined ? {} : { by }) };
}
