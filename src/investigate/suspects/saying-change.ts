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
  /** Requests with the context in order of time: 1 where the change is met. */
  course: number[];
  /** Other services that errors of the blamed one name where the change is met, with the number of requests. */
  named: Map<number, number>;
  /** Rows that show it: of the window, then of the baseline. */
  windowRows: number[];
  baselineRows: number[];
}

/** One place in a request where a change could be met. */
export interface Step {
  /** Order in which it became known: position of the line that shows it; ends come last, the innermost first. */
  at: number;
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
  incident: Iterable<{ steps: Iterable<Step>; named: ReadonlyMap<number, number> }>,
  baseline: Iterable<Iterable<Step>>,
): void {
  for (const { steps, named } of incident) {
    const met: SayingChange[] = [];
    const contexts = new Map<SayingChange, number>();
    for (const { key, outcome, rows } of steps) {
      const change = changes.get(key);
      if (change === undefined || met.includes(change)) continue;
      if (!contexts.has(change)) contexts.set(change, 0);
      if (change.gained?.outcome !== outcome) continue;
      contexts.set(change, 1);
      change.met++;
      if (!met.some((earlier) => earlier.score >= change.score * COMPARABLE)) change.firsts++;
      if (change.met <= WITNESSES) change.windowRows.push(...rows);
      const other = named.get(change.service);
      if (other !== undefined) change.named.set(other, (change.named.get(other) ?? 0) + 1);
      met.push(change);
    }
    for (const [change, isMet] of contexts) change.course.push(isMet);
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

/**
 * Whether a change goes on to the window's end: its share in the last third against all of it, at most 1. What is over
 * by itself (a restart, a burst) explains less than what stays.
 */
export function persistence({ course }: SayingChange): number {
  const share = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const all = share(course);
  return all === 0 ? 0 : Math.min(1, share(course.slice(Math.floor((course.length * 2) / 3))) / all);
}
