// The side of an agent that faces ZooKeeper, without files: rules are watched and put in force, presence is shown.
import { RulesInForce } from '../../src/agent/rules/rules-in-force.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import { ZooKeeperSession } from '../../src/drivers/zookeeper/zookeeper-session.ts';
import type { ZooKeeperSettings } from '../../src/drivers/zookeeper/zookeeper-settings.ts';
import { inBackground } from '../../src/host/workspaces/background-directory.ts';
import { ZooKeeperAgentDirectory } from '../../src/workspace/cluster/zookeeper/zookeeper-agent-directory.ts';
import { ZooKeeperRuleStore } from '../../src/workspace/cluster/zookeeper/zookeeper-rule-store.ts';
import { QUIET_LOG } from './agent-kit.ts';
import { emptyReport } from './agent-reports.ts';

/** As the agent's reporter has it. */
const REPORT_GAP_MS = 1_000;

export class AgentSide {
  readonly id: string;
  readonly session: ZooKeeperSession;
  readonly #rules: RulesInForce;
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;
  #reportedMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** `onApplied` is called when a revision is in force. */
  constructor(host: string, settings: ZooKeeperSettings, onApplied: (revision: number) => void = () => {}) {
    this.id = `${host}-agent`;
    const clock = createSystemClock();
    this.session = new ZooKeeperSession(settings, QUIET_LOG);
    const rules = new RulesInForce({ host, labels: {} });
    this.#rules = rules;
    const store = new ZooKeeperRuleStore(this.session, settings.root, clock);
    const directory = inBackground(
      new ZooKeeperAgentDirectory(this.session, settings.root, clock, QUIET_LOG),
      QUIET_LOG,
    );
    const startedAtMs = clock.nowMs();
    const report = () => {
      this.#timer = undefined;
      this.#reportedMs = performance.now();
      const { revision } = rules;
      const told = { id: this.id, host, pid: process.pid, startedAtMs, appliedRevision: revision };
      void directory.announce(
        emptyReport({ ...told, wantedRevision: revision, rules: rules.report(() => 0, new Map()) }),
      );
    };
    this.#watching = (async () => {
      while (!this.#stop.signal.aborted) {
        try {
          for await (const set of store.watch(this.#stop.signal)) {
            rules.apply(set);
            onApplied(set.revision);
            this.#timer ??= setTimeout(report, Math.max(0, this.#reportedMs + REPORT_GAP_MS - performance.now()));
          }
        } catch (error) {
          // As the agent does: it looks again.
          if (this.#stop.signal.aborted) return;
          await clock.sleep(1_000, this.#stop.signal);
          if (!(error instanceof Error)) throw error;
        }
      }
    })();
  }

  /** The revision in force. */
  get revision(): number {
    return this.#rules.revision;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#watching;
    await this.session.close();
  }
}
