// Topics of one test on a broker that many tests share: all of them begin with a prefix of its own.
import { randomBytes } from 'node:crypto';
import { type Admin, Kafka, logLevel } from 'kafkajs';

export class TestTopics {
  readonly prefix = `test-${randomBytes(5).toString('hex')}`;
  readonly broker: string;
  readonly #kafka: Kafka;
  #admin: Admin | undefined;

  /** A client of somebody else's make: what our own code writes or reads is seen from outside. */
  constructor(broker: string) {
    this.broker = broker;
    this.#kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  }

  name(topic: string): string {
    return `${this.prefix}.${topic}`;
  }

  async admin(): Promise<Admin> {
    if (this.#admin !== undefined) return this.#admin;
    this.#admin = this.#kafka.admin();
    await this.#admin.connect();
    return this.#admin;
  }

  async create(topic: string, partitions = 1, settings: Record<string, string> = {}): Promise<string> {
    const admin = await this.admin();
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    const name = this.name(topic);
    await admin.createTopics({
      topics: [{ topic: name, numPartitions: partitions, configEntries }],
      waitForLeaders: false,
    });
    await this.#ready(name, partitions);
    return name;
  }

  /** Adds partitions up to so many. */
  async widen(topic: string, partitions: number): Promise<void> {
    const admin = await this.admin();
    await admin.createPartitions({ topicPartitions: [{ topic: this.name(topic), count: partitions }] });
    await this.#ready(this.name(topic), partitions);
  }

  /** Takes away what lies before an offset, as retention does. */
  async cut(topic: string, offset: number): Promise<void> {
    const admin = await this.admin();
    const partitions = [{ partition: 0, offset: String(offset) }];
    await insisting(() => admin.deleteTopicRecords({ topic: this.name(topic), partitions }));
  }

  /** Writes values as another producer does; null is a tombstone. */
  async write(topic: string, values: (string | Buffer | null)[], partition = 0, key = 'k'): Promise<void> {
    // A new one each time: one that is kept does not know of new partitions for minutes.
    const producer = this.#kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await producer.send({ topic: this.name(topic), messages: values.map((value) => ({ key, value, partition })) });
    await producer.disconnect();
  }

  /** Writes in a transaction that is taken back. */
  async writeAborted(topic: string, values: string[]): Promise<void> {
    const producer = this.#kafka.producer({
      transactionalId: `${this.prefix}-t`,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: this.name(topic), messages: values.map((value) => ({ value })) });
    await transaction.abort();
    await producer.disconnect();
  }

  async remove(): Promise<void> {
    const admin = await this.admin();
    const own = (await admin.listTopics()).filter((name) => name.startsWith(this.prefix));
    if (own.length > 0) await admin.deleteTopics({ topics: own });
    await admin.disconnect();
  }

  /** A topic that was just made has no leaders for a moment. */
  async #ready(name: string, partitions: number): Promise<void> {
    const admin = await this.admin();
    await insisting(async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
      const led = topics[0]?.partitions.filter(({ leader }) => leader >= 0).length;
      if (led !== partitions) throw new Error(`${name} has ${led} partitions that are led.`);
    });
  }
}

/** Brokers refuse for a moment what they do not know yet. */
async function insisting(act: () => Promise<unknown>, tries = 100): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (tries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await insisting(act, tries - 1);
  }
}
