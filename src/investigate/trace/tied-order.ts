// Lines of one instant: clocks of a millisecond cannot tell cause from effect, the shape of the request can.
import { levelRank } from '../../model/level.ts';
import type { LogEvent } from '../../model/log-event.ts';

export interface TimedEvent {
  event: LogEvent;
  timeMs: number;
}

const TROUBLE_RANK = levelRank('WARN');

interface Lane {
  /** Order of its first line in the trace: a callee is deeper than its caller. Undefined before it has one. */
  depth: number | undefined;
  lastMs: number;
  waiting: TimedEvent[];
}

/**
 * Orders runs of equal times; `timed` is by time and changed in place. Within a file the order stays. A service already
 * in the request goes before one that it is only now calling, unless it speaks of trouble: that is what the callee
 * brought about. Of two that are both in it, the one called later answers first.
 */
export function orderTies(timed: TimedEvent[]): void {
  const lanes = lanesOf(timed);
  let depth = 0;
  for (let from = 0; from < timed.length; ) {
    let to = from + 1;
    while (to < timed.length && timed[to]!.timeMs === timed[from]!.timeMs) to++;
    const run = timed.slice(from, to);
    const here = [...new Set(run.map(({ event }) => lanes.get(laneKey(event))!))];
    for (const each of run) lanes.get(laneKey(each.event))!.waiting.push(each);
    for (const lane of here) lane.waiting.sort((a, b) => (a.event.log?.offset ?? 0) - (b.event.log?.offset ?? 0));
    for (let at = from; at < to; at++) {
      const lane = nextLane(here);
      lane.depth ??= depth++;
      timed[at] = lane.waiting.shift()!;
    }
    from = to;
  }
}

function lanesOf(timed: readonly TimedEvent[]): Map<string, Lane> {
  const lanes = new Map<string, Lane>();
  for (const { event, timeMs } of timed) {
    const key = laneKey(event);
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, { depth: undefined, lastMs: timeMs, waiting: [] });
    else lane.lastMs = timeMs;
  }
  return lanes;
}

function laneKey({ service, host, log }: LogEvent): string {
  return JSON.stringify([service?.name, host?.name, log?.file?.path]);
}

function nextLane(here: readonly Lane[]): Lane {
  const waiting = here.filter((lane) => lane.waiting.length > 0);
  const deepest = waiting
    .filter((lane) => lane.depth !== undefined)
    .reduce<Lane | undefined>(
      (best, lane) => (best === undefined || lane.depth! > best.depth! ? lane : best),
      undefined,
    );
  // The one that is in the request the longest encloses the others: it is their caller.
  const fresh = waiting
    .filter((lane) => lane.depth === undefined)
    .reduce<Lane | undefined>(
      (best, lane) => (best === undefined || lane.lastMs > best.lastMs ? lane : best),
      undefined,
    );
  if (deepest === undefined) return fresh!;
  const speaksOfTrouble = levelRank(deepest.waiting[0]!.event.log?.level) >= TROUBLE_RANK;
  return fresh !== undefined && speaksOfTrouble ? fresh : deepest;
}
