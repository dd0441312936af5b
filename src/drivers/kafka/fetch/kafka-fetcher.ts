// All of a process's reading from Kafka: one long poll a broker for every tail, a second connection for whoever has to
// catch up. No group is joined, nothing is left behind. What comes by itself: new leaders, brokers that come back,
// offsets that expired (reported as a gap), topics that are made anew.

import { isAppError } from '../../../base/errors.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { responseError } from '../kafka-errors.ts';
import { type FetchStart, FetchSubscription } from './fetch-subscription.ts';
import { type Lane, LeaderLoop } from './leader-loop.ts';

const HOMELESS_RETRY_MS = 500;
const OFFSETS_RETRY_MS = 500;

export class KafkaFetcher {
  readonly #cluster: KafkaCluster;
  readonly #subscriptions = new Set<FetchSubscription>();
  readonly #loops = new Map<string, LeaderLoop>();
  #homeless: NodeJS.Timeout | undefined;
  #closed = false;

  /** The cluster stays the caller's. */
  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster;
  }

  /** Reads a partition from an offset on, beginning at once. The leader is looked up; it need not be known. */
  add(start: FetchStart): FetchSubscription {
    const subscription = new FetchSubscription(start, () => this.#changed());
    this.#subscriptions.add(subscription);
    this.#changed();
    return subscription;
  }

  /** Ends every loop and its connections; nothing is handed on afterwards. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#homeless);
    for (const subscription of this.#subscriptions) subscription.isClosed = true;
    this.#subscriptions.clear();
    for (const [key, loop] of this.#loops) {
      loop.close();
      const [leader = '', lane = ''] = key.split(' ');
      void this.#cluster.dropLink(Number(leader), `fetch-${lane}`);
    }
  }

  /** Sees to it that everybody who waits is served by a loop. */
  #changed(): void {
    if (this.#closed) return;
    for (const subscription of this.#subscriptions) {
      if (subscription.isClosed) this.#subscriptions.delete(subscription);
      else this.#place(subscription);
    }
    const wanted = new Set<string>();
    for (const subscription of this.#subscriptions) {
      if (subscription.isPaused) continue;
      if (subscription.leader < 0) this.#seekLeaders();
      else if (subscription.caughtUp) wanted.add(`${subscription.leader} live`);
      if (subscription.leader >= 0 && !subscription.covered) wanted.add(`${subscription.leader} entry`);
    }
    for (const key of wanted) this.#ensureLoop(key);
  }

  #place(subscription: FetchSubscription): void {
    const leader = this.#cluster.partition(subscription)?.leader ?? -1;
    if (leader !== subscription.leader) subscription.moveTo(leader);
  }

  #ensureLoop(key: string): void {
    const running = this.#loops.get(key);
    if (running !== undefined) {
      running.wake();
      return;
    }
    const [leaderText, laneText] = key.split(' ');
    const leader = Number(leaderText);
    const lane: Lane = laneText === 'live' ? 'live' : 'entry';
    const loop = new LeaderLoop({
      cluster: this.#cluster,
      leader,
      lane,
      members: () => this.#members(leader, lane),
      onMoved: () => this.#changed(),
      onOutOfRange: (subscription) => void this.#findPlace(subscription),
    });
    this.#loops.set(key, loop);
    const ended = () => {
      this.#loops.delete(key);
      // Somebody may have come while it ended.
      if (this.#members(leader, lane).length > 0) this.#changed();
    };
    loop.run().then(ended, ended);
  }

  #members(leader: number, lane: Lane): FetchSubscription[] {
    const isServed =
      lane === 'live' ? (member: FetchSubscription) => member.caughtUp : (member: FetchSubscription) => !member.covered;
    return [...this.#subscriptions].filter(
      (member) => member.leader === leader && !member.isPaused && !member.isClosed && isServed(member),
    );
  }

  /** Looks for the leaders of partitions that have none, until they have one. */
  #seekLeaders(): void {
    if (this.#homeless !== undefined) return;
    const look = async () => {
      const homeless = [...this.#subscriptions].filter(({ leader, isClosed }) => leader < 0 && !isClosed);
      try {
        await this.#cluster.refresh(homeless.map(({ topic }) => topic));
        for (const member of homeless)
          if (this.#cluster.partition(member) === undefined)
            member.trouble(responseError(3, `${member.topic} partition ${member.partition}`));
      } catch (error) {
        for (const member of homeless) if (!member.isClosed) member.trouble(error);
      }
      if (this.#closed) return;
      this.#homeless = setTimeout(() => {
        this.#homeless = undefined;
        this.#changed();
      }, HOMELESS_RETRY_MS);
      for (const member of homeless) if (!member.isClosed) this.#place(member);
      if (homeless.some(({ leader }) => leader >= 0)) this.#changed();
    };
    this.#homeless = setTimeout(() => void look(), 0);
  }

  /** The offset is not there (any more): go on at the first that is, and say what was passed over. */
  async #findPlace(subscription: FetchSubscription): Promise<void> {
    subscription.retryAtMs = Number.POSITIVE_INFINITY;
    const asked = subscription.offset;
    try {
      const [[earliest], [latest]] = await Promise.all([
        this.#cluster.offsets([subscription], 'earliest'),
        this.#cluster.offsets([subscription], 'latest'),
      ]);
      const code = earliest?.code || latest?.code || 0;
      if (earliest === undefined || latest === undefined || code !== 0)
        throw responseError(code, `offsets of ${subscription.topic} partition ${subscription.partition}`);
      subscription.retryAtMs = 0;
      if (subscription.isClosed || subscription.offset !== asked) return;
      if (asked < earliest.offset || asked > latest.offset) {
        const reason = asked < earliest.offset ? 'expired' : 'recreated';
        subscription.listener.gap({ fromOffset: asked, toOffset: earliest.offset, reason });
        subscription.seek(earliest.offset);
      }
    } catch (error) {
      subscription.retryAtMs = performance.now() + OFFSETS_RETRY_MS;
      if (isAppError(error) && !subscription.isClosed) subscription.trouble(error);
    }
    this.#changed();
  }
}
