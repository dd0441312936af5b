// Numbered lines → agent → Kafka → two readers and → indexer → Elasticsearch, rules from ZooKeeper, while servers,
// programs and the links between them fail. One reader sees Kafka through a failing link, the other directly.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { parseRules } from '../../../src/agent/rules/rule-text.ts';
import { isAppError } from '../../../src/base/errors.ts';
import { ensureTopic } from '../../../src/drivers/kafka/protocol/topic-creation.ts';
import { parseServers } from '../../../src/drivers/zookeeper/zookeeper-settings.ts';
import { setUpIndex } from '../../../src/host/workspaces/run-indexer.ts';
import { seededRandom } from '../log-lines.ts';
import { ZooKeeperUnderTest } from '../zookeeper-workspace.ts';
import { ChildProgram } from './child-program.ts';
import { FireCluster, type NamedServers } from './fire-cluster.ts';
import type { Fault, LinkFault, Program } from './fire-plan.ts';
import { NumberedFiles } from './numbered-files.ts';
import { StoredLines } from './stored-lines.ts';
import { TopicReader } from './topic-reader.ts';

const FILES = 5;
const LINES_PER_SECOND = 300;
const PARTITIONS = 3;
const TOPIC = 'fire';
/** What a healed system may take until every line is there. */
const HEAL_LIMIT_MS = 300_000;
/** Shorter than by default, so that a run sees many faults noticed. */
const PATIENCE = {
  kafka: { connectTimeoutMs: 2_000, requestTimeoutMs: 3_000 },
  elasticsearch: { searchTimeoutMs: 10_000, bulkTimeoutMs: 10_000 },
  sessionMs: 4_000,
  groupSessionMs: 6_000,
};

export interface FireVerdict {
  lines: number;
  lost: number;
  outOfOrder: number;
  /** Lines that came to Kafka again; only a killed agent may repeat. */
  repeats: number;
  repeatsWithoutKill: number;
  /** Offsets a reader missed, or was given twice. */
  readersOff: number;
  /** Rounds that did not heal by themselves. */
  stuck: number;
  /** Times agent or indexer ended by themselves. */
  endedAlone: number;
  /** The longest any round took, fault over → everything as it should be. */
  longestHealMs: number;
}

export class ClusterFire {
  readonly #cluster: FireCluster;
  readonly #random: () => number;
  readonly #files: NumberedFiles;
  readonly #readers: [direct: TopicReader, behindFaults: TopicReader];
  readonly #stored: StoredLines;
  readonly #zookeeper: ZooKeeperUnderTest;
  readonly #agent: ChildProgram;
  readonly #indexer: ChildProgram;
  readonly #prefix: string;
  readonly #logs: string;
  readonly #verdict = { repeatsWithoutKill: 0, stuck: 0, longestHealMs: 0 };
  #revision = 0;

