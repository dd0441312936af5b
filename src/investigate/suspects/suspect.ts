import type { PatternRow } from '../patterns/pattern-census.ts';

export type ReasonKind =
  | 'transition'
  | 'missing-callee'
  | 'slow-service'
  | 'slow-network'
  | 'crash'
  | 'silence'
  | 'new-pattern'
  | 'changed-pattern';

export interface Reason {
  kind: ReasonKind;
  /** One sentence with its numbers. */
  text: string;
  /** Weight of this sign, in nats of log-likelihood ratio damped by the size of the change. */
  score: number;
  /** Ids of the lines that carry what the sentence says: of the window, then of the baseline. */
  events: string[];
  /** Time of the first of them within the window; null when all are of the baseline. */
  first: string | null;
}

export interface Suspect {
  service: string;
  /** 0 to 1: how sure the signs together are that something in this service changed. */
  score: number;
  /** The score is at or above LIKELY_SCORE. */
  likely: boolean;
  reasons: Reason[];
}

export interface SuspectsRequest {
  /** Services ruled out: their signs are neither shown nor explain anything away. */
  exclude?: readonly string[];
  /** Most suspects given; all when absent. */
  top?: number;
  signal?: AbortSignal;
}

export interface SuspectsAnswer {
  suspects: Suspect[];
  /** New, gone and changed patterns between baseline and window, most significant first. */
  patterns: PatternRow[];
  /** Events left out because their time could not be read. */
  broken: number;
  /** Events left out to keep within the memory limit, by whole requests; 0 nearly always. */
  thinned: number;
}

/**
 * Score from which a suspect is called likely. Set just above the highest of the 13 quiet windows at hand (0.53, see
 * test/bench/suspects-hard.ts): too few to tell how many in a hundred others would reach it.
 */
export const LIKELY_SCORE = 0.55;
