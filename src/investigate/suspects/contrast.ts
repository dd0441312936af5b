// How much two windows differ in what follows a context: shared by every signal that counts outcomes.

/** Votes for each outcome of a context in baseline and window; a request has one vote a context. */
export interface Context {
  votes: [number, number];
  outcomes: Map<number, [number, number]>;
}

export type Contexts = Map<string, Context>;

/** Adds one request's share of outcomes (they sum to at most 1) to a context. */
export function vote(contexts: Contexts, key: string, side: 0 | 1, outcomes: Map<number, number>): void {
  let context = contexts.get(key);
  if (context === undefined) {
    context = { votes: [0, 0], outcomes: new Map() };
    contexts.set(key, context);
  }
  let sum = 0;
  for (const count of outcomes.values()) sum += count;
  context.votes[side]++;
  for (const [outcome, count] of outcomes) {
    let votes = context.outcomes.get(outcome);
    if (votes === undefined) {
      votes = [0, 0];
      context.outcomes.set(outcome, votes);
    }
    votes[side] += count / sum;
  }
}

export interface Contrast {
  /**
   * Log-likelihood ratio in nats, less half a nat for each free outcome, times the share of probability that moved (to the
   * power 1.5 between outcomes that both windows have), less where the baseline hardly knows the context.
   */
  score: number;
  /** Half the sum of absolute differences in probability: 0 the same, 1 all new. */
  moved: number;
  /** The outcome that grew most and the one that shrank most; undefined when none did. */
  gained?: Shift;
  lost?: Shift;
}

export interface Shift {
  outcome: number;
  baseline: number;
  window: number;
}

/** Contrast of one context; undefined when either window has no vote. */
export function contrast({ votes, outcomes }: Context): Contrast | undefined {
  const [baseline, window] = votes;
  if (baseline === 0 || window === 0) return undefined;
  let ratio = 0;
  let moved = 0;
  let gained: Shift | undefined;
  let lost: Shift | undefined;
  for (const [outcome, [before, now]] of outcomes) {
    const shift = { outcome, baseline: before / baseline, window: now / window };
    const [smoothBefore, smoothNow] = [(before + 0.5) / (baseline + 1), (now + 0.5) / (window + 1)];
    const smoothAll = (before + now + 0.5) / (baseline + window + 1);
    ratio += before * Math.log(smoothBefore / smoothAll) + now * Math.log(smoothNow / smoothAll);
    moved += Math.abs(smoothNow - smoothBefore) / 2;
    const difference = shift.window - shift.baseline;
    if (difference > 0 && difference > (gained ? gained.window - gained.baseline : 0)) gained = shift;
    if (difference < 0 && difference < (lost ? lost.window - lost.baseline : 0)) lost = shift;
  }
  const free = 0.5 * Math.max(1, outcomes.size - 1);
  // What was never seen after this context counts by its share; where known ways only swap shares, small swaps are nothing.
  const damping = Math.min(1, moved) ** (gained?.baseline === 0 ? 1 : 1.5);
  const score = Math.max(0, ratio - free) * damping * (baseline / (baseline + 1));
  return { score, moved: Math.min(1, moved), ...(gained && { gained }), ...(lost && { lost }) };
}

/**
 * Log-likelihood ratio (nats) of seeing `hits` of `tries` where `expected` is the usual rate; 0 when not above it.
 */
export function excess(hits: number, tries: number, expected: number): number {
  if (tries === 0 || hits / tries <= expected) return 0;
  const share = hits / tries;
  const miss = share >= 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - expected));
  return tries * (share * Math.log(share / expected) + miss);
}
