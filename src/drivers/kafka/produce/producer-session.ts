import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { responseError } from '../kafka-errors.ts';
import { INIT_PRODUCER_ID, initProducerRequest, readInitProducer } from '../protocol/produce-request.ts';
import { partitionKey, type TopicPartition } from '../topic-partition.ts';

/** A producer id and the sequence of every partition under it. */
export class ProducerSession {
  readonly producerId: number;
  readonly epoch: number;
  readonly #next = new Map<string, number>();

  private constructor(producerId: number, epoch: number) {
    this.producerId = producerId;
    this.epoch = epoch;
  }

  /** Asks for a producer id. A broker that has just started may refuse for some seconds: the error is retryable. */
  static async open(cluster: KafkaCluster): Promise<ProducerSession> {
    const { code, producerId, epoch } = await cluster.sendToAny(
      INIT_PRODUCER_ID,
      initProducerRequest(),
      readInitProducer,
    );
    if (code !== 0) throw responseError(code, `producer id from ${cluster.name}`);
    return new ProducerSession(producerId, epoch);
  }

  /** Sequence of the next record of a partition. */
  sequence(partition: TopicPartition): number {
    return this.#next.get(partitionKey(partition)) ?? 0;
  }

  /** So many records were taken; the sequence wraps at 2^31. */
  taken(partition: TopicPartition, count: number): void {
    this.#next.set(partitionKey(partition), (this.sequence(partition) + count) % 2 ** 31);
  }
}

/** The session in force; a broken one is replaced for what is sent next. */
export class ProducerSessions {
  readonly #cluster: KafkaCluster;
  #current: Promise<ProducerSession> | undefined;

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster;
  }

  current(): Promise<ProducerSession> {
    if (this.#current !== undefined) return this.#current;
    const opening = ProducerSession.open(this.#cluster);
    this.#current = opening;
    opening.catch(() => {
      if (this.#current === opening) this.#current = undefined;
    });
    return opening;
  }

  /** The broker does not know this session any more. */
  async discard(session: ProducerSession): Promise<void> {
    const current = this.#current;
    if (current !== undefined && (await current) === session && this.#current === current) this.#current = undefined;
  }
}
