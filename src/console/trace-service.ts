import { AppError } from '../base/errors.ts';
import type { ConsoleServices } from '../contract/contract.ts';
import { assembleTrace, type Trace } from '../investigate/trace/assemble-trace.ts';
import { relatedEvents } from '../investigate/trace/related-events.ts';
import { type LogEvent, timeOf } from '../model/log-event.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { EventStore } from '../ports/event-store.ts';
import { ALL, type Query } from '../query/query-ast.ts';
import { clockOffsets } from './clock-offsets.ts';
import type { ConsoleParts } from './console-parts.ts';
import { storedEvents } from './stored-events.ts';

type TraceService = Pick<ConsoleServices, 'trace.find' | 'trace.related'>;
type LinkedId = Trace['linked'][number];

/** Most lines of one trace: an id in a million lines is no request, and its first lines tell as much. */
const MAX_TRACE_EVENTS = 20_000;
/** Ids followed one step on, and the lines that each of them may have: what more lines carry joins no one request. */
const MAX_FOLLOWED = 16;
const MAX_LINES_OF_FOLLOWED = 2_000;
/** Looked at on both sides of a line that has no id. */
const RELATED_REACH_MS = 60_000;
/** Lines looked through for it, nearest pages first by time. */
const MAX_LOOKED_AT = 200_000;

/** Trails of requests: by an id, one step on to the ids it shares lines with, or by rare words where there is no id. */
export function createTraceService({ workspace }: Pick<ConsoleParts, 'workspace'>): TraceService {
  return {
    async 'trace.find'({ value, range, linked }, signal) {
      const opened = await workspace;
      const taken = await take(opened.store, idQuery([value]), range, signal);
      if (taken.events.length === 0) {
        throw new AppError('NOT_FOUND', `No stored line carries the id "${value}" in this time.`, {
          hint: 'Widen the time range, or search for it as text: the line may not name it as an id.',
        });
      }
      let { events, leftOut } = taken;
      let plain = await assembleTrace(events, { value, signal });
      const steps = linked === true ? await stepOn(opened.store, plain, range, signal) : undefined;
      if (steps !== undefined && steps.followed.length > 0) {
        const query = idQuery([value, ...steps.followed.map((id) => id.value)]);
        ({ events, leftOut } = await take(opened.store, query, range, signal));
        plain = await assembleTrace(events, { value, signal });
      }
      const offsets = await clockOffsets(opened, events, { fromMs: plain.fromMs, toMs: plain.toMs }, signal);
      const { gaps: _gaps, ...trace } =
        offsets.length === 0 ? plain : await assembleTrace(events, { value, offsets, signal });
      return { ...trace, ...steps, leftOut };
    },

    async 'trace.related'({ eventId, limit }, signal) {
      const { store } = await workspace;
      const seed = (await store.context({ eventId, before: 0, after: 0, scope: 'all' }, signal))[0];
      if (seed === undefined) {
        throw new AppError('NOT_FOUND', `There is no stored line "${eventId}".`, {
          hint: 'It may have been removed with its age; choose another line.',
        });
      }
      const atMs = timeOf(seed);
      if (Number.isNaN(atMs)) {
        throw new AppError('BAD_INPUT', `The line "${eventId}" has no time, so nothing can be near it.`, {
          hint: 'Choose a line with a time.',
        });
      }
      const range = { fromMs: atMs - RELATED_REACH_MS, toMs: atMs + RELATED_REACH_MS };
      let leftOut = 0;
      const around = async function* () {
        let left = MAX_LOOKED_AT;
        for await (const event of storedEvents(store, ALL, range, signal)) {
          if (left-- > 0) yield event;
          else {
            leftOut = (await store.count(ALL, range, signal)) - MAX_LOOKED_AT;
            return;
          }
        }
      };
      const related = await relatedEvents(seed, around, { ...(limit !== undefined && { limit }), signal });
      return { seed, range, related, leftOut };
    },
  };
}

/** Matching lines, oldest first, up to the limit, and how many more there are. */
async function take(
  store: EventStore,
  query: Query,
  range: TimeRange,
  signal: AbortSignal,
): Promise<{ events: LogEvent[]; leftOut: number }> {
  const events: LogEvent[] = [];
  for await (const event of storedEvents(store, query, range, signal)) {
    if (events.length === MAX_TRACE_EVENTS)
      return { events, leftOut: (await store.count(query, range, signal)) - events.length };
    events.push(event);
  }
  return { events, leftOut: 0 };
}

/** Which of the linked ids are followed, and which are not because too many lines carry them. */
async function stepOn(
  store: EventStore,
  { linked }: Trace,
  range: TimeRange,
  signal: AbortSignal,
): Promise<{ followed: LinkedId[]; tooCommon: LinkedId[] }> {
  const others = linked.filter(({ kind }) => kind !== 'span').slice(0, MAX_FOLLOWED);
  const counts = await Promise.all(others.map(({ value }) => store.count(idQuery([value]), range, signal)));
  const isRare = (_: LinkedId, at: number) => counts[at]! <= MAX_LINES_OF_FOLLOWED;
  return { followed: others.filter(isRare), tooCommon: others.filter((id, at) => !isRare(id, at)) };
}

function idQuery(values: readonly string[]): Query {
  const parts = values.map((text): Query => {
    return { type: 'match', field: 'id', value: { kind: 'text', text }, at: 0, end: text.length };
  });
  return parts.length === 1 ? parts[0]! : { type: 'or', parts };
}
