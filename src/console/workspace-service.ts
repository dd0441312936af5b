import { messageOf } from '../base/errors.ts';
import type { ConsoleServices } from '../contract/contract.ts';
import type { HostStatus } from '../ports/agent-directory.ts';
import type { StoreStats } from '../ports/event-store.ts';
import type { ConsoleParts } from './console-parts.ts';

type WorkspaceService = Pick<
  ConsoleServices,
  'workspace.describe' | 'workspace.status' | 'sample.inject' | 'sample.run'
>;

/** How often the status line is looked over. Counting the store takes a millisecond, so it may be this often. */
const STATUS_EVERY_MS = 1_000;

/** After so many looks that found nothing new it looks less often: an idle desk costs next to nothing. */
const QUIET_ROUNDS = 10;
const QUIET_EVERY_MS = 3_000;
const NO_STATS: StoreStats = { events: 0, bytes: 0, segments: [], capabilities: { append: false, retention: false } };

/** What the console is connected to, its status line, and the sample's switches. */
export function createWorkspaceService(parts: ConsoleParts): WorkspaceService {
  const { workspace, sample, about, clock } = parts;
  return {
    async 'workspace.describe'() {
      const { name, kind } = await workspace;
      const { version, host, shell } = about;
      return { name, kind, version, host, shell, sample: sample.state() };
    },

    async *'workspace.status'(_input, signal) {
      const { agents, rules, store } = await workspace;
      let last = '';
      let sameRounds = 0;
      while (!signal.aborted) {
        const troubles: string[] = [];
        // One server away takes its part of the line, not the others'.
        const known = async <Value>(asked: Promise<Value>, otherwise: Value): Promise<Value> => {
          try {
            return await asked;
          } catch (error) {
            signal.throwIfAborted();
            troubles.push(messageOf(error));
            return otherwise;
          }
        };
        const [hosts, { revision }, stats] = await Promise.all([
          known(agents.list(), []),
          known<{ revision: number }>(rules.read(), { revision: 0 }),
          known(store.stats(signal), NO_STATS),
        ]);
        const status = { ...statusOf(hosts, revision, stats, troubles), sample: sample.state() };
        const text = JSON.stringify(status);
        // An idle desk sends nothing and costs nothing.
        if (text !== last) yield status;
        sameRounds = text === last ? sameRounds + 1 : 0;
        last = text;
        await clock.sleep(sameRounds < QUIET_ROUNDS ? STATUS_EVERY_MS : QUIET_EVERY_MS, signal);
      }
    },

    async 'sample.inject'({ fault }) {
      return sample.inject(fault);
    },

    async 'sample.run'({ running }) {
      return sample.run(running);
    },
  };
}

function statusOf(hosts: HostStatus[], revision: number, stats: StoreStats, troubles: string[]) {
  const present = hosts.filter((host) => host.present);
  const sum = (value: (host: HostStatus) => number) => present.reduce((total, host) => total + value(host), 0);
  const rate = sum((host) => host.agent.linesPerSecond);
  const lagBytes = sum((host) => host.agent.lagBytes);
  const clockErrors = present.flatMap((host) => (host.agent.clock === undefined ? [] : [host.agent.clock.errorMs]));
  return {
    hostsPresent: present.length,
    hostsTotal: hosts.length,
    revision,
    hostsApplied: present.filter((host) => host.agent.appliedRevision >= revision).length,
    eventsPerSecond: Math.round(rate),
    // Bytes behind as time behind, at the rate things flow now; a line is taken as 200 bytes.
    lagMs: lagBytes === 0 ? 0 : Math.round((lagBytes / 200 / Math.max(rate, 1)) * 1_000),
    clockErrorMs: clockErrors.length === 0 ? null : Math.max(...clockErrors),
    storedEvents: stats.events,
    storedBytes: stats.bytes,
    losses: sum((host) => host.agent.lossesTotal),
    damaged: (stats.damaged ?? []).slice(0, 20),
    problems: [...troubles, ...present.flatMap((host) => problemsOf(host))].slice(0, 20),
  };
}

function problemsOf({ host, agent }: HostStatus): string[] {
  const refused = agent.rules
    .filter((rule) => rule.state === 'refused')
    .map((rule) => `${host}: rule ${rule.rule}: ${rule.error}`);
  return agent.lastError === undefined ? refused : [...refused, `${host}: ${agent.lastError}`];
}
