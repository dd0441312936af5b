import type { Api } from '../connection/broker-link.ts';
import type { TopicPartition } from '../topic-partition.ts';
import type { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

export const PRODUCE: Api = { key: 0, version: 7, name: 'Produce' };
export const INIT_PRODUCER_ID: Api = { key: 22, version: 1, name: 'InitProducerId' };

/** One batch for one partition, acknowledged by all replicas in sync. */
export function produceRequest({ topic, partition }: TopicPartition, batch: Buffer, timeoutMs: number): Buffer {
  return new WireWriter(batch.length + topic.length * 3 + 64)
    .nullableString(null)
    .int16(-1)
    .int32(timeoutMs)
    .int32(1)
    .string(topic)
    .int32(1)
    .int32(partition)
    .bytes(batch)
    .finish();
}

/** The code and base offset of the one partition that was sent. */
export function readProduce(reader: WireReader): { code: number; baseOffset: number } {
  const topics = reader.array(() => {
    reader.string();
    return reader.array(() => {
      reader.int32();
      const code = reader.int16();
      const baseOffset = reader.int64();
      reader.skip(16);
      return { code, baseOffset };
    });
  });
  return topics.flat()[0] ?? { code: -1, baseOffset: -1 };
}

/** For idempotence without transactions. */
export function initProducerRequest(): Buffer {
  return new WireWriter().nullableString(null).int32(0).finish();
}

export function readInitProducer(reader: WireReader): { code: number; producerId: number; epoch: number } {
  reader.int32();
  return { code: reader.int16(), producerId: reader.int64(), epoch: reader.int16() };
}
