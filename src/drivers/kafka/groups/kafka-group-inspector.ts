import type { GroupInspector, GroupMember, PartitionLag } from '../../../ports/record-group.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { responseError } from '../kafka-errors.ts';
import {
  DESCRIBE_GROUPS,
  describeGroupRequest,
  readAssignment,
  readDescribedGroup,
} from '../protocol/group-requests.ts';
import { WireReader } from '../protocol/wire-reader.ts';
import { partitionKey, type TopicPartition } from '../topic-partition.ts';
import { GroupCoordinator } from './group-coordinator.ts';

/** Lag and members of a group, looked at from outside. */
export class KafkaGroupInspector implements GroupInspector {
  readonly #cluster: KafkaCluster;

  /** The cluster stays the caller's. */
  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster;
  }

  async lag(group: string, topics: readonly string[]): Promise<PartitionLag[]> {
    const partitions: TopicPartition[] = (await this.#cluster.listTopics(topics))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap(({ name, partitions: own }) => own.map(({ partition }) => ({ topic: name, partition })));
    if (partitions.length === 0) return [];
    const [committed, starts, ends] = await Promise.all([
      new GroupCoordinator(this.#cluster, group).committed(partitions),
      this.#cluster.offsets(partitions, 'earliest'),
      this.#cluster.offsets(partitions, 'latest'),
    ]);
    const byKey = (places: (TopicPartition & { offset: number })[]) =>
      new Map(places.map((place) => [partitionKey(place), place.offset]));
    const [done, first, last] = [byKey(committed), byKey(starts), byKey(ends)];
    return partitions.map((partition) => {
      const key = partitionKey(partition);
      const next = done.get(key) ?? -1;
      const startOffset = Math.max(0, first.get(key) ?? 0);
      const endOffset = Math.max(0, last.get(key) ?? 0);
      return { ...partition, committed: next < 0 ? undefined : next, startOffset, endOffset };
    });
  }

  async members(group: string): Promise<GroupMember[]> {
    const nodeId = await new GroupCoordinator(this.#cluster, group).find();
    const link = await this.#cluster.link(nodeId, 'control');
    const { code, members } = await link.send(DESCRIBE_GROUPS, describeGroupRequest(group), readDescribedGroup);
    if (code !== 0) throw responseError(code, `group ${group}`);
    return members.map(({ id, client, host, assignment }) => ({
      id,
      client,
      host: host.replace(/^\//, ''),
      partitions: assignment.length === 0 ? [] : readAssignment(new WireReader(assignment)),
    }));
  }
}
