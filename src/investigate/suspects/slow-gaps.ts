// Gaps that take longer than they did: per kind of gap the share beyond what the baseline's spread allows.
import { BASELINE, type EventTable, INCIDENT } from './event-table.ts';
import { type Gap, gapsBetween, gapsOf, type RoleOf } from './gap-roles.ts';
import type { Request } from './request-list.ts';

export interface GapKind {
  roles: RoleOf[];
  /** True for gaps between requests: a caller outside the logs waited. */
  isOutside: boolean;
  tries: number;
  /** Gaps of the window beyond `limitMs`, and the share of the baseline's beyond it. */
  hits: number;
  expected: number;
  limitMs: number;
  usualMs: number;
  /** Median of the gaps beyond the limit. */
  slowMs: number;
  baselineTries: number;
  /**
   * Nats for "slow here at some rate, any rate alike" against "as in the baseline"; negative when it is not slow.
   * Damped by how much of the usual time the delay is.
   */
  weight: number;
  /** Rows on both sides of the longest gap of the window and of a usual one of the baseline. */
  windowRows: [number, number] | undefined;
  baselineRows: [number, number] | undefined;
}

interface Sample {
  roles: RoleOf[];
  isOutside: boolean;
  gaps: [Gap[], Gap[]];
}

/** A delay counts half when it is this share of what a whole request takes: smaller ones hurt nobody. */
const MATTERING_SHARE = 0.25;
/** How long a service takes after a step that it never took before is rather news of it than slowness. */
const NEWS_SHARE = 0.5;
const FLOOR_MS = 2;
const ALIBI_MS = 5;
const MIN_SAMPLES = 3;
const CERTAINTY = 3;
const FEW_SAMPLES = 10;
/** Gaps kept of each kind and window: more add nothing to a share. */
const MAX_SAMPLES = 2_000;

/** Every kind of gap that both windows have. */
export function gapKinds(table: EventTable, sides: [Request[], Request[]]): GapKind[] {
  const samples = new Map<string, Sample>();
  const take = (gap: Gap, side: number, isOutside: boolean) => {
    let sample = samples.get(gap.key);
    if (sample === undefined) {
      sample = { roles: gap.roles, isOutside, gaps: [[], []] };
      samples.set(gap.key, sample);
    }
    const own = sample.gaps[side as 0 | 1];
    if (own.length < MAX_SAMPLES) own.push(gap);
  };
  sides.forEach((all, side) => {
    const requests = all.filter(({ isSlice }) => !isSlice);
    for (const request of requests) for (const gap of gapsOf(table, request)) take(gap, side, false);
    // With requests left out, what lies between those that stay is no wait.
    if (table.thinned === 0 && table.cuts[side as 0 | 1].length === 0)
      for (const gap of gapsBetween(table, requests)) take(gap, side, true);
  });
  const spreads = relativeSpreads(samples.values());
  const ways = waysOf(samples.values());
  const measured = [...samples.values()].flatMap((sample) => measure(sample, spreads, ways) ?? []);
  const background = backgroundRate(measured);
  const matters = MATTERING_SHARE * usualDuration(table, sides[BASELINE]);
  return measured.map((each) => weigh(each, background, Math.max(FLOOR_MS, matters)));
}

const shapeOf = (roles: RoleOf[]) => roles.map(({ role }) => role).join(' ');
const wayOf = (roles: RoleOf[]) => roles.map(({ service, role }) => `${service}${role}`).join(' ');

/**
 * How far above their own median the baseline's gaps of a shape (`call in`, `own`, …) reach, as a share of it: the 95th
 * percentile over all kinds with samples enough. It stands in for kinds that have few.
 */
function relativeSpreads(samples: Iterable<Sample>): Map<string, number> {
  const shares = new Map<string, number[]>();
  for (const { roles, gaps, isOutside } of samples) {
    const before = gaps[BASELINE];
    if (before.length < 5 || isOutside) continue;
    before.sort((a, b) => a.ms - b.ms);
    const usualMs = median(before);
    const own = shares.get(shapeOf(roles)) ?? [];
    for (const { ms } of before) own.push((ms - usualMs) / (usualMs + ALIBI_MS));
    shares.set(shapeOf(roles), own);
  }
  return new Map([...shares].map(([shape, all]) => [shape, all.sort((a, b) => a - b)[Math.floor(all.length * 0.95)]!]));
}

/** The baseline's gaps between the same services in the same roles, whatever the lines. */
function waysOf(samples: Iterable<Sample>): Map<string, Gap[]> {
  const ways = new Map<string, Gap[]>();
  for (const { roles, gaps, isOutside } of samples) {
    if (isOutside) continue;
    const way = ways.get(wayOf(roles)) ?? [];
    way.push(...gaps[BASELINE].slice(0, MAX_SAMPLES - way.length));
    ways.set(wayOf(roles), way);
  }
  for (const way of ways.values()) way.sort((a, b) => a.ms - b.ms);
  return ways;
}

/**
 * Share of slow gaps that the window has everywhere: the median over services of their own share. A whole minute that
 * is slower than usual says nothing about one service.
 */
