// A window too long to be read whole: stretches of it, spread over all of it, and the crashes of the rest.
import { CRASH_WORDS, crashIn } from '../investigate/suspects/crash-text.ts';
import { LINES_LEFT_OUT } from '../investigate/suspects/rank-suspects.ts';
import type { LogEvent } from '../model/log-event.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { EventStore } from '../ports/event-store.ts';
import { parseQuery } from '../query/parse-query.ts';
import { ALL } from '../query/query-ast.ts';
import { storedEvents } from './stored-events.ts';

/** Lines that make a stretch: enough for requests to lie whole in it. */
const STRETCH_LINES = 4_000;
const MAX_STRETCHES = 8;
/** Crashes looked for outside of the stretches. */
const MAX_CRASHES = 200;

/** How much of a window was read. */
export interface Sample {
  read: number;
  of: number;
}

/**
 * All lines of the window where they are no more than `most`, else about so many in a few stretches: a request is read
 * whole or not at all, but for those at the edges. Crashes are found wherever they are. `sample` is filled in.
 */
export async function* sampledEvents(
  store: EventStore,
  range: TimeRange,
  most: number,
  sample: Sample,
  signal: AbortSignal,
): AsyncGenerator<LogEvent | typeof LINES_LEFT_OUT> {
  sample.of = await store.count(ALL, range, signal);
  if (sample.of <= most) {
    for await (const event of storedEvents(store, ALL, range, signal)) {
      sample.read++;
      yield event;
    }
    return;
  }
  const crashes = await crashesOf(store, range, signal);
  for (const stretch of stretchesOf(await closed(store, range, signal), most, sample.of)) {
    let left = stretch.lines;
    for await (const event of storedEvents(store, ALL, stretch.range, signal, stretch.lines)) {
      if (left-- <= 0) break;
      sample.read++;
      crashes.delete(event.event.id);
      yield event;
    }
    yield LINES_LEFT_OUT;
  }
  yield* crashes.values();
}

/** Stretches at equal distances, each in the middle of its part of the window. */
function stretchesOf(range: Required<TimeRange>, most: number, of: number) {
  const count = Math.max(1, Math.min(MAX_STRETCHES, Math.floor(most / STRETCH_LINES)));
  const partMs = (range.toMs - range.fromMs) / count;
  const aheadMs = (partMs * (1 - most / of)) / 2;
  return Array.from({ length: count }, (_, at) => {
    const fromMs = Math.floor(range.fromMs + at * partMs + aheadMs);
    const toMs = Math.floor(range.fromMs + (at + 1) * partMs);
    return { range: { fromMs, toMs }, lines: Math.ceil(most / count) };
  });
}

async function closed(store: EventStore, { fromMs, toMs }: TimeRange, signal: AbortSignal) {
  if (fromMs !== undefined && toMs !== undefined) return { fromMs, toMs };
  const stats = await store.stats(signal);
  const first = fromMs ?? stats.fromMs ?? 0;
  return { fromMs: first, toMs: toMs ?? Math.max(first, stats.toMs ?? first) + 1 };
}

/** Crash reports by id. Their requests are not known whole, so they come without. */
async function crashesOf(store: EventStore, range: TimeRange, signal: AbortSignal): Promise<Map<string, LogEvent>> {
  const found = new Map<string, LogEvent>();
  const query = parseQuery(CRASH_WORDS.map((words) => `"${words}"`).join(' OR '), 0);
  for await (const event of storedEvents(store, query, range, signal, MAX_CRASHES)) {
    if (crashIn(event.message) === undefined) continue;
    const { trace: _trace, span: _span, transaction: _transaction, crosstail, ...rest } = event;
    const { ids: _ids, ...own } = crosstail ?? {};
    found.set(event.event.id, { ...rest, crosstail: own });
  }
  return found;
}
