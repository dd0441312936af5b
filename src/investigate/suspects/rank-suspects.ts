import type { LogEvent } from '../../model/log-event.ts';
import { PatternMiner } from '../patterns/pattern-miner.ts';
import { changedPatterns } from './changed-patterns.ts';
import { BASELINE, EventTable, INCIDENT, type Side } from './event-table.ts';
import { evidence } from './evidence.ts';
import { lineSigns } from './line-signs.ts';
import { calleeSteps, missingCallees } from './missing-callees.ts';
import { type Request, requestsOf } from './request-list.ts';
import { END, findWitnesses, persistence, type SayingChange } from './saying-change.ts';
import { changeSentence, slowSentence } from './sentences.ts';
import { gapKinds } from './slow-gaps.ts';
import { type SlowHypothesis, slowHypotheses } from './slow-hypotheses.ts';
import { LIKELY_SCORE, type Reason, type Suspect, type SuspectsAnswer, type SuspectsRequest } from './suspect.ts';
import { transitionChanges, transitionSteps } from './transitions.ts';

/** Stands among events where lines of the window are not given. */
export const LINES_LEFT_OUT = Symbol('lines left out');

type Given = LogEvent | typeof LINES_LEFT_OUT;
type Events = Iterable<Given> | AsyncIterable<Given>;

/** Nats that give a score of one half: chosen by eye between quiet windows and recorded incidents. */
const EVEN_NATS = 6;
/** Each further reason of a service counts half of the one before: they are not independent. */
const NEXT_REASON = 0.5;
const MAX_REASONS = 5;
const MAX_GAP_EVIDENCE = 2;

/**
 * Ranks services by how unusual the window is against the baseline, with reasons and the lines that carry them.
 * Both are read once, in any order. Without a baseline only crashes and severe lines speak.
 */
export async function rankSuspects(
  window: Events,
  baseline: Events,
  request: SuspectsRequest = {},
): Promise<SuspectsAnswer> {
  const miner = new PatternMiner();
  const table = new EventTable(miner);
  await read(table, baseline, BASELINE, request.signal);
  await read(table, window, INCIDENT, request.signal);
  table.seal();
  return rankTable(table, request);
}

export function rankTable(table: EventTable, request: SuspectsRequest = {}): SuspectsAnswer {
  const excluded = new Set((request.exclude ?? []).map((name) => table.services.indexOf(name)));
  const sides: [Request[], Request[]] = [requestsOf(table, BASELINE), requestsOf(table, INCIDENT)];
  markConsequences(table, sides);
  const reasons = new Map<number, Reason[]>();
  const say = (service: number, reason: Reason) => {
    if (excluded.has(service)) return;
    const own = reasons.get(service);
    if (own === undefined) reasons.set(service, [reason]);
    else own.push(reason);
  };
  for (const change of sayingChanges(table, sides, excluded)) say(change.service, changeReason(table, change));
  for (const slow of slowHypotheses(gapKinds(table, sides), excluded)) say(slow.service, slowReason(table, slow));
  for (const { service, reason } of lineSigns(table, excluded)) say(service, reason);
  const suspects = [...reasons].map(([service, own]) => suspectOf(table.services[service]!, own));
  suspects.sort((a, b) => b.score - a.score || (a.service < b.service ? -1 : 1));
  return {
    suspects: suspects.slice(0, request.top),
    patterns: changedPatterns(table),
    broken: table.broken,
    thinned: table.thinned,
  };
}

async function read(table: EventTable, events: Events, side: Side, signal: AbortSignal | undefined): Promise<void> {
  let count = 0;
  for await (const event of events) {
    if (event === LINES_LEFT_OUT) table.cut(side);
    else table.add(event, side);
    if (++count % 4_096 === 0) signal?.throwIfAborted();
  }
}

function sayingChanges(
  table: EventTable,
  sides: [Request[], Request[]],
  excluded: ReadonlySet<number>,
): SayingChange[] {
  const changes = transitionChanges(table, sides);
  for (const [key, change] of missingCallees(table, sides)) changes.set(key, change);
  // Who is ruled out was not first anywhere: what came after him may be what was first.
  for (const [key, { service }] of changes) if (excluded.has(service)) changes.delete(key);
  const steps = (request: Request) =>
    [...transitionSteps(table, request), ...calleeSteps(table, request, changes)].sort((x, y) => x.at - y.at);
  const heard = sayingsOf(table, BASELINE);
  for (const change of changes.values()) change.score *= novelty(table, change, heard);
  const witnessed = sides[INCIDENT].map((request) => ({
    steps: steps(request),
    named: namedIn(table, request, excluded),
  }));
  findWitnesses(changes, witnessed, sides[BASELINE].map(steps));
  return [...changes.values()];
}

