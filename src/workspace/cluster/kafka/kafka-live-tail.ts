// LiveTail on Kafka: every tail of a process shares one long poll a broker. No group is joined, nothing is committed,
// nothing is left behind.
import { KafkaCluster } from '../../../drivers/kafka/connection/kafka-cluster.ts';
import { KafkaFetcher } from '../../../drivers/kafka/fetch/kafka-fetcher.ts';
import type { KafkaSettings } from '../../../drivers/kafka/kafka-settings.ts';
import type { LiveTail, TailFeed, TailRequest } from '../../../ports/live-tail.ts';
import { RecordEvents } from './record-events.ts';
import { TopicFeed } from './topic-feed.ts';
import { TopicWatch } from './topic-watch.ts';

/** Where a profile names no topics: what others put on Kafka is followed too. */
export const EVERY_TOPIC: readonly string[] = ['*'];

export interface KafkaTailOptions {
  kafka: KafkaSettings;
  /** Names and globs (`*`, `?`) of topics that hold logs; a tail's `topic:` selectors narrow or widen it. */
  topics: readonly string[];
}

export class KafkaLiveTail implements LiveTail {
  readonly #cluster: KafkaCluster;
  readonly #fetcher: KafkaFetcher;
  readonly #watch: TopicWatch;
  readonly #events = new RecordEvents();
  readonly #topics: readonly string[];

  /** Connects nothing yet. */
  constructor({ kafka, topics }: KafkaTailOptions) {
    this.#cluster = new KafkaCluster(kafka);
    this.#fetcher = new KafkaFetcher(this.#cluster);
    this.#watch = new TopicWatch(this.#cluster);
    this.#topics = topics;
  }

  /** Resolves when a broker answers; rejects with the reason, and what to do, when none does. */
  async reach(): Promise<void> {
    await this.#cluster.listTopics();
  }

  follow(request: TailRequest, signal: AbortSignal): TailFeed {
    const parts = { cluster: this.#cluster, fetcher: this.#fetcher, watch: this.#watch, events: this.#events };
    return new TopicFeed({ ...parts, topics: this.#topics }, request, signal);
  }

  /** Ends every tail's connections. */
  async close(): Promise<void> {
    this.#fetcher.close();
    this.#cluster.close();
  }
}
