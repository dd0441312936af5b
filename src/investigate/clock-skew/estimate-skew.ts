import { idsOf, type LogEvent } from '../../model/log-event.ts';
import { preciseTimeOf } from '../precise-time.ts';
import type { ClockOffset } from './clock-offset.ts';
import { agree, type Interval } from './interval-vote.ts';
import { type Link, offsetsOf } from './offset-bounds.ts';

/** Lines of one request on one host in one span, in the host's own time. */
interface Stretch {
  host: string;
  times: number[];
}

/** A call of one line fits into any pause: a link of such calls is worth less than one of calls with an extent. */
const SINGLE_LINE_SHARE = 0.2;
const MAX_REQUESTS = 20_000;
const MAX_STRETCHES = 48;
const MAX_WITNESSES = 600;
/** Requests that must agree before a link is believed. */
const MIN_VOTES = 3;
const MIN_SHARE = 0.5;

/**
 * Offsets between hosts from requests that pass through both. A call lies within a pause of its caller: sent after the
 * line before it and answered before the line after it, which bounds the offset from both sides. Each request names the
 * offsets it allows, the one most of them allow is taken: the middle of the common stretch, half its width the error.
 * Offsets are given against the median of all hosts; hosts that share no request with others are left out.
 */
export async function estimateSkew(
  events: Iterable<LogEvent> | AsyncIterable<LogEvent>,
  signal?: AbortSignal,
): Promise<ClockOffset[]> {
  const requests = await collect(events, signal);
  const witnesses = new Map<string, Interval[][]>();
  const extents = new Map<string, number>();
  for (const stretches of requests.values()) testify([...stretches.values()], witnesses, extents);
  const links: Link[] = [];
  for (const [pair, intervals] of witnesses) {
    const [from, to] = JSON.parse(pair) as [string, string];
    const found = agree(intervals);
    if (found === undefined || found.votes < Math.min(MIN_VOTES, intervals.length)) continue;
    const share = found.votes / intervals.length;
    if (share < MIN_SHARE) continue;
    const rank = -(share ** 4) * found.belief * Math.min(1, found.votes / 10) * (extents.get(pair) ?? 1);
    links.push({ from, to, low: found.from, high: found.to, rank });
  }
  return offsetsOf(links)
    .map((offset) => ({ ...offset, basis: 'requests' }))
    .sort((a, b) => (a.host < b.host ? -1 : 1));
}

async function collect(
  events: Iterable<LogEvent> | AsyncIterable<LogEvent>,
  signal: AbortSignal | undefined,
): Promise<Map<string, Map<string, Stretch>>> {
  const requests = new Map<string, Map<string, Stretch>>();
  let count = 0;
  for await (const event of events) {
    if (++count % 4_096 === 0) signal?.throwIfAborted();
    const host = event.host?.name;
    const timeMs = preciseTimeOf(event);
    const id = event.trace?.id ?? idsOf(event).find(({ kind }) => kind !== 'span')?.value;
    if (host === undefined || id === undefined || Number.isNaN(timeMs)) continue;
    let stretches = requests.get(id);
    if (stretches === undefined) {
      if (requests.size >= MAX_REQUESTS) continue;
      stretches = new Map();
      requests.set(id, stretches);
    }
    const key = `${host} ${event.span?.id ?? event.service?.name ?? ''}`;
    const stretch = stretches.get(key);
    if (stretch !== undefined) stretch.times.push(timeMs);
    else if (stretches.size < MAX_STRETCHES) stretches.set(key, { host, times: [timeMs] });
  }
  for (const stretches of requests.values()) for (const { times } of stretches.values()) times.sort((a, b) => a - b);
  return requests;
}

/** Adds what one request says about every pair of hosts it passed. */
function testify(stretches: Stretch[], witnesses: Map<string, Interval[][]>, extents: Map<string, number>): void {
  const own = new Map<string, Interval[]>();
  for (const a of stretches) {
    for (const b of stretches) {
      if (a.host >= b.host) continue;
      const key = JSON.stringify([a.host, b.host]);
      const intervals = own.get(key) ?? [];
      // b within a pause of a, or a within a pause of b (then the signs turn).
      intervals.push(
        ...allowed(a.times, b.times),
        ...allowed(b.times, a.times).map(([from, to]): Interval => [-to, -from]),
      );
      own.set(key, intervals);
      const extent = Math.min(a.times.length, b.times.length) > 1 ? 1 : SINGLE_LINE_SHARE;
      extents.set(key, Math.max(extent, extents.get(key) ?? 0));
    }
  }
  for (const [key, intervals] of own) {
    if (intervals.length === 0) continue;
    const all = witnesses.get(key);
    if (all === undefined) witnesses.set(key, [intervals]);
    else if (all.length < MAX_WITNESSES) all.push(intervals);
  }
}

/** Offsets (callee's clock minus caller's) at which the callee's lines lie within one pause of the caller. */
function allowed(caller: number[], callee: number[]): Interval[] {
  const [first, last] = [callee[0]!, callee.at(-1)!];
  const intervals: Interval[] = [];
  for (let at = 0; at + 1 < caller.length; at++) {
    const [before, after] = [caller[at]!, caller[at + 1]!];
    if (after - before > last - first) intervals.push([last - after, first - before]);
  }
  return intervals;
}