function backgroundRate(measured: Measured[]): number {
  const byService = new Map<number, { hits: number; tries: number }>();
  for (const { roles, hits, tries, expected, isOutside } of measured) {
    if (isOutside) continue;
    for (const { service } of roles) {
      const sums = byService.get(service) ?? { hits: 0, tries: 0 };
      sums.hits += Math.max(0, hits - expected * tries) / roles.length;
      sums.tries += tries / roles.length;
      byService.set(service, sums);
    }
  }
  const rates = [...byService.values()].filter(({ tries }) => tries >= 5).map(({ hits, tries }) => hits / tries);
  rates.sort((a, b) => a - b);
  return rates.length < 3 ? 0 : rates[rates.length >> 1]!;
}

type Measured = Omit<GapKind, 'weight'>;

function measure(
  { roles, isOutside, gaps }: Sample,
  spreads: Map<string, number>,
  ways: Map<string, Gap[]>,
): Measured | undefined {
  const now = gaps[INCIDENT].sort((a, b) => a.ms - b.ms);
  const own = gaps[BASELINE].sort((a, b) => a.ms - b.ms);
  if (now.length === 0) return undefined;
  // Gaps between requests are what people do in between: no other pair of requests says how long.
  if (isOutside && own.length < MIN_SAMPLES) return undefined;
  const before = own.length > 0 ? own : ways.get(wayOf(roles));
  if (before === undefined || before.length === 0) return undefined;
  const usualMs = median(before);
  const deviations = before.map((gap) => ({ ms: Math.abs(gap.ms - usualMs) })).sort((a, b) => a.ms - b.ms);
  const reach = Math.max(4 * 1.4826 * median(deviations), 0.5 * usualMs, 3);
  const likeOthers = (spreads.get(shapeOf(roles)) ?? 2) * (usualMs + ALIBI_MS);
  const highest = own.length === 0 ? before.at(-1)!.ms : 0;
  const limitMs = Math.max(usualMs + (own.length < FEW_SAMPLES ? Math.max(reach, likeOthers) : reach), highest);
  const slow = now.filter((gap) => gap.ms > limitMs);
  const beyond = before.filter((gap) => gap.ms > limitMs).length;
  // A kind seen often is known; of one hardly seen a twentieth is expected beyond the limit, as of all others.
  const expected = own.length >= FEW_SAMPLES ? (beyond + 0.5) / (own.length + 1) : (beyond + 1) / (before.length + 10);
  const longest = slow.at(-1);
  const usual = before[Math.floor(before.length / 2)]!;
  return {
    roles,
    isOutside,
    tries: now.length,
    hits: slow.length,
    expected: Math.min(0.9, expected),
    limitMs,
    usualMs,
    slowMs: slow.length === 0 ? usualMs : median(slow),
    baselineTries: own.length,
    windowRows: longest === undefined ? undefined : [longest.from, longest.to],
    baselineRows: [usual.from, usual.to],
  };
}

/** Median time from first to last line of the requests with several. */
function usualDuration(table: EventTable, requests: Request[]): number {
  const lasting = requests.filter(({ rows, isSlice }) => rows.length > 1 && !isSlice);
  const spans = lasting.map(({ rows }) => ({ ms: table.timeMs[rows.at(-1)!]! - table.timeMs[rows[0]!]! }));
  return spans.length === 0 ? 0 : median(spans.sort((a, b) => a.ms - b.ms));
}

function weigh(measured: Measured, background: number, mattersMs: number): GapKind {
  const { hits, tries, expected, slowMs, usualMs, baselineTries, roles } = measured;
  const isNews = baselineTries === 0 && roles.every(({ role }) => role === 'own');
  // What is expected is known no better than the baseline is long: more of the window adds no certainty.
  const share = Math.min(1, (CERTAINTY * (baselineTries + 1)) / tries);
  const ratio = slowRatio(Math.round(hits * share), Math.round(tries * share), 1 - (1 - expected) * (1 - background));
  if (ratio > 0) {
    const delay = (slowMs - usualMs) / (mattersMs + usualMs);
    return { ...measured, weight: ratio * (delay / (1 + delay)) ** 2 * (isNews ? NEWS_SHARE : 1) };
  }
  // Where hardly anything is done, nothing can be slow: such a gap is no alibi.
  return { ...measured, weight: ratio * (usualMs / (usualMs + ALIBI_MS)) };
}

/** Marginal likelihood of a rate that may be anything (uniform) against the expected one, in nats. */
function slowRatio(hits: number, tries: number, expected: number): number {
  const any = logFactorial(hits) + logFactorial(tries - hits) - logFactorial(tries + 1);
  return any - hits * Math.log(expected) - (tries - hits) * Math.log(1 - expected);
}

const LOG_FACTORIALS = [0];

function logFactorial(n: number): number {
  for (let next = LOG_FACTORIALS.length; next <= n; next++)
    LOG_FACTORIALS.push(LOG_FACTORIALS[next - 1]! + Math.log(next));
  return LOG_FACTORIALS[n]!;
}

function median(sorted: readonly { ms: number }[]): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle]!.ms;
  return sorted.length % 2 === 1 ? upper : (upper + sorted[middle - 1]!.ms) / 2;
}