  private constructor(folder: string, cluster: FireCluster, seed: number) {
    this.#cluster = cluster;
    this.#random = seededRandom(seed);
    this.#logs = path.join(folder, 'logs');
    this.#files = new NumberedFiles(this.#logs, FILES, this.#random);
    const name = `fire${randomBytes(4).toString('hex')}`;
    this.#prefix = `${name}-`;
    this.#stored = new StoredLines(cluster.direct.elasticsearch, this.#prefix);
    this.#zookeeper = new ZooKeeperUnderTest(cluster.direct.zookeeper, { root: `/${name}` });
    const behind = { brokers: [cluster.address('tail-kafka')], ...PATIENCE.kafka };
    this.#readers = [
      new TopicReader({ ...cluster.directKafka, ...PATIENCE.kafka }, (text) => this.#files.note(text)),
      new TopicReader(behind, () => {}),
    ];
    this.#agent = new ChildProgram(
      new URL('../../torture/cluster-agent-child.ts', import.meta.url),
      this.#agentSettings(folder),
      path.join(folder, 'agent.log'),
    );
    this.#indexer = new ChildProgram(
      new URL('../../torture/indexer-child.ts', import.meta.url),
      this.#indexerSettings(),
      path.join(folder, 'indexer.log'),
    );
  }

  /** Starts what is not named. The folder is the caller's, and empty. */
  static async open(folder: string, seed: number, named: NamedServers = {}): Promise<ClusterFire> {
    const cluster = await FireCluster.open(folder, named);
    const fire = new ClusterFire(folder, cluster, seed);
    await fire.#begin();
    return fire;
  }

  async #begin(): Promise<void> {
    await ensureTopic(this.#readers[0].cluster, TOPIC, { partitions: PARTITIONS });
    const index = { nodes: [this.#cluster.direct.elasticsearch] };
    const settings = { ...this.#indexerSettings(), elasticsearch: index };
    await setUpIndex(settings, new AbortController().signal);
    for (const reader of this.#readers) reader.start(TOPIC, PARTITIONS);
    await this.#publish();
    await Promise.all([this.#agent.start(), this.#indexer.start()]);
  }

  /** Writes, breaks, changes a rule, mends, and waits until everything is as it should be. Gives what took how long. */
  async round(faults: readonly Fault[]): Promise<{ seconds: number; waitedFor: string }> {
    const before = this.#files.repeats;
    await this.#writeDuring(pause(300));
    const broken = Promise.all(faults.map((fault) => ('kill' in fault ? this.#kill(fault.kill) : this.#break(fault))));
    await this.#writeDuring(Promise.all([broken, this.#publish()]));
    await this.#writeDuring(pause(100));
    const startMs = performance.now();
    const waitedFor = await this.#healed();
    const tookMs = Math.round(performance.now() - startMs);
    this.#verdict.longestHealMs = Math.max(this.#verdict.longestHealMs, tookMs);
    if (waitedFor.startsWith('stuck')) this.#verdict.stuck++;
    const mayRepeat = faults.some((fault) => 'kill' in fault && fault.kill === 'agent');
    if (!mayRepeat) this.#verdict.repeatsWithoutKill += this.#files.repeats - before;
    return { seconds: tookMs / 1_000, waitedFor };
  }

  verdict(): FireVerdict {
    const { written, seen, outOfOrder, repeats } = this.#files;
    const readersOff = this.#readers.reduce((sum, { off }) => sum + off, 0);
    const endedAlone = this.#agent.endedAlone + this.#indexer.endedAlone;
    return { lines: written, lost: written - seen, outOfOrder, repeats, readersOff, endedAlone, ...this.#verdict };
  }

  /** Reads everything that is in Elasticsearch. */
  async stored(): Promise<{ storedLost: number; storedTwice: number }> {
    const { lines, twice } = await this.#stored.tally();
    return { storedLost: this.#files.written - lines, storedTwice: twice };
  }

  async close(): Promise<void> {
    for (const reader of this.#readers) reader.close();
    await Promise.all([this.#agent.kill(), this.#indexer.kill()]);
    await Promise.allSettled([this.#stored.remove(), this.#zookeeper.remove()]);
    await this.#stored.close();
    await this.#cluster.close();
  }

  #agentSettings(folder: string) {
    return {
      state: path.join(folder, 'state'),
      host: 'fire',
      zookeeper: {
        ...parseServers(`${this.#cluster.address('agent-zookeeper')}${this.#zookeeper.root}`),
        sessionTimeoutMs: PATIENCE.sessionMs,
      },
      kafka: { brokers: [this.#cluster.address('agent-kafka')], ...PATIENCE.kafka },
    };
  }

  #indexerSettings() {
    return {
      kafka: { brokers: [this.#cluster.address('indexer-kafka')], ...PATIENCE.kafka },
      elasticsearch: {
        nodes: [`http://${this.#cluster.address('indexer-elasticsearch')}`],
        ...PATIENCE.elasticsearch,
      },
      topics: [TOPIC],
      group: this.#prefix,
      prefix: this.#prefix,
      groupSessionMs: PATIENCE.groupSessionMs,
    };
  }

  #writeDuring<T>(work: Promise<T>): Promise<T> {
    return this.#files.writeDuring(work, LINES_PER_SECOND);
  }

  async #kill(program: Program): Promise<void> {
    const { kafka, zookeeper, elasticsearch } = this.#cluster;
    const own = { broker: kafka, zookeeper, elasticsearch };
    const target = program === 'agent' ? this.#agent : program === 'indexer' ? this.#indexer : own[program]?.server;
    if (target === undefined) throw new Error(`${program} is not ours to kill.`);
    await target.kill();
    await pause(300);
    await target.start();
  }

  async #break({ link, fault }: { link: keyof FireCluster['links']; fault: LinkFault }): Promise<void> {
    const proxy = this.#cluster.links[link];
    if (fault === 'cut') {
      for (let i = 0; i < 5; i++) {
        await pause(40 + this.#random() * 100);
        proxy.cut();
      }
      return;
    }
    proxy.state = fault;
    if (fault === 'refuse') proxy.cut();
    await pause(500 + this.#random() * 3_000);
    proxy.state = 'pass';
  }

  /** Changes a rule that has nothing to do with the files, as often as it takes. */
  async #publish(): Promise<void> {
    const wanted = this.#revision + 1;
    const paths = JSON.stringify(`${this.#logs}/*.log`);
    const text = `version: 1
rules:
  - id: torture
    paths: [${paths}]
    start: beginning
    multiline: none
    topic: ${TOPIC}
  - id: other
    paths: [/nowhere/${wanted}/*.log]
`;
    const { rules } = parseRules(text);
    for (const endMs = performance.now() + HEAL_LIMIT_MS; performance.now() < endMs; await pause(200)) {
      try {
        const { revision } = await this.#zookeeper.rules.read();
        if (revision >= wanted) break;
        await this.#zookeeper.rules.publish({ rules, note: '', by: 'fire', expectRevision: revision });
      } catch (error) {
        // ZooKeeper is being killed.
        if (!isAppError(error)) throw error;
      }
    }
    this.#revision = wanted;
  }

  /** Waits for one part after the other; gives those that were waited for. */
  async #healed(): Promise<string> {
    const [direct, behind] = this.#readers;
    const startMs = performance.now();
    const waited = new Map<string, string>();
    const parts: [string, () => boolean | Promise<boolean>][] = [
      ['kafka', () => this.#files.areAllSeen],
      ['tail', () => behind.total >= direct.total],
      ['elasticsearch', async () => (await this.#stored.count()) === this.#files.written],
      ['rules', () => this.#isAgentShown()],
    ];
    for (const [name, isThere] of parts)
      while (!(await isThere())) {
        const tookMs = performance.now() - startMs;
        if (tookMs > HEAL_LIMIT_MS) return `stuck at ${name}`;
        waited.set(name, `${name} ${(tookMs / 1_000).toFixed(1)} s`);
        await pause(100);
      }
    return [...waited.values()].join(', ');
  }

  /** The agent is among the hosts, with the rules published last. */
  async #isAgentShown(): Promise<boolean> {
    try {
      const hosts = await this.#zookeeper.agents.list();
      return hosts.length === 1 && hosts.every((each) => each.present && each.agent.appliedRevision === this.#revision);
    } catch (error) {
      if (isAppError(error)) return false;
      throw error;
    }
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
