// The agent's way into Kafka: one event a record, its JSON as the value, the file's identity as key, the event's time
// as the record's. A file's events go to one partition, in order.
import type { AppError } from '../../../base/errors.ts';
import { KafkaCluster } from '../../../drivers/kafka/connection/kafka-cluster.ts';
import type { KafkaSettings } from '../../../drivers/kafka/kafka-settings.ts';
import { KafkaProducer } from '../../../drivers/kafka/produce/kafka-producer.ts';
import { partitionOfKey } from '../../../drivers/kafka/protocol/key-hash.ts';
import { ensureTopic } from '../../../drivers/kafka/protocol/topic-creation.ts';
import type { EventBatch } from '../../../model/event-batch.ts';
import type { EventSink, SinkAck } from '../../../ports/event-sink.ts';
import type { Logger } from '../../../ports/logger.ts';
import { EventRecords } from '../elasticsearch/event-records.ts';

export interface KafkaSinkOptions {
  kafka: KafkaSettings;
  log: Logger;
  /** Makes topics that are missing, with the broker's defaults. Default true. */
  createTopics?: boolean;
}

/** Hands events to Kafka; keeps offering what Kafka does not take, and bounds nothing: the agent's sender does. */
export class KafkaSink implements EventSink {
  readonly #cluster: KafkaCluster;
  readonly #producer: KafkaProducer;
  readonly #options: KafkaSinkOptions;
  /** Partitions of a topic as first seen: a file stays with its partition while this sink lives. */
  readonly #partitions = new Map<string, Promise<number>>();
  #trouble: string | undefined;

  constructor(options: KafkaSinkOptions) {
    this.#options = options;
    this.#cluster = new KafkaCluster(options.kafka);
    this.#producer = new KafkaProducer(this.#cluster, (error) => this.#noteTrouble(error));
  }

  get problem(): string | undefined {
    return this.#trouble;
  }

  async append(batch: EventBatch, signal?: AbortSignal): Promise<SinkAck> {
    if (batch.count === 0) return { duplicates: 0 };
    const topic = topicName(batch.source.topic);
    const key = Buffer.from(batch.source.key === '' ? batch.source.path : batch.source.key);
    const partition = partitionOfKey(key, await this.#partitionCount(topic));
    await this.#producer.send({ topic, partition }, new EventRecords(batch, key), signal);
    return { duplicates: 0, isFree: true };
  }

  /** What was given up by its signal is not waited for. */
  async close(): Promise<void> {
    await this.#producer.flush();
    this.#cluster.close();
  }

  /** Rejects with a retryable error while Kafka is away: nothing was sent yet, so offering again is safe. */
  async #partitionCount(topic: string): Promise<number> {
    const known = this.#partitions.get(topic);
    if (known !== undefined) return known;
    const looking = this.#lookUp(topic);
    this.#partitions.set(topic, looking);
    try {
      return await looking;
    } catch (error) {
      this.#partitions.delete(topic);
      throw error;
    }
  }

  async #lookUp(topic: string): Promise<number> {
    const { createTopics = true } = this.#options;
    const known = createTopics ? await ensureTopic(this.#cluster, topic) : await this.#cluster.topic(topic);
    return Math.max(1, known.partitions.length);
  }

  /** Says it once when it begins, when the reason changes, and when it is over. */
  #noteTrouble(error: AppError | undefined): void {
    if (error?.message === this.#trouble) return;
    this.#trouble = error?.message;
    if (error === undefined) this.#options.log.info('Kafka takes events again');
    else this.#options.log.warn('Kafka does not take events; they are offered again', { error: error.message });
  }
}

/** Kafka's names: letters, digits, dot, underscore, dash, at most 249. */
function topicName(wanted: string): string {
  return wanted.replace(/[^a-zA-Z0-9._-]/g, '_').slice(0, 249);
}
