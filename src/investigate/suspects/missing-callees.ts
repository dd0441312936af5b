// Who is no longer heard between two lines of a caller that says both as ever: the callee's only line may be the one
// that vanished, so its own transitions cannot show it.
import { excess } from './contrast.ts';
import { BASELINE, type EventTable, INCIDENT } from './event-table.ts';
import type { Request } from './request-list.ts';
import type { SayingChange, Step } from './saying-change.ts';
import { nextInSpan } from './transitions.ts';

const ABSENT = 0;
const PRESENT = 1;

interface Pair {
  after: number;
  before: number;
  /** Requests with the pair. */
  votes: [number, number];
  /** Requests with a line of the callee in it. */
  heard: Map<number, [number, number]>;
}

interface Passage {
  /** Position of the second line. */
  at: number;
  key: string;
  row: number;
  nextRow: number;
  /** First line of each directly called service. */
  called: Map<number, number>;
}

/** Callees that were there between two lines in the baseline and are not in the window. */
export function missingCallees(table: EventTable, sides: [Request[], Request[]]): Map<string, SayingChange> {
  const pairs = new Map<string, Pair>();
  sides.forEach((requests, side) => {
    for (const request of requests) collect(table, request, side, pairs);
  });
  const changes = new Map<string, SayingChange>();
  for (const [key, pair] of pairs) {
    for (const [service, heard] of pair.heard) {
      const change = changeOf(pair, service, heard);
      if (change !== undefined) changes.set(`${key} ${service}`, change);
    }
  }
  return changes;
}

function changeOf({ after, before, votes }: Pair, service: number, heard: [number, number]): SayingChange | undefined {
  const [baseline, window] = votes;
  if (baseline === 0 || window === 0) return undefined;
  const absentBefore = (baseline - heard[BASELINE] + 1) / (baseline + 2);
  const absentNow = (window - heard[INCIDENT]) / window;
  const moved = absentNow - absentBefore;
  // The usual share is known no better than the baseline is long.
  const counted = Math.min(window, 3 * (baseline + 1));
  const score = moved <= 0 ? 0 : Math.max(0, excess(absentNow * counted, counted, absentBefore) - 1) * moved;
  if (score <= 0) return undefined;
  const shares = { baseline: heard[BASELINE] / baseline, window: heard[INCIDENT] / window };
  return {
    kind: 'missing-callee',
    service,
    score,
    after,
    before,
    gained: { outcome: ABSENT, baseline: 1 - shares.baseline, window: 1 - shares.window },
    lost: { outcome: PRESENT, ...shares },
    votes,
    met: 0,
    firsts: 0,
    course: [],
    named: new Map(),
    windowRows: [],
    baselineRows: [],
  };
}

/** Where each of the changes could be met in a request: the callee's line when it is there, the caller's two when not. */
export function* calleeSteps(table: EventTable, request: Request, changes: Map<string, SayingChange>): Generator<Step> {
  const services = new Set([...changes.values()].filter((c) => c.kind === 'missing-callee').map((c) => c.service));
  if (services.size === 0) return;
  for (const { at, key, row, nextRow, called } of passages(table, request)) {
    for (const service of services) {
      const own = `${key} ${service}`;
      if (!changes.has(own)) continue;
      const calleeRow = called.get(service);
      yield calleeRow === undefined
        ? { at, key: own, outcome: ABSENT, rows: [row, nextRow] }
        : { at, key: own, outcome: PRESENT, rows: [calleeRow] };
    }
  }
}

function collect(table: EventTable, request: Request, side: number, pairs: Map<string, Pair>): void {
  const heardIn = new Map<string, Set<number>>();
  for (const { key, row, nextRow, called } of passages(table, request)) {
    const heard = heardIn.get(key);
    if (heard === undefined) heardIn.set(key, new Set(called.keys()));
    else for (const service of called.keys()) heard.add(service);
    if (!pairs.has(key)) {
      const [after, before] = [table.saying[row]!, table.saying[nextRow]!];
      pairs.set(key, { after, before, votes: [0, 0], heard: new Map() });
    }
  }
  for (const [key, heard] of heardIn) {
    const pair = pairs.get(key)!;
    pair.votes[side as 0 | 1]++;
    for (const service of heard) {
      const votes = pair.heard.get(service) ?? [0, 0];
      votes[side as 0 | 1]++;
      pair.heard.set(service, votes);
    }
  }
}

function* passages(table: EventTable, request: Request): Generator<Passage> {
  const { rows, spans, spanOf } = request;
  const next = nextInSpan(request);
  for (let at = 0; at < rows.length; at++) {
    const end = next[at]!;
    if (end < 0) continue;
    const called = new Map<number, number>();
    for (let inner = at + 1; inner < end; inner++) {
      const span = spans[spanOf[inner]!]!;
      if (span.parent === spanOf[at] && span.first === inner) called.set(span.service, rows[inner]!);
    }
    const [row, nextRow] = [rows[at]!, rows[end]!];
    yield { at: end, key: `c${table.saying[row]} ${table.saying[nextRow]}`, row, nextRow, called };
  }
}
