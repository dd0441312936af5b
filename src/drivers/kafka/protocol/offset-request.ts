import type { Api } from '../connection/broker-link.ts';
import { byTopic, type TopicPartition } from '../topic-partition.ts';
import type { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

export const LIST_OFFSETS: Api = { key: 2, version: 2, name: 'ListOffsets' };

/** Where to stand: at the first record, behind the last committed one, or at the first record of this time (epoch ms). */
export type OffsetPoint = 'earliest' | 'latest' | { timeMs: number };

export interface PartitionOffset extends TopicPartition {
  code: number;
  /** -1 when there is no record that late. */
  offset: number;
}

export function offsetRequest(partitions: TopicPartition[], point: OffsetPoint): Buffer {
  const time = point === 'latest' ? -1 : point === 'earliest' ? -2 : Math.floor(point.timeMs);
  return (
    new WireWriter()
      .int32(-1)
      // Read committed: what a transaction may still take back is not there yet.
      .int8(1)
      .array(byTopic(partitions), (out, [topic, own]) =>
        out.string(topic).array(own, (each, { partition }) => each.int32(partition).int64(time)),
      )
      .finish()
  );
}

export function readOffsets(reader: WireReader): PartitionOffset[] {
  reader.int32();
  const topics = reader.array(() => {
    const topic = reader.string();
    return reader.array(() => {
      const partition = reader.int32();
      const code = reader.int16();
      reader.int64();
      return { topic, partition, code, offset: reader.int64() };
    });
  });
  return topics.flat();
}
