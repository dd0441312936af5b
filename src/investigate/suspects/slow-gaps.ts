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

/** Delays below this are within what a scheduler or a garbage collector does at any time. */
const JITTER_MS = 20;
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
  sides.forEach((requests, side) => {
    for (const request of requests) for (const gap of gapsOf(table, request)) take(gap, side, false);
    for (const gap of gapsBetween(table, requests)) take(gap, side, true);
  });
  const kinds: GapKind[] = [];
  for (const sample of samples.values()) {
    const kind = judge(sample);
    if (kind !== undefined) kinds.push(kind);
  }
  return kinds;
}

function judge({ roles, isOutside, gaps }: Sample): GapKind | undefined {
  const before = gaps[BASELINE].sort((a, b) => a.ms - b.ms);
  const now = gaps[INCIDENT].sort((a, b) => a.ms - b.ms);
  if (before.length < 2 || now.length === 0) return undefined;
  const usualMs = median(before);
  const spread = median(before.map((gap) => ({ ms: Math.abs(gap.ms - usualMs) })).sort((a, b) => a.ms - b.ms)) * 1.4826;
  const high = before[Math.floor(before.length * 0.9)]!.ms;
  const limitMs = Math.max(usualMs + Math.max(4 * spread, 0.5 * usualMs, 3), before.length >= 10 ? high : 0);
  const slow = now.filter((gap) => gap.ms > limitMs);
  const expected = (before.filter((gap) => gap.ms > limitMs).length + 0.5) / (before.length + 1);
  const slowMs = slow.length === 0 ? usualMs : median(slow);
  const delay = (slowMs - usualMs) / (JITTER_MS + usualMs);
  const ratio = slowRatio(slow.length, now.length, expected);
  const longest = slow.at(-1);
  const usual = before[Math.floor(before.length / 2)]!;
  return {
    roles,
    isOutside,
    tries: now.length,
    hits: slow.length,
    expected,
    limitMs,
    usualMs,
    slowMs,
    baselineTries: before.length,
    weight: ratio > 0 ? ratio * (delay / (1 + delay)) : ratio,
    windowRows: longest === undefined ? undefined : [longest.from, longest.to],
    baselineRows: [usual.from, usual.to],
  };
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
