import type { Shift } from './contrast.ts';

/** Stands for the end of a span where a next saying could stand. */
export const END = -1;

/** Something that requests say otherwise than they did in the baseline. */
export interface SayingChange {
  kind: 'transition' | 'missing-callee';
  /** Service to blame. */
  service: number;
  score: number;
  /** Saying that the change follows. */
  after: number;
  /** For a missing callee: what the caller says next, as ever. */
  before?: number;
  gained?: Shift;
  lost?: Shift;
  /** Requests with the context in baseline and window. */
  votes: [number, number];
  /** Requests of the window in which the change is met, and those of them in which nothing changed earlier. */
  met: number;
  firsts: number;
  /** Rows that show it: of the window, then of the baseline. */
  windowRows: number[];
  baselineRows: number[];
}

/** One place in a request where a change could be met. */
export interface Step {
  /** Context that the step belongs to. */
  key: string;
  outcome: number;
  /** Rows that show the step; the first is the line of the context. */
  rows: number[];
}

/** Requests whose lines are kept as evidence of one change. */
const WITNESSES = 2;
/** A change much weaker than another is noise beside it, not its cause. */
const COMPARABLE = 0.5;

/**
 * Finds the changes in the requests: which is the first in each, and the lines that show it. Later ones in a request are
 * mostly consequences.
 */
export function findWitnesses(
  changes: Map<string, SayingChange>,
  incident: Iterable<Iterable<Step>>,
  baseline: Iterable<Iterable<Step>>,
): void {
  for (const steps of incident) {
    const met: SayingChange[] = [];
    for (const { key, outcome, rows } of steps) {
      const change = changes.get(key);
      if (change === undefined || change.gained?.outcome !== outcome || met.includes(change)) continue;
      change.met++;
      if (!met.some((earlier) => earlier.score >= change.score * COMPARABLE)) change.firsts++;
      if (change.met <= WITNESSES) change.windowRows.push(...rows);
      met.push(change);
    }
  }
  const seen = new Map<SayingChange, number>();
  for (const steps of baseline) {
    for (const { key, outcome, rows } of steps) {
      const change = changes.get(key);
      if (change === undefined || change.lost?.outcome !== outcome) continue;
      const count = seen.get(change) ?? 0;
      if (count < 1) change.baselineRows.push(...rows);
      seen.set(change, count + 1);
    }
  }
}
