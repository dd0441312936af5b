// Agents' ZooKeeper sides on a server of their own: sessions that are ended from outside, a server that is frozen, links
// that are half open. What is looked at is what another session sees.
import { parseRules } from '../../src/agent/rules/rule-text.ts';
import { isAppError } from '../../src/base/errors.ts';
import { parseServers } from '../../src/drivers/zookeeper/zookeeper-settings.ts';
import { startZookeeper } from '../../tools/servers/zookeeper-server.mjs';
import { AgentSide } from './agent-side.ts';
import { FaultProxy } from './fault-proxy.ts';
import { endSession, ZooKeeperUnderTest } from './zookeeper-workspace.ts';

const SESSION_MS = 4_000;
const LIMIT_MS = 60_000;
const ROOT = '/rounds';

interface OwnZooKeeper {
  port: number;
  address: string;
  server: { pause(): void; resume(): void; stop(): Promise<void> };
}

export class ZooKeeperRounds {
  /** Nodes of agents that are not there, or twice, when a round was over. */
  ghosts = 0;
  /** Agents that did not have the newest rules in time. */
  stale = 0;
  /** Silences that an agent did not notice in time. */
  unnoticed = 0;
  readonly sessionMs = SESSION_MS;
  readonly #zookeeper: OwnZooKeeper;
  readonly #proxy: FaultProxy;
  readonly #observer: ZooKeeperUnderTest;
  readonly #agents: AgentSide[];
  #revision = 0;

  private constructor(own: OwnZooKeeper, proxy: FaultProxy, agents: number) {
    this.#zookeeper = own;
    this.#proxy = proxy;
    this.#observer = new ZooKeeperUnderTest(own.address, { root: ROOT });
    const settings = { ...parseServers(`127.0.0.1:${proxy.port}${ROOT}`), sessionTimeoutMs: SESSION_MS };
    this.#agents = Array.from({ length: agents }, (_, i) => new AgentSide(`host-${i}`, settings));
  }

  /** Starts a server, and agents behind a proxy. The folder is the caller's, and empty. */
  static async open(folder: string, agents: number): Promise<ZooKeeperRounds> {
    const own: OwnZooKeeper = await startZookeeper(folder);
    const rounds = new ZooKeeperRounds(own, await FaultProxy.open(own.port), agents);
    await rounds.#publish();
    await rounds.#settled();
    return rounds;
  }

  /** Ends the session of one agent and changes the rules; gives the ms until its presence was back. */
  async expire(number: number): Promise<number> {
    const agent = this.#agents[number % this.#agents.length]!;
    const before = agent.session.id;
    await endSession(this.#zookeeper.address, agent.session.credentials);
    const startMs = performance.now();
    const [backMs] = await Promise.all([this.#back(agent, before, startMs), this.#publish()]);
    await this.#settled();
    return backMs;
  }

  /**
   * Freezes the server (SIGSTOP), or leaves the agents' links half open, for so long, and changes the rules. Gives the
   * ms until the last agent noticed, and from the end of it until everything was as before.
   */
  async silence(kind: 'frozen' | 'half-open', forMs: number): Promise<{ noticedMs: number; healedMs: number }> {
    const startMs = performance.now();
    if (kind === 'frozen') this.#zookeeper.server.pause();
    else this.#proxy.state = 'half-open';
    if (!(await until(() => this.#agents.every(({ session }) => session.state !== 'connected')))) this.unnoticed++;
    const noticedMs = Math.round(performance.now() - startMs);
    await pause(Math.max(0, startMs + forMs - performance.now()));
    if (kind === 'frozen') this.#zookeeper.server.resume();
    else this.#proxy.state = 'pass';
    const overMs = performance.now();
    await this.#publish();
    await this.#settled();
    return { noticedMs, healedMs: Math.round(performance.now() - overMs) };
  }

  async close(): Promise<void> {
    await Promise.all(this.#agents.map((agent) => agent.close()));
    await this.#observer.close();
    await this.#proxy.close();
    await this.#zookeeper.server.stop();
  }

  async #back({ id, session }: AgentSide, before: string, startMs: number): Promise<number> {
    const path = `${ROOT}/agents/${id}`;
    await until(async () => {
      const owner = (await this.#observer.session.read(path))?.owner;
      return owner !== undefined && owner !== before && owner === session.id;
    });
    return Math.round(performance.now() - startMs);
  }

  async #publish(): Promise<void> {
    const wanted = this.#revision + 1;
    await until(async () => {
      try {
        const { revision } = await this.#observer.rules.read();
        if (revision >= wanted) return true;
        const { rules } = parseRules(rulesText(wanted));
        await this.#observer.rules.publish({ rules, note: '', by: 'rounds', expectRevision: revision });
      } catch (error) {
        // The observer's own session is renewed.
        if (!isAppError(error)) throw error;
      }
      return false;
    });
    this.#revision = wanted;
  }

  /** Waits until every agent has the rules and is shown once; counts what is not so in the end. */
  async #settled(): Promise<void> {
    const isSo = async () => {
      const owners = await this.#owners();
      const sessions = new Set(this.#agents.map(({ session }) => session.id));
      const shown = owners !== undefined && owners.length === sessions.size && owners.every((own) => sessions.has(own));
      return shown && this.#agents.every(({ revision }) => revision === this.#revision);
    };
    if (await until(isSo)) return;
    this.stale += this.#agents.filter(({ revision }) => revision !== this.#revision).length;
    const sessions = new Set(this.#agents.map(({ session }) => session.id));
    this.ghosts += ((await this.#owners()) ?? []).filter((owner) => !sessions.has(owner)).length;
  }

  /** Sessions that hold the nodes of agents; undefined while that cannot be asked. */
  async #owners(): Promise<string[] | undefined> {
    try {
      const names = (await this.#observer.session.children(`${ROOT}/agents`)) ?? [];
      const nodes = await Promise.all(names.map((name) => this.#observer.session.read(`${ROOT}/agents/${name}`)));
      return nodes.map((node) => node?.owner ?? '');
    } catch (error) {
      if (isAppError(error)) return undefined;
      throw error;
    }
  }
}

function rulesText(revision: number): string {
  return `version: 1
rules:
  - id: same
    paths: [/nowhere/*.log]
  - id: changed
    service: v${revision}
    paths: [/nowhere/else/*.log]
`;
}

/** False when it was not so in time. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const endMs = performance.now() + LIMIT_MS; performance.now() < endMs; await pause(10))
    if (await isSo()) return true;
  return isSo();
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
