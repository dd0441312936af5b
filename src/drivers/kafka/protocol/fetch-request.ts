import type { Api } from '../connection/broker-link.ts';
import { byTopic, type TopicPartition } from '../topic-partition.ts';
import type { AbortedTransaction } from './record-batch.ts';
import type { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

export const FETCH: Api = { key: 1, version: 11, name: 'Fetch' };

export interface FetchPosition extends TopicPartition {
  offset: number;
}

export interface FetchLimits {
  /** How long the broker may wait for a first record. */
  waitMs: number;
  maxBytes: number;
  /** A batch larger than this still comes, alone. */
  partitionBytes: number;
}

export interface FetchedPartition extends TopicPartition {
  code: number;
  /** Behind the last record every replica has. */
  highWatermark: number;
  /** Behind the last record that no open transaction may take back. */
  lastStable: number;
  logStart: number;
  aborted: AbortedTransaction[];
  data: Buffer;
}

/** Read committed, without a fetch session: nothing is left at the broker. */
export function fetchRequest(positions: FetchPosition[], { waitMs, maxBytes, partitionBytes }: FetchLimits): Buffer {
  return new WireWriter()
    .int32(-1)
    .int32(waitMs)
    .int32(1)
    .int32(maxBytes)
    .int8(1)
    .int32(0)
    .int32(-1)
    .array(byTopic(positions), (out, [topic, own]) =>
      out
        .string(topic)
        .array(own, (each, { partition, offset }) =>
          each.int32(partition).int32(-1).int64(offset).int64(-1).int32(partitionBytes),
        ),
    )
    .int32(0)
    .string('')
    .finish();
}

export function readFetch(reader: WireReader): { code: number; partitions: FetchedPartition[] } {
  reader.int32();
  const code = reader.int16();
  reader.int32();
  const topics = reader.array(() => {
    const topic = reader.string();
    return reader.array(() => readPartition(topic, reader));
  });
  return { code, partitions: topics.flat() };
}

function readPartition(topic: string, reader: WireReader): FetchedPartition {
  const partition = reader.int32();
  const code = reader.int16();
  const highWatermark = reader.int64();
  const lastStable = reader.int64();
  const logStart = reader.int64();
  const aborted = reader.array(() => ({ producerId: reader.int64(), firstOffset: reader.int64() }));
  // Preferred replica: we read from leaders, whose offsets are never behind.
  reader.int32();
  return { topic, partition, code, highWatermark, lastStable, logStart, aborted, data: reader.bytes() };
}
