// What is known of a cluster and the connections to it. Every purpose has its own connection to a broker: a broker
// answers one connection in order, and a fetch that waits must not hold up anything else.
import { AppError, messageOf } from '../../../base/errors.ts';
import { responseError } from '../kafka-errors.ts';
import { type BrokerAddress, formatBroker, type KafkaSettings, parseBroker } from '../kafka-settings.ts';
import {
  LIST_OFFSETS,
  type OffsetPoint,
  offsetRequest,
  type PartitionOffset,
  readOffsets,
} from '../protocol/offset-request.ts';
import {
  type ClusterMetadata,
  METADATA,
  metadataRequest,
  type PartitionMetadata,
  readMetadata,
  type TopicMetadata,
} from '../protocol/topic-metadata.ts';
import type { WireReader } from '../protocol/wire-reader.ts';
import type { TopicPartition } from '../topic-partition.ts';
import { matchTopics } from '../topic-pattern.ts';
import { type Api, BrokerLink } from './broker-link.ts';

/** Topics asked about at the same moment share a request; more often than this a topic is not asked about again. */
const METADATA_GAP_MS = 100;

export class KafkaCluster {
  readonly #settings: KafkaSettings;
  readonly #seeds: BrokerAddress[];
  readonly #links = new Map<string, Promise<BrokerLink>>();
  readonly #closing = new AbortController();
  readonly #topics = new Map<string, { metadata: TopicMetadata; atMs: number }>();
  #brokers = new Map<number, BrokerAddress>();

