// A revision that does not hold everywhere yet: on some hosts it is tried, on the others the one before stays.
import type { Rule, RuleSet } from './rule.ts';
import { nameMatches } from './selector.ts';

/** Which hosts come first: name patterns, or a share of all hosts in percent. */
export type RolloutTarget = { hosts: string[] } | { percent: number };

export interface Rollout {
  target: RolloutTarget;
  /** `paused` by hand, `stopped` because a host reported an error: neither goes further by itself. */
  state: 'running' | 'paused' | 'stopped';
  /** Why it was stopped. */
  reason?: string;
  /** What holds on the hosts that were not chosen. */
  stable: { revision: number; rules: Rule[] };
}

/** Whether the newest revision holds on a host already. The same hosts are the first ones every time. */
export function isChosen(target: RolloutTarget, host: string): boolean {
  if ('hosts' in target) return target.hosts.some((pattern) => nameMatches(pattern, host));
  return shareOf(host) < target.percent;
}

/** The revision and the rules that hold on a host. */
export function holdingOn(set: RuleSet, host: string): { revision: number; rules: Rule[] } {
  const { revision, rules, rollout } = set;
  return rollout === undefined || isChosen(rollout.target, host) ? { revision, rules } : rollout.stable;
}

/** 0 to 100 in steps of a hundredth, evenly over names: FNV-1a with a final mix (MurmurHash3's), as names differ at their end. */
function shareOf(host: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < host.length; i++) hash = Math.imul(hash ^ host.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) % 10_000) / 100;
}
