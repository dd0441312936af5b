import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../base/errors.ts';
import type { Api } from '../connection/broker-link.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { responseError } from '../kafka-errors.ts';
import {
  commitRequest,
  FIND_COORDINATOR,
  findCoordinatorRequest,
  HEARTBEAT,
  heartbeatRequest,
  JOIN_GROUP,
  type JoinAnswer,
  joinRequest,
  LEAVE_GROUP,
  leaveRequest,
  type Membership,
  OFFSET_COMMIT,
  OFFSET_FETCH,
  offsetFetchRequest,
  readAssignment,
  readCode,
  readCommit,
  readCommitted,
  readCoordinator,
  readJoin,
  readSync,
  SYNC_GROUP,
  syncRequest,
} from '../protocol/group-requests.ts';
import { isLeaderMoved } from '../protocol/response-codes.ts';
import { WireReader } from '../protocol/wire-reader.ts';
import type { TopicPartition } from '../topic-partition.ts';

export const DEFAULT_SESSION_MS = 30_000;
const REBALANCE_MS = 30_000;
const NOT_AVAILABLE = 15;
const FIND_TRIES = 8;
const FIND_AGAIN_MS = 100;

/** The broker that keeps a group, and what it is asked. Forgotten when it fails, so that it is looked up again. */
export class GroupCoordinator {
  readonly #cluster: KafkaCluster;
  readonly #group: string;
  readonly #sessionMs: number;
  #nodeId: number | undefined;

  /** `sessionMs`: a member that is silent for so long is taken for dead. */
  constructor(cluster: KafkaCluster, group: string, sessionMs = DEFAULT_SESSION_MS) {
    this.#cluster = cluster;
    this.#group = group;
    this.#sessionMs = sessionMs;
  }

  /** The group protocol's JoinGroup: waits until all members came, or the rebalance time is over. */
  async join(member: string, topics: string[]): Promise<JoinAnswer> {
    const sessionMs = this.#sessionMs;
    const request = joinRequest(this.#group, member, topics, { sessionMs, rebalanceMs: REBALANCE_MS });
    const answer = await this.#send(JOIN_GROUP, request, readJoin, 'group', REBALANCE_MS + sessionMs);
    this.#check(answer.code);
    return answer;
  }

  /** Hands the leader's shares over and gives this member's. */
  async sync(membership: Membership, shares: Map<string, TopicPartition[]>): Promise<TopicPartition[]> {
    const request = syncRequest(membership, shares);
    const { code, assignment } = await this.#send(SYNC_GROUP, request, readSync, 'group', this.#sessionMs);
    this.#check(code);
    return assignment.length === 0 ? [] : readAssignment(new WireReader(assignment));
  }

  /** Rejects when the group rebalances or does not know the member any more. */
  async heartbeat(membership: Membership): Promise<void> {
    this.#check(await this.#send(HEARTBEAT, heartbeatRequest(membership), readCode, 'group'));
  }

  async leave(membership: Membership): Promise<void> {
    this.#check(await this.#send(LEAVE_GROUP, leaveRequest(membership), readCode, 'group'));
  }

  /** Ends the connection that joining waits on: a broker answers one connection in order. */
  async abandon(): Promise<void> {
    if (this.#nodeId !== undefined) await this.#cluster.dropLink(this.#nodeId, 'group');
  }

  /** Committed offsets; -1 where there is none. */
  async committed(partitions: TopicPartition[]): Promise<(TopicPartition & { offset: number })[]> {
    const request = offsetFetchRequest(this.#group, partitions);
    for (let tries = 1; ; tries++) {
      const { code, offsets } = await this.#send(OFFSET_FETCH, request, readCommitted, 'commit');
      const refused = [code, ...offsets.map((offset) => offset.code)].find((each) => each !== 0);
      if (refused === undefined) return offsets;
      // A coordinator that has just begun, or moved, has to read what it keeps first.
      if (!isCoordinatorMoved(refused) || tries >= FIND_TRIES) this.#check(refused);
      this.#nodeId = undefined;
      await sleep(FIND_AGAIN_MS * tries);
    }
  }

  /** Gives the code of each partition. */
  async commit(membership: Membership, next: (TopicPartition & { offset: number })[]): Promise<number[]> {
    const answers = await this.#send(OFFSET_COMMIT, commitRequest(membership, next), readCommit, 'commit');
    for (const { code } of answers) if (isCoordinatorMoved(code)) this.#nodeId = undefined;
    return answers.map(({ code }) => code);
  }

  async #send<T>(api: Api, payload: Buffer, read: (reader: WireReader) => T, purpose: string, waitMs = 0): Promise<T> {
    this.#nodeId ??= await this.find();
    try {
      const link = await this.#cluster.link(this.#nodeId, purpose);
      return await link.send(api, payload, read, waitMs);
    } catch (error) {
      this.#nodeId = undefined;
      throw error;
    }
  }

  /** Node that keeps the group now. */
  async find(): Promise<number> {
    const request = findCoordinatorRequest(this.#group);
    for (let tries = 1; ; tries++) {
      const { code, nodeId } = await this.#cluster.sendToAny(FIND_COORDINATOR, request, readCoordinator);
      if (code === 0) return nodeId;
      // The first question of a cluster's life makes the topic that groups are kept in.
      if (code !== NOT_AVAILABLE || tries >= FIND_TRIES) throw responseError(code, `group ${this.#group}`);
      await sleep(FIND_AGAIN_MS * tries);
    }
  }

  #check(code: number): void {
    if (code === 0) return;
    if (isCoordinatorMoved(code)) this.#nodeId = undefined;
    throw new GroupError(code, this.#group);
  }
}

/** What a coordinator answered; the membership decides by `response` what to do. */
export class GroupError extends AppError {
  readonly response: number;

  constructor(response: number, group: string) {
    const { code, message, hint, retryable } = responseError(response, `group ${group}`);
    super(code, message, { retryable, ...(hint === undefined ? {} : { hint }) });
    this.response = response;
  }
}

function isCoordinatorMoved(code: number): boolean {
  return code === 14 || code === 15 || code === 16 || isLeaderMoved(code);
}
