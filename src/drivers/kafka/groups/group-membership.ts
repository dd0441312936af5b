// One member's life in a consumer group: join, share out (the leader does), keep alive, join again when the group or
// the topics change.
import { type AppError, isAppError } from '../../../base/errors.ts';
import { Backoff } from '../connection/backoff.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { Nap } from '../connection/nap.ts';
import { connectError } from '../kafka-errors.ts';
import type { Membership } from '../protocol/group-requests.ts';
import type { TopicPartition } from '../topic-partition.ts';
import { DEFAULT_SESSION_MS, GroupCoordinator, GroupError } from './group-coordinator.ts';

const HEARTBEAT_MS = 2_000;
const TOPICS_EVERY_MS = 10_000;
const MAX_BACKOFF_MS = 2_000;
const UNKNOWN_MEMBER = 25;
const MEMBERSHIP_OVER = [22, UNKNOWN_MEMBER, 27, 79, 82];

export interface GroupMembershipOptions {
  cluster: KafkaCluster;
  group: string;
  /** Names and globs. */
  topics: readonly string[];
  /** A member that is silent for so long loses its partitions to others. Default 30,000; brokers take 6,000 and more. */
  sessionMs?: number;
  onGained: (partitions: TopicPartition[], membership: Membership) => Promise<void>;
  onLost: () => void;
  /** Nothing that waiting mends. */
  onFailed: (error: AppError) => void;
}

export class GroupMembership {
  readonly coordinator: GroupCoordinator;
  readonly #options: GroupMembershipOptions;
  readonly #sessionMs: number;
  readonly #nap = new Nap();
  readonly #backoff = new Backoff(MAX_BACKOFF_MS);
  #membership: Membership | undefined;
  #member = '';
  #closed = false;
  #life: Promise<void> | undefined;

  constructor(options: GroupMembershipOptions) {
    this.#options = options;
    this.#sessionMs = options.sessionMs ?? DEFAULT_SESSION_MS;
    this.coordinator = new GroupCoordinator(options.cluster, options.group, this.#sessionMs);
  }

  /** Undefined while it owns nothing. */
  get current(): Membership | undefined {
    return this.#membership;
  }

  start(): void {
    this.#life ??= this.#live();
  }

  /** Leaves, so that others take over at once. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#nap.wake();
    const { group, cluster } = this.#options;
    if (this.#membership === undefined) await this.coordinator.abandon();
    const membership = this.#membership ?? { group, generation: -1, member: this.#member };
    if (this.#member !== '' && !cluster.isClosed) {
      try {
        await this.coordinator.leave(membership);
      } catch (error) {
        // The coordinator finds out by itself when the session is over.
        if (!isAppError(error)) throw error;
      }
    }
    this.#membership = undefined;
  }

  async #live(): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#generation();
      } catch (error) {
        if (this.#closed) return;
        const failure = connectError(this.#options.cluster.name, error);
        if (!(error instanceof GroupError && MEMBERSHIP_OVER.includes(error.response))) {
          if (isLasting(failure)) return this.#options.onFailed(failure);
          await this.#nap.sleep(this.#backoff.next());
        } else if (error.response === UNKNOWN_MEMBER) this.#member = '';
      } finally {
        if (this.#membership !== undefined) {
          this.#membership = undefined;
          this.#options.onLost();
        }
      }
    }
  }

  /** From joining to the moment the group changes. */
  async #generation(): Promise<void> {
    const { cluster, group, topics } = this.#options;
    const all = partitionsOf(await cluster.listTopics(topics));
    const names = [...new Set(all.map(({ topic }) => topic))];
    const { generation, leader, member, members } = await this.coordinator.join(this.#member, names);
    this.#member = member;
    if (this.#closed) return;
    const membership = { group, generation, member };
    const shares = leader === member ? shareOut(all, members) : new Map<string, TopicPartition[]>();
    const own = await this.coordinator.sync(membership, shares);
    this.#membership = membership;
    this.#backoff.reset();
    await this.#options.onGained(own, membership);
    await this.#keepAlive(membership, signature(all));
  }

  async #keepAlive(membership: Membership, known: string): Promise<void> {
    const { cluster, topics } = this.#options;
    let heardMs = performance.now();
    let topicsMs = heardMs;
    while (!this.#closed) {
      await this.#nap.sleep(HEARTBEAT_MS);
      if (this.#closed) return;
      try {
        await this.coordinator.heartbeat(membership);
        heardMs = performance.now();
        if (heardMs - topicsMs < TOPICS_EVERY_MS) continue;
        topicsMs = heardMs;
        if (signature(partitionsOf(await cluster.listTopics(topics))) !== known) return;
      } catch (error) {
        if (error instanceof GroupError && MEMBERSHIP_OVER.includes(error.response)) throw error;
        // Before the coordinator gives our partitions to others.
        if (performance.now() - heardMs > (this.#sessionMs * 5) / 6) throw error;
      }
    }
  }
}

function partitionsOf(topics: { name: string; partitions: { partition: number }[] }[]): TopicPartition[] {
  return topics
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, partitions }) => partitions.map(({ partition }) => ({ topic: name, partition })));
}

function signature(partitions: TopicPartition[]): string {
  return partitions.map(({ topic, partition }) => `${topic}/${partition}`).join(' ');
}

/** In turns over all topics, so that no member has more than one partition more than another. */
function shareOut(partitions: TopicPartition[], members: string[]): Map<string, TopicPartition[]> {
  const order = [...members].sort();
  const shares = new Map<string, TopicPartition[]>(order.map((member) => [member, []]));
  partitions.forEach((partition, i) => void shares.get(order[i % order.length]!)?.push(partition));
  return shares;
}

function isLasting({ code }: AppError): boolean {
  return code === 'PERMISSION_DENIED' || code === 'AUTH_FAILED' || code === 'SERVER_UNSUPPORTED';
}