  /** Connects nothing yet. Throws when the settings name no broker. */
  constructor(settings: KafkaSettings) {
    this.#settings = settings;
    this.#seeds = settings.brokers.map((text) => {
      const address = parseBroker(text);
      if (address !== undefined) return address;
      throw new AppError('USAGE', `"${text}" names no Kafka broker.`, { hint: 'Write host:port, as in kafka1:9092.' });
    });
    if (this.#seeds.length > 0) return;
    throw new AppError('USAGE', 'No Kafka broker was named.', { hint: 'Write host:port, as in kafka1:9092.' });
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Names of the brokers as they were given, for messages. */
  get name(): string {
    return this.#seeds.map(formatBroker).join(',');
  }

  /** Brokers that metadata named so far. */
  get brokers(): ReadonlyMap<number, BrokerAddress> {
    return this.#brokers;
  }

  /** The connection to a broker for one purpose, opened when it is not there. */
  async link(nodeId: number, purpose: string): Promise<BrokerLink> {
    if (!this.#brokers.has(nodeId)) await this.#ask([]);
    const address = this.#brokers.get(nodeId);
    if (address !== undefined) return this.#linkTo(address, purpose);
    throw new AppError('SERVER_UNREACHABLE', `Kafka broker ${nodeId} is not in the cluster now.`, {
      hint: 'It is tried again by itself; check that the broker runs.',
      retryable: true,
    });
  }

  /** Ends one connection, so that what waits on it returns at once. */
  async dropLink(nodeId: number, purpose: string): Promise<void> {
    const address = this.#brokers.get(nodeId);
    const link = address === undefined ? undefined : this.#links.get(linkKey(address, purpose));
    if (link === undefined) return;
    try {
      (await link).close();
    } catch {
      // It never opened: there is nothing to end.
      return;
    }
  }

  /** Sends to whichever broker answers first, known ones before those of the settings. */
  async sendToAny<T>(api: Api, payload: Buffer, read: (reader: WireReader) => T): Promise<T> {
    const failures: string[] = [];
    let last: unknown;
    for (const address of this.#candidates()) {
      try {
        const link = await this.#linkTo(address, 'control');
        return await link.send(api, payload, read);
      } catch (error) {
        if (this.isClosed) throw error;
        failures.push(messageOf(error));
        last = error;
      }
    }
    if (failures.length === 1) throw last;
    const cause = last instanceof AppError ? last : undefined;
    throw new AppError(cause?.code ?? 'SERVER_UNREACHABLE', `No Kafka broker could be used. ${failures.join(' ')}`, {
      hint: cause?.hint ?? 'Check that the brokers run.',
      retryable: true,
      cause: last,
    });
  }

  /** Asks the cluster about these topics; each answer has a code of its own. What is given is remembered. */
  async describeTopics(topics: string[]): Promise<TopicMetadata[]> {
    return topics.length === 0 ? [] : (await this.#ask(topics)).topics;
  }

  /** Every topic of the cluster, or those that match names and globs. */
  async listTopics(patterns?: readonly string[]): Promise<TopicMetadata[]> {
    const { topics } = await this.#ask(undefined);
    if (patterns === undefined) return topics;
    const wanted = new Set(matchTopics(patterns, topics));
    return topics.filter(({ name }) => wanted.has(name));
  }

  /** What is known of a topic; asked for when nothing is. Throws when there is no such topic, or no permission. */
  async topic(name: string): Promise<TopicMetadata> {
    const known = this.#topics.get(name);
    if (known !== undefined && known.metadata.code === 0) return known.metadata;
    const [asked] = await this.describeTopics([name]);
    if (asked === undefined || asked.code !== 0) throw responseError(asked?.code ?? 3, `topic ${name}`);
    return asked;
  }

  /** What is known of a partition, without asking. */
  partition({ topic, partition }: TopicPartition): PartitionMetadata | undefined {
    return this.#topics.get(topic)?.metadata.partitions.find((known) => known.partition === partition);
  }

  /** Asks again about topics whose leaders moved; those that were asked about just now are left out. */
  async refresh(topics: Iterable<string>): Promise<void> {
    const now = performance.now();
    const due = [...new Set(topics)].filter(
      (topic) => now - (this.#topics.get(topic)?.atMs ?? Number.NEGATIVE_INFINITY) >= METADATA_GAP_MS,
    );
    if (due.length > 0) await this.#ask(due);
  }

  /** Offsets of a point in each partition, asked of their leaders; a partition that cannot be asked has a code. */
  async offsets(partitions: TopicPartition[], point: OffsetPoint): Promise<PartitionOffset[]> {
    const unknown = partitions.filter((partition) => this.#leader(partition) < 0).map(({ topic }) => topic);
    await this.refresh(unknown);
    const byLeader = new Map<number, TopicPartition[]>();
    for (const partition of partitions) {
      const leader = this.#leader(partition);
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), partition]);
    }
    const answers = [...byLeader].map(async ([leader, own]) => {
      if (leader < 0) return own.map((partition) => ({ ...partition, code: this.#unknownCode(partition), offset: -1 }));
      const link = await this.link(leader, 'control');
      return await link.send(LIST_OFFSETS, offsetRequest(own, point), readOffsets);
    });
    return (await Promise.all(answers)).flat();
  }

  /** Ends every connection. */
  close(): void {
    this.#closing.abort();
    for (const link of this.#links.values())
      link.then(
        (open) => open.close(),
        () => undefined,
      );
    this.#links.clear();
  }

  #leader(partition: TopicPartition): number {
    return this.partition(partition)?.leader ?? -1;
  }

  #unknownCode(partition: TopicPartition): number {
    const code = this.#topics.get(partition.topic)?.metadata.code ?? 3;
    return code === 0 ? (this.partition(partition) === undefined ? 3 : 5) : code;
  }

  async #ask(topics: string[] | undefined): Promise<ClusterMetadata> {
    const metadata = await this.sendToAny(METADATA, metadataRequest(topics), readMetadata);
    // A broker that is just starting may name none: what is known stays.
    if (metadata.brokers.length > 0)
      this.#brokers = new Map(metadata.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
    const atMs = performance.now();
    for (const topic of metadata.topics) this.#topics.set(topic.name, { metadata: topic, atMs });
    return metadata;
  }

  #candidates(): BrokerAddress[] {
    const all = [...this.#brokers.values(), ...this.#seeds];
    const unique = [...new Map(all.map((address) => [formatBroker(address), address])).values()];
    const open = (address: BrokerAddress) => (this.#links.has(linkKey(address, 'control')) ? 0 : 1);
    return unique.sort((a, b) => open(a) - open(b));
  }

  async #linkTo(address: BrokerAddress, purpose: string): Promise<BrokerLink> {
    if (this.isClosed) throw new AppError('DISCONNECTED', `The connection to Kafka ${this.name} is closed.`);
    const key = linkKey(address, purpose);
    const known = this.#links.get(key);
    if (known !== undefined) {
      const link = await known;
      if (link.isOpen) return link;
      if (this.#links.get(key) !== known) return this.#linkTo(address, purpose);
    }
    const opening = BrokerLink.open(address, this.#settings, this.#closing.signal);
    this.#links.set(key, opening);
    try {
      return await opening;
    } catch (error) {
      if (this.#links.get(key) === opening) this.#links.delete(key);
      throw error;
    }
  }
}

function linkKey(address: BrokerAddress, purpose: string): string {
  return `${purpose} ${formatBroker(address)}`;
}
