// A workspace on servers: Kafka carries, ZooKeeper coordinates, Elasticsearch stores; each may be missing.
import type { ElasticsearchSettings } from '../../drivers/elasticsearch/elasticsearch-settings.ts';
import { ZooKeeperSession } from '../../drivers/zookeeper/zookeeper-session.ts';
import type { ZooKeeperSettings } from '../../drivers/zookeeper/zookeeper-settings.ts';
import type { AgentDirectory } from '../../ports/agent-directory.ts';
import type { AgentRequests } from '../../ports/agent-requests.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { LiveTail } from '../../ports/live-tail.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import type { RuleStore } from '../../ports/rule-store.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { ElasticsearchEventStore } from './elasticsearch/elasticsearch-event-store.ts';
import { noAgents, noRules, noStore, noTail } from './elasticsearch/missing-parts.ts';
import { ZooKeeperAgentDirectory } from './zookeeper/zookeeper-agent-directory.ts';
import { ZooKeeperAgentRequests } from './zookeeper/zookeeper-agent-requests.ts';
import { ZooKeeperRuleStore } from './zookeeper/zookeeper-rule-store.ts';

export interface ClusterWorkspaceOptions {
  name: string;
  zookeeper?: ZooKeeperSettings;
  elasticsearch?: ElasticsearchSettings;
  /** What follows Kafka; closed with the workspace. */
  tail?: LiveTail & { close(): Promise<void> };
  /** Where Kafka and Elasticsearch are named; closed with the workspace. */
  pipeline?: Pipeline & { close(): Promise<void> };
  clock: Clock;
  log: Logger;
}

export class ClusterWorkspace implements Workspace {
  readonly kind = 'cluster';
  readonly name: string;
  readonly store: EventStore;
  readonly tail: LiveTail;
  readonly rules: RuleStore;
  readonly agents: AgentDirectory;
  readonly requests?: AgentRequests;
  readonly pipeline?: Pipeline;
  readonly #closers: (() => Promise<void>)[] = [];

  /** Waits for no server: each is connected to by the first question to it. */
  constructor({ name, zookeeper, elasticsearch, tail, pipeline, clock, log }: ClusterWorkspaceOptions) {
    this.name = name;
    this.store = elasticsearch === undefined ? noStore() : new ElasticsearchEventStore(elasticsearch);
    this.#closers.push(() => this.store.close());
    this.tail = tail ?? noTail();
    if (tail !== undefined) this.#closers.push(() => tail.close());
    if (pipeline !== undefined) {
      this.pipeline = pipeline;
      this.#closers.push(() => pipeline.close());
    }
    if (zookeeper === undefined) {
      this.rules = noRules();
      this.agents = noAgents();
      return;
    }
    const session = new ZooKeeperSession(zookeeper, log);
    this.rules = new ZooKeeperRuleStore(session, zookeeper.root, clock);
    this.agents = new ZooKeeperAgentDirectory(session, zookeeper.root, clock, log);
    this.requests = new ZooKeeperAgentRequests(session, zookeeper.root, clock, log);
    this.#closers.push(
      () => this.rules.close(),
      () => session.close(),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#closers.map((close) => close()));
  }
}
