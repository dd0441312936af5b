// Where hosts stand with a published revision, and what that means for one that is tried on some hosts first.
import { holdingOn, isChosen } from './rollout.ts';
import type { Rule, RuleSet } from './rule.ts';
import { isForHost } from './rule-selection.ts';

/** What is needed of a host's report. */
export interface ReportingHost {
  host: string;
  present: boolean;
  agent: {
    labels: Readonly<Record<string, string>>;
    appliedRevision: number;
    rules: readonly { rule: string; state: string; error?: string }[];
    files: readonly { path: string; rule: string; state: string; error?: string }[];
    lastError?: string;
  };
}

/** `later`: the revision is tried on other hosts first, and this one has what holds here meanwhile. */
export type HostState = 'refused' | 'waiting' | 'applied' | 'later' | 'not-affected' | 'gone';

export interface Convergence {
  host: string;
  /** The revision that holds on this host. */
  wanted: number;
  applied: number;
  state: HostState;
  /** Rules of the set that are for this host. */
  rules: string[];
  error: string | undefined;
}

const ORDER: HostState[] = ['refused', 'waiting', 'applied', 'later', 'not-affected', 'gone'];

/** One line a host, those that somebody should look at first. */
export function convergenceOf(hosts: readonly ReportingHost[], set: RuleSet): Convergence[] {
  return hosts
    .map((status) => convergenceOfHost(status, set))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.host.localeCompare(b.host));
}

function convergenceOfHost(status: ReportingHost, set: RuleSet): Convergence {
  const { host, agent } = status;
  const holding = holdingOn(set, host);
  const rules = holding.rules.filter((rule) => isForHost(rule, host, agent.labels)).map(({ id }) => id);
  const refused = agent.rules.find(({ state }) => state === 'refused');
  const error = refused === undefined ? agent.lastError : `${refused.rule}: ${refused.error ?? refused.state}`;
  const wanted = holding.revision;
  const state = stateOf(status, set, wanted, refused !== undefined, rules.length > 0);
  return { host, wanted, applied: agent.appliedRevision, state, rules, error };
}

function stateOf(
  { host, present, agent }: ReportingHost,
  set: RuleSet,
  wanted: number,
  hasRefused: boolean,
  hasRules: boolean,
): HostState {
  if (!present) return 'gone';
  // A host may know of a newer revision before whoever looks at it does.
  if (agent.appliedRevision !== wanted && agent.appliedRevision <= set.revision) return 'waiting';
  if (hasRefused) return 'refused';
  if (set.rollout !== undefined && !isChosen(set.rollout.target, host)) return 'later';
  return hasRules ? 'applied' : 'not-affected';
}

export type RolloutVerdict =
  /** A host reported an error with one of the rules that changed. */
  | { type: 'stop'; reason: string }
  /** Not every host that was chosen has applied it yet, or none of them is there. */
  | { type: 'wait' }
  | { type: 'ready' };

/** What the reports say of a rollout. What was wrong with rules that did not change says nothing about it. */
export function judgeRollout(hosts: readonly ReportingHost[], set: RuleSet): RolloutVerdict {
  const { rollout } = set;
  if (rollout === undefined) return { type: 'ready' };
  const chosen = hosts.filter(({ host, present }) => present && isChosen(rollout.target, host));
  const applied = chosen.filter(({ agent }) => agent.appliedRevision === set.revision);
  const changed = changedRules(rollout.stable.rules, set.rules);
  for (const { host, agent } of applied) {
    const rule = agent.rules.find((each) => changed.has(each.rule) && each.error !== undefined);
    if (rule !== undefined) return { type: 'stop', reason: `${host}: ${rule.rule}: ${rule.error}` };
    const file = agent.files.find((each) => changed.has(each.rule) && each.state === 'error');
    if (file !== undefined) return { type: 'stop', reason: `${host}: ${file.path}: ${file.error ?? file.state}` };
  }
  return { type: chosen.length > 0 && applied.length === chosen.length ? 'ready' : 'wait' };
}

/** Ids of rules that came, went or read otherwise. */
export function changedRules(before: readonly Rule[], after: readonly Rule[]): Set<string> {
  const old = new Map(before.map((rule) => [rule.id, JSON.stringify(rule)]));
  const changed = new Set(old.keys());
  for (const rule of after) {
    if (old.get(rule.id) === JSON.stringify(rule)) changed.delete(rule.id);
    else changed.add(rule.id);
  }
  return changed;
}
