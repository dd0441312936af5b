// A revision that does not hold everywhere yet: on some hosts it is tried, on the others the one before stays.
import type { Rule, RuleSet } from './rule.ts';
import { nameMatches } from './selector.ts';

/** Which hosts come first: name patterns, or a share of all hosts in percent. */
export type RolloutTarget = { hosts: string[] } | { percent: number };

/** How a revision begins: on which hosts, and whether it goes on by itself. */
export interface RolloutPlan {
  target: RolloutTarget;
  /** It goes on by itself when its hosts have run it so long without an error, in ms; by hand when not given. */
  restMs?: number;
}

export interface RolloutState extends RolloutPlan {
  /** `paused` by hand, `stopped` because a host reported an error: neither goes further by itself. */
  state: 'running' | 'paused' | 'stopped';
  /** Why it was stopped. */
  reason?: string;
}

export interface Rollout extends RolloutState {
  /** What holds on the hosts that were not chosen. */
  stable: { revision: number; rules: Rule[] };
}

/** What becomes of a revision that holds on some hosts only. */
export type RolloutStep =
  /** To more hosts, or to all of them: the rollout is over then. */
  | { type: 'advance'; target?: RolloutTarget }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'stop'; reason: string };

/** Each stage by share reaches so many times the hosts of the one before. */
const STAGE_FACTOR = 3;

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

/** The stage behind one: three times the share; undefined for every host. */
export function nextTarget(target: RolloutTarget): RolloutTarget | undefined {
  if ('hosts' in target) return undefined;
  const percent = target.percent * STAGE_FACTOR;
  return percent < 100 ? { percent } : undefined;
}

/** A rollout behind a step, whatever it keeps of the rules before; undefined when it is over. */
export function stepped<T extends RolloutState>(before: T, step: RolloutStep): T | undefined {
  if (step.type === 'stop') return { ...before, state: 'stopped', reason: step.reason };
  const { reason: _, ...going } = before;
  if (step.type === 'advance')
    return step.target === undefined ? undefined : ({ ...going, state: 'running', target: step.target } as T);
  return { ...going, state: step.type === 'pause' ? 'paused' : 'running' } as T;
}

/** The least share in percent that reaches one of the hosts, in whole percent. */
export function leastShare(hosts: readonly string[]): number {
  return Math.floor(Math.min(...hosts.map(shareOf))) + 1;
}

/** 0 to 100 in steps of a hundredth, evenly over names: FNV-1a with a final mix (MurmurHash3's), as names differ at their end. */
function shareOf(host: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < host.length; i++) hash = Math.imul(hash ^ host.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) % 10_000) / 100;
}
