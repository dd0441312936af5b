// AgentDirectory of one process: the agent that runs inside it.
import type { AgentDirectory, AgentReport, HostStatus } from '../../ports/agent-directory.ts';
import type { Clock } from '../../ports/clock.ts';
import { Broadcast } from './broadcast.ts';

const WATCH_EVERY_MS = 1_000;

export class LocalAgentDirectory implements AgentDirectory {
  readonly #clock: Clock;
  readonly #changes = new Broadcast();
  readonly #hosts = new Map<string, HostStatus>();
  #own: string | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async announce(report: AgentReport): Promise<void> {
    this.#own = report.id;
    this.#hosts.set(report.id, {
      host: report.host,
      present: true,
      lastSeenMs: this.#clock.nowMs(),
      agent: structuredClone(report),
    });
    this.#changes.tell();
  }

  async leave(): Promise<void> {
    const own = this.#own === undefined ? undefined : this.#hosts.get(this.#own);
    if (own === undefined) return;
    this.#hosts.set(own.agent.id, { ...own, present: false, lastSeenMs: this.#clock.nowMs() });
    this.#own = undefined;
    this.#changes.tell();
  }

  async list(): Promise<HostStatus[]> {
    return structuredClone([...this.#hosts.values()]);
  }

  async *watch(signal: AbortSignal): AsyncGenerator<HostStatus[]> {
    while (!signal.aborted) {
      const seen = this.#changes.count;
      yield await this.list();
      await this.#clock.sleep(WATCH_EVERY_MS, signal);
      await this.#changes.behind(seen, signal);
    }
  }
}
