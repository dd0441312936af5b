// Where a host stands with a published revision.
import type { Answer } from '../../../src/contract/contract.ts';
import type { Rule } from '../../../src/model/rule.ts';
import { isForHost } from '../../../src/model/rule-selection.ts';

export type HostStatus = Answer<'hosts.watch'>['hosts'][number];
export type HostState = 'applied' | 'waiting' | 'refused' | 'not-affected' | 'gone';

export interface Convergence {
  host: string;
  wanted: number;
  applied: number;
  state: HostState;
  /** Rules of the set that are for this host. */
  rules: string[];
  error: string | undefined;
}

/** One line a host, those that somebody should look at first. */
export function convergenceOf(hosts: readonly HostStatus[], revision: number, rules: readonly Rule[]): Convergence[] {
  const order: HostState[] = ['refused', 'waiting', 'applied', 'not-affected', 'gone'];
  return hosts
    .map((status) => convergenceOfHost(status, revision, rules))
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.host.localeCompare(b.host));
}

function convergenceOfHost({ host, present, agent }: HostStatus, wanted: number, rules: readonly Rule[]): Convergence {
  const own = rules.filter((rule) => isForHost(rule, host, agent.labels)).map(({ id }) => id);
  const refused = agent.rules.find(({ state }) => state === 'refused');
  const error = refused === undefined ? agent.lastError : `${refused.rule}: ${refused.error ?? refused.state}`;
  const hasApplied = agent.appliedRevision >= wanted;
  const state = !present
    ? 'gone'
    : !hasApplied
      ? 'waiting'
      : refused !== undefined
        ? 'refused'
        : own.length === 0
          ? 'not-affected'
          : 'applied';
  return { host, wanted, applied: agent.appliedRevision, state, rules: own, error };
}
