// Where a tail begins in each partition: what belongs to its past, and the offset from which everything is live.
import { AppError } from '../../../base/errors.ts';
import type { KafkaCluster } from '../../../drivers/kafka/connection/kafka-cluster.ts';
import type { OffsetPoint } from '../../../drivers/kafka/protocol/offset-request.ts';
import { partitionKey, type TopicPartition } from '../../../drivers/kafka/topic-partition.ts';
import type { TailStart } from '../../../ports/live-tail.ts';
import type { PastRange } from './past-reader.ts';

export interface StartPlaces {
  /** The first offset that is there, and the one behind the last when the tail began. */
  bounds: PastRange[];
  /** What the start asks for, but for `last`. */
  past: PastRange[];
}

/** Asks the leaders. Partitions that cannot be asked now are left out: they are found by the next look. */
export async function startPlaces(
  cluster: KafkaCluster,
  partitions: TopicPartition[],
  start: TailStart,
): Promise<StartPlaces> {
  if (partitions.length === 0) return { bounds: [], past: [] };
  // What is written meanwhile is behind the end, and so live.
  const [ends, firsts, asked] = await Promise.all([
    offsetsOf(cluster, partitions, 'latest'),
    offsetsOf(cluster, partitions, 'earliest'),
    start.kind === 'time' ? offsetsOf(cluster, partitions, { timeMs: start.timeMs }) : undefined,
  ]);
  const bounds: PastRange[] = [];
  const past: PastRange[] = [];
  for (const { topic, partition } of partitions) {
    const key = partitionKey({ topic, partition });
    const [first, end] = [firsts.get(key), ends.get(key)];
    if (first === undefined || end === undefined) continue;
    bounds.push({ topic, partition, from: first, to: end });
    const from = asked?.get(key) ?? (start.kind === 'offset' ? Number(start.offset) : end);
    if (from < end) past.push({ topic, partition, from, to: end });
  }
  return { bounds, past };
}

async function offsetsOf(
  cluster: KafkaCluster,
  partitions: TopicPartition[],
  point: OffsetPoint,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const each of await cluster.offsets(partitions, point))
    if (each.code === 0 && each.offset >= 0) found.set(partitionKey(each), each.offset);
  return found;
}

/** The stretch before `upTo` in which the next `count` records of each partition lie, going backwards. */
export function windowBefore(bounds: readonly PastRange[], upTo: readonly PastRange[], count: number): PastRange[] {
  return upTo.map(({ topic, partition, from: to }, i) => ({
    topic,
    partition,
    from: Math.max(bounds[i]!.from, to - count),
    to,
  }));
}

/** Throws when a start by offset does not name one topic: offsets count in each topic by themselves. */
export function requireOneTopic(start: TailStart, topics: readonly string[]): void {
  if (start.kind !== 'offset' || topics.length === 1) return;
  throw new AppError('USAGE', `A tail from offset ${start.offset} was asked for, of ${topics.length} topics.`, {
    hint: 'Name one topic: topic:NAME.',
  });
}
