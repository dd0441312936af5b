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
  const { fromMs, toMs } = traceSpan(all);
  for (const lane of all) lane.gaps = gapsOf(lane, (toMs - fromMs) * GAP_SHARE);
  return all;
}

function gapsOf(lane: LaneShape, leastMs: number): LaneGap[] {
  const gaps: LaneGap[] = [];
  for (let i = 1; i < lane.marks.length; i++) {
    const fromMs = lane.marks[i - 1]!.atMs;
    const toMs = lane.marks[i]!.atMs;
    if (toMs - fromMs >= Math.max(leastMs, LEAST_GAP_MS)) gaps.push({ fromMs, toMs });
  }
  return gaps;
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
