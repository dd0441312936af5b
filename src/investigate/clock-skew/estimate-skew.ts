import { idsOf, type LogEvent } from '../../model/log-event.ts';
import { preciseTimeOf } from '../precise-time.ts';
import type { ClockOffset } from './clock-offset.ts';
import { agree, type Interval } from './interval-vote.ts';

/** Lines of one request on one host in one span, in the host's own time. */
interface Stretch {
  host: string;
  times: number[];
}

interface Link {
  from: string;
  to: string;
  /** Clock of `to` minus clock of `from`, ms. */
  offsetMs: number;
  errorMs: number;
  /** Share of the requests that allow it, and their number. */
  share: number;
  votes: number;
}

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
  for (const stretches of requests.values()) testify([...stretches.values()], witnesses);
  const links: Link[] = [];
  for (const [pair, intervals] of witnesses) {
    const [from, to] = JSON.parse(pair) as [string, string];
    const found = agree(intervals);
    if (found === undefined || found.votes < Math.min(MIN_VOTES, intervals.length)) continue;
    const share = found.votes / intervals.length;
    if (share < MIN_SHARE) continue;
    const offsetMs = (found.from + found.to) / 2;
    links.push({ from, to, offsetMs, errorMs: (found.to - found.from) / 2, share, votes: found.votes });
  }
  return spread(links);
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
function testify(stretches: Stretch[], witnesses: Map<string, Interval[][]>): void {
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

/** Offsets of all hosts along the best links (a spanning tree), against the median host. */
function spread(links: Link[]): ClockOffset[] {
  // A link that nearly all requests allow and that is narrow is worth more than many wide ones.
  links.sort((a, b) => cost(a) - cost(b));
  const groups = new Map<string, Map<string, { offsetMs: number; errorMs: number }>>();
  const groupOf = (host: string) => {
    let group = groups.get(host);
    if (group === undefined) {
      group = new Map([[host, { offsetMs: 0, errorMs: 0 }]]);
      groups.set(host, group);
    }
    return group;
  };
  for (const { from, to, offsetMs, errorMs } of links) {
    const [left, right] = [groupOf(from), groupOf(to)];
    if (left === right) continue;
    const start = left.get(from)!;
    const end = right.get(to)!;
    for (const [host, at] of right) {
      left.set(host, {
        offsetMs: at.offsetMs - end.offsetMs + start.offsetMs + offsetMs,
        errorMs: at.errorMs + end.errorMs + start.errorMs + errorMs,
      });
      groups.set(host, left);
    }
  }
  return [...new Set(groups.values())].flatMap(centred).sort((a, b) => (a.host < b.host ? -1 : 1));
}

function cost({ share, votes, errorMs }: Link): number {
  return (errorMs + 1) / (share ** 4 * Math.min(1, votes / 10));
}

function centred(group: Map<string, { offsetMs: number; errorMs: number }>): ClockOffset[] {
  const sorted = [...group].sort((a, b) => a[1].offsetMs - b[1].offsetMs);
  const middle = sorted[(sorted.length - 1) >> 1]?.[1];
  if (middle === undefined || sorted.length < 2) return [];
  return sorted.map(([host, { offsetMs, errorMs }]) => ({
    host,
    offsetMs: offsetMs - middle.offsetMs,
    errorMs: errorMs + (offsetMs === middle.offsetMs ? 0 : middle.errorMs),
    basis: 'requests',
  }));
}
