import { AppError, isAppError } from '../../../base/errors.ts';
import type { LogRecord, NewRecord, RecordLog } from '../../../ports/record-group.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import type { KafkaProducer } from '../produce/kafka-producer.ts';
import type { OutgoingRecords } from '../produce/partition-writer.ts';
import { partitionOfKey } from '../protocol/key-hash.ts';
import { recordList } from '../protocol/record-list.ts';
import type { RecordWriter } from '../protocol/record-writer.ts';
import { ensureTopic } from '../protocol/topic-creation.ts';
import type { TopicMetadata } from '../protocol/topic-metadata.ts';
import { KafkaFetcher } from './kafka-fetcher.ts';

type ReadRecord = LogRecord & { readonly partition: number };

/** Topics as plain logs, over a producer and short-lived fetches. */
export class KafkaRecordLog implements RecordLog {
  readonly #cluster: KafkaCluster;
  readonly #producer: KafkaProducer;

  /** Both stay the caller's. */
  constructor(cluster: KafkaCluster, producer: KafkaProducer) {
    this.#cluster = cluster;
    this.#producer = producer;
  }

  async ensureTopic(topic: string, options: { compacted: boolean }): Promise<void> {
    await ensureTopic(this.#cluster, topic, options);
  }

  async append(topic: string, records: readonly NewRecord[], signal?: AbortSignal): Promise<void> {
    const { partitions } = await this.#cluster.topic(topic);
    const shares = new Map<number, NewRecord[]>();
    for (const record of records) {
      const { key, partition = key === null ? 0 : partitionOfKey(key, partitions.length) } = record;
      const share = shares.get(partition);
      if (share === undefined) shares.set(partition, [record]);
      else share.push(record);
    }
    await Promise.all(
      [...shares].map(([partition, own]) => this.#producer.send({ topic, partition }, new GivenRecords(own), signal)),
    );
  }

  async topics(patterns: readonly string[]): Promise<string[]> {
    return (await this.#cluster.listTopics(patterns)).map(({ name }) => name).sort();
  }

  async *readAll(topic: string, signal?: AbortSignal): AsyncGenerator<ReadRecord> {
    const metadata = await this.#known(topic);
    if (metadata === undefined) return;
    const fetcher = new KafkaFetcher(this.#cluster);
    try {
      for (const { partition } of metadata.partitions) {
        const at = [{ topic, partition }];
        const [[first], [last]] = await Promise.all([
          this.#cluster.offsets(at, 'earliest'),
          this.#cluster.offsets(at, 'latest'),
        ]);
        if (first === undefined || last === undefined || first.code !== 0 || last.code !== 0)
          throw new AppError('SERVER_REFUSED', `The offsets of ${topic} partition ${partition} are not known now.`, {
            retryable: true,
          });
        const range = { topic, partition, from: first.offset, to: last.offset };
        for await (const records of readRange(fetcher, range, signal))
          for (const record of records) if (record.offset < range.to) yield { ...record, partition };
      }
    } finally {
      fetcher.close();
    }
  }

  async #known(topic: string): Promise<TopicMetadata | undefined> {
    try {
      return await this.#cluster.topic(topic);
    } catch (error) {
      if (isAppError(error) && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }
}

/** One delivery at a time: the subscription is paused until it was taken. */
async function* readRange(
  fetcher: KafkaFetcher,
  { topic, partition, from, to }: { topic: string; partition: number; from: number; to: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<LogRecord[]> {
  if (from >= to) return;
  const waiting: LogRecord[][] = [];
  let next = from;
  let wake: (() => void) | undefined;
  const abort = () => wake?.();
  signal?.addEventListener('abort', abort, { once: true });
  const subscription = fetcher.add({
    topic,
    partition,
    offset: from,
    listener: {
      records: (batches, progress) => {
        subscription.pause();
        waiting.push(recordList(batches));
        next = progress.nextOffset;
        wake?.();
      },
      gap: ({ toOffset }) => {
        next = Math.max(next, toOffset);
        wake?.();
      },
      trouble: () => undefined,
    },
  });
  try {
    while (signal?.aborted !== true) {
      const records = waiting.shift();
      if (records !== undefined) yield records;
      else if (next >= to) return;
      else {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        subscription.resume();
        await woken;
      }
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    subscription.close();
  }
}

class GivenRecords implements OutgoingRecords {
  readonly count: number;
  readonly #records: NewRecord[];

  constructor(records: NewRecord[]) {
    this.#records = records;
    this.count = records.length;
  }

  write(writer: RecordWriter, index: number, timeMs?: number): void {
    const { key, value, headers = [], timestampMs = Date.now() } = this.#records[index]!;
    const written = headers.map(({ name, value: bytes }) => ({ name: Buffer.from(name), value: bytes }));
    writer.add(timeMs ?? timestampMs, key, value, 0, value?.length ?? 0, written);
  }
}
