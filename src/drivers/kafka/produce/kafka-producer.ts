import type { AppError } from '../../../base/errors.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { RecordWriter } from '../protocol/record-writer.ts';
import { partitionKey, type TopicPartition } from '../topic-partition.ts';
import { type OutgoingRecords, PartitionWriter } from './partition-writer.ts';
import { ProducerSessions } from './producer-session.ts';

/**
 * Idempotent and in order: the records of a partition arrive as they were given, once each while this producer lives,
 * however often broker or network fail. It repeats without limit; what is held is what callers have given and not got
 * acknowledged, so they bound the memory.
 */
export class KafkaProducer {
  readonly #cluster: KafkaCluster;
  readonly #sessions: ProducerSessions;
  readonly #writer = new RecordWriter();
  readonly #partitions = new Map<string, PartitionWriter>();
  readonly #onTrouble: (error: AppError | undefined, at: TopicPartition) => void;

  /** The cluster stays the caller's. `onTrouble` hears why records wait, and undefined when they move again. */
  constructor(cluster: KafkaCluster, onTrouble: (error: AppError | undefined, at: TopicPartition) => void) {
    this.#cluster = cluster;
    this.#sessions = new ProducerSessions(cluster);
    this.#onTrouble = onTrouble;
  }

  /**
   * Resolves when all replicas in sync have the records. Rejects with a retryable AppError when refused for now or
   * given up by the signal, with any other when a record never will be taken.
   */
  send({ topic, partition }: TopicPartition, records: OutgoingRecords, signal?: AbortSignal): Promise<void> {
    return records.count === 0 ? Promise.resolve() : this.#partition({ topic, partition }).send(records, signal);
  }

  /** Resolves when nothing is out. */
  async flush(): Promise<void> {
    await Promise.all([...this.#partitions.values()].map((partition) => partition.idle()));
  }

  #partition(at: TopicPartition): PartitionWriter {
    const key = partitionKey(at);
    let partition = this.#partitions.get(key);
    if (partition === undefined) {
      const onTrouble = (error: AppError | undefined) => this.#onTrouble(error, at);
      partition = new PartitionWriter({
        ...at,
        cluster: this.#cluster,
        sessions: this.#sessions,
        writer: this.#writer,
        onTrouble,
      });
      this.#partitions.set(key, partition);
    }
    return partition;
  }
}
