import { Backoff } from '../connection/backoff.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { Nap } from '../connection/nap.ts';
import { connectError, responseError } from '../kafka-errors.ts';
import {
  FETCH,
  type FetchedPartition,
  type FetchPosition,
  fetchRequest,
  readFetch,
} from '../protocol/fetch-request.ts';
import { decodeRecords } from '../protocol/record-batch.ts';
import { isLeaderMoved } from '../protocol/response-codes.ts';
import { partitionKey } from '../topic-partition.ts';
import type { FetchSubscription } from './fetch-subscription.ts';

/** `live` shares one long poll; `entry` serves whoever has to catch up, and newcomers until the long poll has them. */
export type Lane = 'live' | 'entry';

const WAIT_MS = 1_000;
const MAX_BYTES = 8 * 1024 * 1024;
const PARTITION_BYTES = 1024 * 1024;
/** Small answers in quick succession are gathered: fetches start this far apart. */
const PACE_MS = 5;
const PACED_BELOW_BYTES = 64 * 1024;
const MAX_BACKOFF_MS = 2_000;
const MOVED_RETRY_MS = 200;
const REFUSED_RETRY_MS = 5_000;

export interface LeaderLoopOptions {
  cluster: KafkaCluster;
  leader: number;
  lane: Lane;
  /** Those this loop is to serve now, in any order. */
  members: () => FetchSubscription[];
  /** Leaders may have moved, or members may belong to another lane now. */
  onMoved: () => void;
  onOutOfRange: (subscription: FetchSubscription) => void;
}

/** Fetches from one broker, request after request, as long as somebody is to be served. */
export class LeaderLoop {
  readonly #options: LeaderLoopOptions;
  readonly #backoff = new Backoff(MAX_BACKOFF_MS);
  /** Pace and back-off; only closing ends it. */
  readonly #rest = new Nap();
  /** While nobody may be asked for yet. */
  readonly #idle = new Nap();
  #round = 0;
  #closed = false;

  constructor(options: LeaderLoopOptions) {
    this.#options = options;
  }

  /** Ends when there is nobody to serve, or on close. Never rejects. */
  async run(): Promise<void> {
    while (!this.#closed) {
      const members = this.#options.members();
      if (members.length === 0) return;
      const now = performance.now();
      const due = members.filter(({ retryAtMs }) => retryAtMs <= now);
      if (due.length === 0) {
        const firstMs = Math.min(...members.map(({ retryAtMs }) => retryAtMs));
        await this.#idle.sleep(Math.min(firstMs - now, WAIT_MS));
        continue;
      }
      await this.#fetch(due, now);
    }
  }

  /** A member was added or may be asked for again. */
  wake(): void {
    this.#idle.wake();
  }

  close(): void {
    this.#closed = true;
    this.#rest.wake();
    this.#idle.wake();
  }

  async #fetch(members: FetchSubscription[], startMs: number): Promise<void> {
    const { cluster, leader, lane, onMoved } = this.#options;
    const positions = this.#positions(members);
    if (lane === 'live') for (const member of members) member.covered = true;
    try {
      const link = await cluster.link(leader, `fetch-${lane}`);
      const limits = { waitMs: WAIT_MS, maxBytes: MAX_BYTES, partitionBytes: PARTITION_BYTES };
      const { code, partitions } = await link.send(FETCH, fetchRequest(positions, limits), readFetch, WAIT_MS);
      if (code !== 0) throw responseError(code, `fetch from ${link.server}`);
      this.#backoff.reset();
      let bytes = 0;
      for (const partition of partitions) bytes += this.#apply(partition, positions, members);
      onMoved();
      const restMs = bytes < PACED_BELOW_BYTES ? startMs + PACE_MS - performance.now() : 0;
      if (restMs > 0.5) await this.#rest.sleep(restMs);
    } catch (error) {
      if (this.#closed || cluster.isClosed) return;
      await this.#recover(members, error);
    }
  }

  /** One place a partition: the rearmost of the long poll; in turns where several catch up from different places. */
  #positions(members: FetchSubscription[]): FetchPosition[] {
    const places = new Map<string, FetchSubscription[]>();
    for (const member of members) {
      const key = partitionKey(member);
      places.set(key, [...(places.get(key) ?? []), member]);
    }
    this.#round++;
    return [...places.values()].map((own) => {
      const offsets = [...new Set(own.map(({ offset }) => offset))].sort((a, b) => a - b);
      const offset = offsets[this.#options.lane === 'live' ? 0 : this.#round % offsets.length]!;
      return { topic: own[0]!.topic, partition: own[0]!.partition, offset };
    });
  }

  /** Hands on what one partition brought; gives its bytes. */
  #apply(fetched: FetchedPartition, positions: FetchPosition[], members: FetchSubscription[]): number {
    const isHere = (at: { topic: string; partition: number }) =>
      at.topic === fetched.topic && at.partition === fetched.partition;
    const asked = positions.find(isHere)?.offset;
    if (asked === undefined) return 0;
    const own = members.filter((member) => !member.isClosed && isHere(member));
    if (fetched.code !== 0) {
      for (const member of own) if (member.offset === asked) this.#refused(member, fetched.code);
      return 0;
    }
    const decoded = decodeRecords(fetched.data, asked, fetched.aborted);
    const progress = { nextOffset: decoded.nextOffset, endOffset: fetched.lastStable };
    for (const member of own) {
      // Somebody else may have served it meanwhile, or it went elsewhere.
      if (member.offset < asked || member.offset > decoded.nextOffset) continue;
      if (decoded.nextOffset >= fetched.lastStable) member.caughtUp = true;
      if (member.offset === decoded.nextOffset && member.offset !== asked) continue;
      for (const { reason, ...range } of decoded.unreadable)
        if (range.toOffset > member.offset) member.listener.gap({ ...range, reason: 'unreadable', detail: reason });
      member.advance(decoded.batches, progress);
    }
    return fetched.data.length;
  }

  #refused(member: FetchSubscription, code: number): void {
    const { cluster, onMoved, onOutOfRange } = this.#options;
    if (code === 1) {
      onOutOfRange(member);
      return;
    }
    const moved = isLeaderMoved(code);
    member.retryAtMs = performance.now() + (moved ? MOVED_RETRY_MS : REFUSED_RETRY_MS);
    // Leaders move without anybody noticing; a topic that is gone is worth a word.
    if (!moved || code === 3) member.trouble(responseError(code, `${member.topic} partition ${member.partition}`));
    if (moved) cluster.refresh([member.topic]).then(onMoved, onMoved);
  }

  async #recover(members: FetchSubscription[], error: unknown): Promise<void> {
    const { cluster, leader, onMoved } = this.#options;
    const failure = connectError(`${leader}`, error);
    for (const member of members) if (!member.isClosed) member.trouble(failure);
    await this.#rest.sleep(this.#backoff.next());
    try {
      await cluster.refresh(members.map(({ topic }) => topic));
    } catch (unanswered) {
      // No broker answers: what is known stays, and the next round says why.
      if (cluster.isClosed) throw unanswered;
    }
    onMoved();
  }
}
