// AgentDirectory on ZooKeeper: who is there by ephemeral nodes, who was there by what they left.
import type { ZooKeeperSession } from '../../../drivers/zookeeper/zookeeper-session.ts';
import type { AgentDirectory, AgentReport, HostStatus } from '../../../ports/agent-directory.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import { decodeReport } from './agent-nodes.ts';
import { AgentPresence } from './agent-presence.ts';
import { ChangeCounter } from './change-counter.ts';
import { inParallel } from './rule-reader.ts';

const WATCH_EVERY_MS = 1_000;
/** A lost watch is made good by looking again so often. */
const LOOK_EVERY_MS = 60_000;

export class ZooKeeperAgentDirectory implements AgentDirectory {
  readonly #session: ZooKeeperSession;
  readonly #root: string;
  readonly #clock: Clock;
  readonly #presence: AgentPresence;

  constructor(session: ZooKeeperSession, root: string, clock: Clock, log: Logger) {
    this.#session = session;
    this.#root = root;
    this.#clock = clock;
    this.#presence = new AgentPresence(session, root, clock, log);
  }

  announce(report: AgentReport): Promise<void> {
    return this.#presence.announce(report);
  }

  leave(): Promise<void> {
    return this.#presence.leave();
  }

  list(): Promise<HostStatus[]> {
    return new HostList(this.#session, this.#root).look();
  }

  /** Goes on through every trouble; rejects only when the first look fails. */
  async *watch(signal: AbortSignal): AsyncGenerator<HostStatus[]> {
    const changes = new ChangeCounter();
    const list = new HostList(this.#session, this.#root, changes.tell);
    const unlisten = this.#session.onState((state) => {
      list.forget();
      if (state === 'connected') changes.tell();
    });
    let last: string | undefined;
    try {
      while (!signal.aborted) {
        const seen = changes.count;
        try {
          const hosts = await list.look();
          const text = JSON.stringify(hosts);
          if (text !== last) yield hosts;
          last = text;
        } catch (error) {
          if (last === undefined || signal.aborted) throw error;
          list.forget();
        }
        await this.#clock.sleep(WATCH_EVERY_MS, signal);
        await changes.behind(seen, LOOK_EVERY_MS, signal);
      }
    } finally {
      unlisten();
    }
  }
}

interface Seen {
  agent: AgentReport;
  atMs: number;
}

/** What is in the nodes. With `changed`, nodes are watched, and only what changed is read again. */
class HostList {
  readonly #session: ZooKeeperSession;
  readonly #root: string;
  readonly #changed: (() => void) | undefined;
  /** By path; a node that holds no report is kept as such. */
  readonly #known = new Map<string, Seen | 'no-report'>();

  constructor(session: ZooKeeperSession, root: string, changed?: () => void) {
    this.#session = session;
    this.#root = root;
    this.#changed = changed;
  }

  /** Watches are gone: everything is read again. */
  forget(): void {
    this.#known.clear();
  }

  async look(): Promise<HostStatus[]> {
    const [present, past] = await Promise.all([this.#all('agents'), this.#all('hosts')]);
    const hosts = new Map<string, HostStatus>();
    for (const { agent, atMs } of past)
      hosts.set(agent.id, { host: agent.host, present: false, lastSeenMs: atMs, agent });
    for (const { agent, atMs } of present) {
      const lastSeenMs = Math.max(atMs, hosts.get(agent.id)?.lastSeenMs ?? 0);
      hosts.set(agent.id, { host: agent.host, present: true, lastSeenMs, agent });
    }
    return [...hosts.values()].sort((a, b) =>
      a.host < b.host ? -1 : a.host > b.host ? 1 : a.agent.id < b.agent.id ? -1 : 1,
    );
  }

  async #all(folder: string): Promise<Seen[]> {
    const parent = `${this.#root}/${folder}`;
    const names = await this.#session.children(parent, this.#changed);
    if (names === undefined) {
      // A folder that is not there yet is watched for.
      if (this.#changed !== undefined) await this.#session.read(parent, this.#changed);
      return [];
    }
    const paths = new Set(names.map((name) => `${parent}/${name}`));
    for (const path of this.#known.keys())
      if (path.startsWith(`${parent}/`) && !paths.has(path)) this.#known.delete(path);
    const seen = await inParallel([...paths], (path) => this.#one(path));
    return seen.filter((each): each is Seen => each !== undefined && each !== 'no-report');
  }

  async #one(path: string): Promise<Seen | 'no-report' | undefined> {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const changed = this.#changed;
    // The news of a change may come before the answer that it makes old is looked at.
    let isOld = false;
    const node =
      changed === undefined
        ? await this.#session.read(path)
        : await this.#session.read(path, () => {
            isOld = true;
            this.#known.delete(path);
            changed();
          });
    if (node === undefined) return undefined;
    const agent = decodeReport(node.data);
    const seen = agent === undefined ? ('no-report' as const) : { agent, atMs: node.writtenAtMs };
    if (changed !== undefined && !isOld) this.#known.set(path, seen);
    return seen;
  }
}
