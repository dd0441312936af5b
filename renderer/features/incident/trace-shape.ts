// The picture of a trace: where each lane begins and ends, its lines, and the long silences between them.
import { levelRank } from '../../../src/model/level.ts';
import { type LogEvent, timeOf } from '../../../src/model/log-event.ts';

export interface LaneMark {
  event: LogEvent;
  atMs: number;
  isError: boolean;
}

export interface LaneGap {
  fromMs: number;
  toMs: number;
}

export interface LaneShape {
  service: string;
  host: string;
  fromMs: number;
  toMs: number;
  marks: LaneMark[];
  gaps: LaneGap[];
}

/** A silence this long, as a share of the whole trace, is worth a mark. */
const GAP_SHARE = 0.15;
/** Shorter ones are rounding, whatever share they are. */
const LEAST_GAP_MS = 5;

/** Lanes in the order in which they come in, from events by corrected time. */
export function laneShapes(events: readonly LogEvent[]): LaneShape[] {
  const lanes = new Map<string, LaneShape>();
  for (const event of events) {
    const atMs = timeOf(event);
    if (Number.isNaN(atMs)) continue;
    const service = event.service?.name ?? '';
    const host = event.host?.name ?? '';
    const key = `${service}\n${host}`;
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = { service, host, fromMs: atMs, toMs: atMs, marks: [], gaps: [] };
      lanes.set(key, lane);
    }
    lane.toMs = Math.max(lane.toMs, atMs);
    lane.marks.push({ event, atMs, isError: levelRank(event.log?.level) >= 6 });
  }
  const all = [...lanes.values()];
  markGaps(all);
  return all;
}

/**
 * A silence counts when no lane says anything in it: a caller's lane is silent while its callee works, and only the
 * last to have spoken can have kept everyone waiting.
 */
function markGaps(lanes: readonly LaneShape[]): void {
  const { fromMs, toMs } = traceSpan(lanes);
  const leastMs = Math.max((toMs - fromMs) * GAP_SHARE, LEAST_GAP_MS);
  const all = lanes.flatMap((lane) => lane.marks.map((mark) => ({ atMs: mark.atMs, lane })));
  all.sort((a, b) => a.atMs - b.atMs);
  for (let i = 1; i < all.length; i++) {
    const before = all[i - 1]!;
    const after = all[i]!;
    if (after.atMs - before.atMs >= leastMs) before.lane.gaps.push({ fromMs: before.atMs, toMs: after.atMs });
  }
}

/** First and last instant of the lanes. */
export function traceSpan(lanes: readonly LaneShape[]): { fromMs: number; toMs: number } {
  if (lanes.length === 0) return { fromMs: 0, toMs: 0 };
  return {
    fromMs: Math.min(...lanes.map((lane) => lane.fromMs)),
    toMs: Math.max(...lanes.map((lane) => lane.toMs)),
  };
}

/** Round instants for the axis, at most so many. */
export function axisTicks(fromMs: number, toMs: number, most: number): number[] {
  const span = toMs - fromMs;
  if (span <= 0) return [fromMs];
  const power = 10 ** Math.floor(Math.log10(span / most));
  const step = Math.max(1, [1, 2, 5, 10].map((each) => each * power).find((each) => span / each <= most) ?? span);
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs; at += step) ticks.push(at);
  return ticks;
}