function sayingsOf(table: EventTable, side: Side): Set<number> {
  const heard = new Set<number>();
  for (let row = 0; row < table.size; row++) if (table.side[row] === side) heard.add(table.saying[row]!);
  return heard;
}

/**
 * What the baseline never said is no matter of mixture: it weighs more, the more so when it is severe. Where the same
 * things are said in other shares, or requests go further than they did, it weighs less.
 */
function novelty(table: EventTable, { kind, gained, lost }: SayingChange, heard: Set<number>): number {
  if (kind !== 'transition' || gained === undefined) return 1;
  const isUnheard = gained.outcome !== END && !heard.has(gained.outcome);
  if (isUnheard && table.sayings[gained.outcome]!.isSevere) return 2.5;
  if (lost?.outcome === END) return 0.3;
  if (isUnheard) return 1.5;
  return gained.baseline > 0.05 ? 0.6 : 1;
}

/** Errors of one request closer together than this may be written in any order. */
const SAME_MOMENT_MS = 100;

/**
 * Errors around another service's error in the same request are answers to it, if that one is new in the window: to the
 * first, and among those of one moment to the service that was reached last.
 */
function markConsequences(table: EventTable, [baseline, incident]: [Request[], Request[]]): void {
  const usual = new Set<number>();
  for (const { rows } of baseline) for (const row of rows) if (table.isError(row)) usual.add(table.saying[row]!);
  for (const { rows, isSlice } of incident) {
    const errors = isSlice ? [] : rows.filter((row) => table.isError(row) && !usual.has(table.saying[row]!));
    if (errors.length < 2) continue;
    const untilMs = table.timeMs[errors[0]!]! + SAME_MOMENT_MS;
    const reached = (row: number) => rows.findIndex((other) => table.service[other] === table.service[row]);
    const cause = errors
      .filter((row) => table.timeMs[row]! <= untilMs)
      .reduce((deepest, row) => (reached(row) > reached(deepest) ? row : deepest));
    const service = table.service[cause]!;
    for (const row of errors)
      if (table.service[row] !== service && !table.named.has(row)) table.named.set(row, service);
  }
}

/** Services whose errors in this request name another one that may be to blame. */
function namedIn(table: EventTable, { rows }: Request, excluded: ReadonlySet<number>): Map<number, number> {
  const named = new Map<number, number>();
  if (table.named.size === 0) return named;
  for (const row of rows) {
    const other = table.named.get(row);
    if (other !== undefined && !excluded.has(other)) named.set(table.service[row]!, other);
  }
  return named;
}

function changeReason(table: EventTable, change: SayingChange): Reason {
  const isFirst = change.met === 0 ? 0 : change.firsts / change.met;
  const rows =
    change.kind === 'missing-callee'
      ? [...change.baselineRows, ...change.windowRows]
      : [...change.windowRows, ...change.baselineRows];
  return {
    kind: change.kind,
    text: changeSentence(table, change),
    score: change.score * (0.3 + 0.7 * isFirst) * (0.25 + 0.75 * persistence(change)) * ownShare(change),
    ...evidence(table, rows),
  };
}

/** What of a change its service has to answer for: not all of it where its own errors name another one. */
function ownShare({ named, met }: SayingChange): number {
  const others = [...named.values()].reduce((sum, count) => sum + count, 0);
  return met === 0 ? 1 : 1 - 0.8 * (others / met);
}

function slowReason(table: EventTable, slow: SlowHypothesis): Reason {
  const heavy = slow.gaps.slice(0, MAX_GAP_EVIDENCE);
  const rows = [...heavy.flatMap((gap) => gap.windowRows ?? []), ...heavy.flatMap((gap) => gap.baselineRows ?? [])];
  return { kind: slow.kind, text: slowSentence(table, slow), score: slow.score, ...evidence(table, rows) };
}

function suspectOf(service: string, reasons: Reason[]): Suspect {
  reasons.sort((a, b) => b.score - a.score);
  const nats = reasons.reduce((sum, reason, index) => sum + reason.score * NEXT_REASON ** index, 0);
  const score = nats / (nats + EVEN_NATS);
  return { service, score, likely: score >= LIKELY_SCORE, reasons: reasons.slice(0, MAX_REASONS) };
}
