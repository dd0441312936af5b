// The requests of the group protocol (https://kafka.apache.org/protocol), in the oldest versions Kafka 4 still knows.
import type { Api } from '../connection/broker-link.ts';
import { byTopic, type TopicPartition } from '../topic-partition.ts';
import type { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

export const FIND_COORDINATOR: Api = { key: 10, version: 1, name: 'FindCoordinator' };
export const JOIN_GROUP: Api = { key: 11, version: 2, name: 'JoinGroup' };
export const SYNC_GROUP: Api = { key: 14, version: 1, name: 'SyncGroup' };
export const HEARTBEAT: Api = { key: 12, version: 1, name: 'Heartbeat' };
export const LEAVE_GROUP: Api = { key: 13, version: 1, name: 'LeaveGroup' };
export const OFFSET_FETCH: Api = { key: 9, version: 3, name: 'OffsetFetch' };
export const OFFSET_COMMIT: Api = { key: 8, version: 3, name: 'OffsetCommit' };
export const DESCRIBE_GROUPS: Api = { key: 15, version: 1, name: 'DescribeGroups' };

/** Name of the assignment: every member speaks the same one. */
const PROTOCOL = 'range';

/** Who a member is within one generation of its group. */
export interface Membership {
  group: string;
  generation: number;
  member: string;
}

export function findCoordinatorRequest(group: string): Buffer {
  return new WireWriter().string(group).int8(0).finish();
}

export function readCoordinator(reader: WireReader): { code: number; nodeId: number } {
  reader.int32();
  const code = reader.int16();
  reader.nullableString();
  return { code, nodeId: reader.int32() };
}

export function joinRequest(
  group: string,
  member: string,
  topics: string[],
  limits: { sessionMs: number; rebalanceMs: number },
): Buffer {
  const subscription = new WireWriter()
    .int16(0)
    .array(topics, (out, topic) => out.string(topic))
    .int32(-1);
  return new WireWriter()
    .string(group)
    .int32(limits.sessionMs)
    .int32(limits.rebalanceMs)
    .string(member)
    .string('consumer')
    .int32(1)
    .string(PROTOCOL)
    .bytes(subscription.finish())
    .finish();
}

export interface JoinAnswer {
  code: number;
  generation: number;
  leader: string;
  member: string;
  /** Filled for the leader only. */
  members: string[];
}

export function readJoin(reader: WireReader): JoinAnswer {
  reader.int32();
  const code = reader.int16();
  const generation = reader.int32();
  reader.nullableString();
  const leader = reader.string();
  const member = reader.string();
  const members = reader.array(() => {
    const id = reader.string();
    reader.bytes();
    return id;
  });
  return { code, generation, leader, member, members };
}

export function syncRequest({ group, generation, member }: Membership, shares: Map<string, TopicPartition[]>): Buffer {
  return new WireWriter()
    .string(group)
    .int32(generation)
    .string(member)
    .array([...shares], (out, [id, partitions]) => out.string(id).bytes(assignment(partitions)))
    .finish();
}

function assignment(partitions: TopicPartition[]): Buffer {
  return new WireWriter()
    .int16(0)
    .array(byTopic(partitions), (out, [topic, own]) =>
      out.string(topic).array(own, (each, { partition }) => each.int32(partition)),
    )
    .int32(-1)
    .finish();
}

export function readSync(reader: WireReader): { code: number; assignment: Buffer } {
  reader.int32();
  return { code: reader.int16(), assignment: reader.bytes() };
}

export function readAssignment(reader: WireReader): TopicPartition[] {
  reader.int16();
  const topics = reader.array(() => {
    const topic = reader.string();
    return reader.array(() => ({ topic, partition: reader.int32() }));
  });
  return topics.flat();
}

export function heartbeatRequest({ group, generation, member }: Membership): Buffer {
  return new WireWriter().string(group).int32(generation).string(member).finish();
}

export function leaveRequest({ group, member }: Membership): Buffer {
  return new WireWriter().string(group).string(member).finish();
}

/** Answer of Heartbeat and LeaveGroup. */
export function readCode(reader: WireReader): number {
  reader.int32();
  return reader.int16();
}

export function offsetFetchRequest(group: string, partitions: TopicPartition[]): Buffer {
  return new WireWriter()
    .string(group)
    .array(byTopic(partitions), (out, [topic, own]) =>
      out.string(topic).array(own, (each, { partition }) => each.int32(partition)),
    )
    .finish();
}

/** Offset -1 says that nothing was committed. */
export function readCommitted(reader: WireReader): {
  code: number;
  offsets: (TopicPartition & { offset: number; code: number })[];
} {
  reader.int32();
  const topics = reader.array(() => {
    const topic = reader.string();
    return reader.array(() => {
      const partition = reader.int32();
      const offset = reader.int64();
      reader.nullableString();
      return { topic, partition, offset, code: reader.int16() };
    });
  });
  return { offsets: topics.flat(), code: reader.int16() };
}

export function commitRequest(
  { group, generation, member }: Membership,
  next: (TopicPartition & { offset: number })[],
): Buffer {
  return new WireWriter()
    .string(group)
    .int32(generation)
    .string(member)
    .int64(-1)
    .array(byTopic(next), (out, [topic, own]) =>
      out
        .string(topic)
        .array(own, (each, { partition, offset }) => each.int32(partition).int64(offset).nullableString(null)),
    )
    .finish();
}

export function readCommit(reader: WireReader): (TopicPartition & { code: number })[] {
  reader.int32();
  const topics = reader.array(() => {
    const topic = reader.string();
    return reader.array(() => ({ topic, partition: reader.int32(), code: reader.int16() }));
  });
  return topics.flat();
}

export function describeGroupRequest(group: string): Buffer {
  return new WireWriter().int32(1).string(group).finish();
}

export interface DescribedMember {
  id: string;
  client: string;
  host: string;
  assignment: Buffer;
}

export function readDescribedGroup(reader: WireReader): { code: number; members: DescribedMember[] } {
  reader.int32();
  const groups = reader.array(() => {
    const code = reader.int16();
    for (let i = 0; i < 4; i++) reader.nullableString();
    const members = reader.array(() => {
      const member = { id: reader.string(), client: reader.string(), host: reader.string() };
      reader.bytes();
      return { ...member, assignment: reader.bytes() };
    });
    return { code, members };
  });
  return groups[0] ?? { code: 0, members: [] };
}
