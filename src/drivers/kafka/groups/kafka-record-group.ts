import { AppError } from '../../../base/errors.ts';
import type { GroupItem, PartitionOffset, RecordGroup } from '../../../ports/record-group.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import type { FetchGap, FetchListener, FetchSubscription } from '../fetch/fetch-subscription.ts';
import { KafkaFetcher } from '../fetch/kafka-fetcher.ts';
import { responseError } from '../kafka-errors.ts';
import { recordList } from '../protocol/record-list.ts';
import { partitionKey, type TopicPartition } from '../topic-partition.ts';
import { GroupMembership } from './group-membership.ts';

const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
/** The member is not (or no longer) in charge: whoever is reads the records again. */
const NOT_OURS = [22, 25, 27];

export interface KafkaRecordGroupOptions {
  cluster: KafkaCluster;
  group: string;
  /** Names and globs of topics. */
  topics: readonly string[];
  /** Where a partition begins that nobody has committed: its first record, or what comes from now on. */
  start: 'earliest' | 'latest';
  /** A member that is silent for so long loses its partitions to others. Default 30,000. */
  sessionMs?: number;
}

/** A member of a consumer group: membership and commits by the group protocol, records by our own fetch loop. */
export class KafkaRecordGroup implements RecordGroup {
  readonly #options: KafkaRecordGroupOptions;
  readonly #fetcher: KafkaFetcher;
  readonly #membership: GroupMembership;
  readonly #owned = new Map<string, FetchSubscription>();
  #queue: { item: GroupItem; bytes: number }[] = [];
  #bytes = 0;
  #wake: (() => void) | undefined;
  #failure: AppError | undefined;
  #closed = false;

  /** The cluster stays the caller's. Nothing is joined before `items` is asked for. */
  constructor(options: KafkaRecordGroupOptions) {
    this.#options = options;
    this.#fetcher = new KafkaFetcher(options.cluster);
    this.#membership = new GroupMembership({
      ...options,
      onGained: (partitions) => this.#gain(partitions),
      onLost: () => this.#lose(),
      onFailed: (error) => this.#fail(error),
    });
  }

  async *items(signal?: AbortSignal): AsyncGenerator<GroupItem> {
    this.#membership.start();
    const abort = () => this.#wake?.();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      while (!this.#closed && signal?.aborted !== true) {
        const next = this.#queue.shift();
        if (next !== undefined) {
          this.#bytes -= next.bytes;
          if (this.#bytes < MAX_BUFFERED_BYTES / 2) for (const own of this.#owned.values()) own.resume();
          yield next.item;
        } else if (this.#failure !== undefined) {
          throw this.#failure;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async commit(next: readonly PartitionOffset[]): Promise<void> {
    const membership = this.#membership.current;
    const own = next.filter((partition) => this.#owned.has(partitionKey(partition)));
    if (membership === undefined || own.length === 0) return;
    for (const code of await this.#membership.coordinator.commit(membership, own)) {
      if (code === 0 || NOT_OURS.includes(code)) continue;
      const { code: kind, message, hint } = responseError(code, `commit of group ${this.#options.group}`);
      throw new AppError(kind, message, { retryable: true, ...(hint === undefined ? {} : { hint }) });
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#wake?.();
    this.#fetcher.close();
    this.#owned.clear();
    await this.#membership.close();
  }

  async #gain(partitions: TopicPartition[]): Promise<void> {
    if (partitions.length === 0 || this.#closed) return;
    const starts = await this.#starts(partitions);
    if (this.#closed) return;
    this.#put({ type: 'gained', partitions });
    for (const { topic, partition, offset } of starts) {
      const listener = this.#listener({ topic, partition });
      const subscription = this.#fetcher.add({ topic, partition, offset, listener });
      this.#owned.set(partitionKey(subscription), subscription);
    }
  }

  /** Committed offsets; where there is none, the first or the next record. */
  async #starts(partitions: TopicPartition[]): Promise<PartitionOffset[]> {
    const committed = await this.#membership.coordinator.committed(partitions);
    const without = committed.filter(({ offset }) => offset < 0);
    const found = without.length === 0 ? [] : await this.#options.cluster.offsets(without, this.#options.start);
    const refused = found.find(({ code }) => code !== 0);
    if (refused !== undefined) throw responseError(refused.code, `offsets of ${refused.topic}`);
    const offsets = new Map(found.map((place) => [partitionKey(place), place.offset]));
    return committed.map((place) => ({
      topic: place.topic,
      partition: place.partition,
      offset: place.offset >= 0 ? place.offset : (offsets.get(partitionKey(place)) ?? 0),
    }));
  }

  #listener({ topic, partition }: TopicPartition): FetchListener {
    return {
      records: (batches, { nextOffset, endOffset }) => {
        const records = recordList(batches);
        const bytes = batches.reduce((sum, batch) => sum + batch.bytes.length, 0);
        this.#put({ type: 'records', topic, partition, records, nextOffset, endOffset }, bytes);
      },
      gap: ({ fromOffset, toOffset, reason }: FetchGap) => {
        const kind = reason === 'unreadable' ? 'unreadable' : 'expired';
        this.#put({ type: 'gap', topic, partition, fromOffset, toOffset, reason: kind });
      },
      // The group waits for servers that are away; its owner sees the lag grow.
      trouble: () => undefined,
    };
  }

  #lose(): void {
    const partitions = [...this.#owned.values()].map(({ topic, partition }) => ({ topic, partition }));
    for (const subscription of this.#owned.values()) subscription.close();
    this.#owned.clear();
    // What was not taken yet belongs to whoever has the partition next; a consumer that heard nothing need not hear more.
    const untold = this.#queue.some(({ item }) => item.type === 'gained');
    this.#queue = this.#queue.filter(({ item }) => item.type === 'lost');
    this.#bytes = 0;
    if (partitions.length > 0 && !untold) this.#put({ type: 'lost', partitions });
  }

  #put(item: GroupItem, bytes = 0): void {
    this.#queue.push({ item, bytes });
    this.#bytes += bytes;
    if (this.#bytes >= MAX_BUFFERED_BYTES) for (const own of this.#owned.values()) own.pause();
    this.#wake?.();
  }

  #fail(error: AppError): void {
    this.#failure = error;
    this.#wake?.();
  }
}
