import type { RuleProblem, RuleSet } from '../../model/rule.ts';

/** A rule set, and the rules that were refused on the way here (by id). */
export interface RuleUpdate extends RuleSet {
  problems?: RuleProblem[];
}

/** Where an agent's rules come from: a file, a workspace's rule store. */
export interface RuleSource {
  /** The set now, and again whenever it changes. */
  watch(signal: AbortSignal): AsyncIterable<RuleUpdate>;
}
