import { levelRank } from '../../model/level.ts';
import { idsOf, type LogEvent } from '../../model/log-event.ts';
import { type ClockOffset, offsetByHost } from '../clock-skew/clock-offset.ts';
import { preciseTimeOf } from '../precise-time.ts';
import { orderTies, type TimedEvent } from './tied-order.ts';

export interface TraceLane {
  service: string;
  host: string;
  events: number;
  /** Id of its first event of level error or above. */
  firstError: string | null;
}

export interface TraceGap {
  /** Ids of the events on both sides. */
  from: string;
  to: string;
  ms: number;
}

export interface Trace {
  id: string;
  /** Kinds under which the id stands in the events (`trace`, `order`, …). */
  kinds: string[];
  /** Corrected times of the first and the last event; 0 when there is none. */
  fromMs: number;
  toMs: number;
  /** One for each service on each host, by first event. */
  lanes: TraceLane[];
  firstError: string | null;
  /** Corrections that were applied: hosts of the trace only. */
  clock: ClockOffset[];
  /** Ids of other values that share an event with it, most frequent first. */
  linked: { kind: string; value: string; count: number }[];
  /** Longest pauses, longest first. */
  gaps: TraceGap[];
  /** By corrected time. */
  events: LogEvent[];
  /** Events that carry the id and were not taken. */
  leftOut: number;
}

export interface TraceRequest {
  value: string;
  offsets?: readonly ClockOffset[];
  /** Most events taken; the rest is counted. */
  maxEvents?: number;
  signal?: AbortSignal;
}

const DEFAULT_MAX_EVENTS = 20_000;
const MAX_LINKED = 50;
const MAX_GAPS = 10;
const ERROR_RANK = levelRank('ERROR');

/**
 * Everything that carries an id, over services and hosts, by corrected time. `events` are those that a search for the
 * id found, in any order; a lane is a service on a host.
 */
export async function assembleTrace(
  events: Iterable<LogEvent> | AsyncIterable<LogEvent>,
  request: TraceRequest,
): Promise<Trace> {
  const max = request.maxEvents ?? DEFAULT_MAX_EVENTS;
  const taken: LogEvent[] = [];
  let leftOut = 0;
  for await (const event of events) {
    if (taken.length < max) taken.push(event);
    else if (++leftOut % 1_024 === 0) request.signal?.throwIfAborted();
  }
  const timeOf = correctedTime(request.offsets ?? []);
  const timed = taken.map((event) => ({ event, timeMs: timeOf(event) })).sort(byTime);
  orderTies(timed);
  const hosts = new Set(taken.map((event) => event.host?.name ?? ''));
  const known = timed.filter(({ timeMs }) => !Number.isNaN(timeMs));
  const { kinds, linked } = idsAround(taken, request.value);
  return {
    id: request.value,
    kinds,
    fromMs: known[0]?.timeMs ?? 0,
    toMs: known.at(-1)?.timeMs ?? 0,
    lanes: lanesOf(timed.map(({ event }) => event)),
    firstError: timed.find(({ event }) => isError(event))?.event.event.id ?? null,
    clock: (request.offsets ?? []).filter(({ host }) => hosts.has(host)),
    linked,
    gaps: longestGaps(known),
    events: timed.map(({ event }) => event),
    leftOut,
  };
}

/** Time of an event by the common clock, ms; NaN when its own is broken. */
export function correctedTime(offsets: readonly ClockOffset[]): (event: LogEvent) => number {
  const byHost = offsetByHost(offsets);
  return (event) => preciseTimeOf(event) - (byHost.get(event.host?.name ?? '') ?? 0);
}

/** Broken times last; equal ones as they came, until their ties are looked at. */
function byTime(a: TimedEvent, b: TimedEvent): number {
  if (Number.isNaN(a.timeMs)) return Number.isNaN(b.timeMs) ? 0 : 1;
  if (Number.isNaN(b.timeMs)) return -1;
  return a.timeMs - b.timeMs;
}

function lanesOf(events: LogEvent[]): TraceLane[] {
  const lanes = new Map<string, TraceLane>();
  for (const event of events) {
    const [service, host] = [event.service?.name ?? '', event.host?.name ?? ''];
    const key = JSON.stringify([service, host]);
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = { service, host, events: 0, firstError: null };
      lanes.set(key, lane);
    }
    lane.events++;
    if (lane.firstError === null && isError(event)) lane.firstError = event.event.id;
  }
  return [...lanes.values()];
}

function idsAround(events: LogEvent[], value: string): Pick<Trace, 'kinds' | 'linked'> {
  const kinds = new Set<string>();
  const counts = new Map<string, { kind: string; value: string; count: number }>();
  for (const event of events) {
    for (const id of idsOf(event)) {
      if (id.value === value) kinds.add(id.kind);
      else {
        const known = counts.get(id.value);
        if (known === undefined) counts.set(id.value, { ...id, count: 1 });
        else known.count++;
      }
    }
  }
  const linked = [...counts.values()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  // A span is a part of this trace, not another one to follow: it comes after ids of other kinds.
  linked.sort((a, b) => Number(a.kind === 'span') - Number(b.kind === 'span'));
  return { kinds: [...kinds], linked: linked.slice(0, MAX_LINKED) };
}

function longestGaps(timed: TimedEvent[]): TraceGap[] {
  const gaps = timed.slice(1).map(({ event, timeMs }, at) => {
    const before = timed[at]!;
    return { from: before.event.event.id, to: event.event.id, ms: timeMs - before.timeMs };
  });
  return gaps.sort((a, b) => b.ms - a.ms).slice(0, MAX_GAPS);
}

/** Level error or above, or a stack trace where the line names no level. */
function isError(event: LogEvent): boolean {
  if (levelRank(event.log?.level) >= ERROR_RANK) return true;
  return event.log?.level === undefined && event.error?.stack_trace !== undefined;
}
