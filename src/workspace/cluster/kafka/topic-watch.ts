// Which topics and partitions there are now: asked for as long as somebody tails, for tails of patterns must find new ones.
import { type AppError, isAppError } from '../../../base/errors.ts';
import type { KafkaCluster } from '../../../drivers/kafka/connection/kafka-cluster.ts';
import type { TopicMetadata } from '../../../drivers/kafka/protocol/topic-metadata.ts';

const LOOK_EVERY_MS = 2_000;

export interface TopicListener {
  topics(topics: readonly TopicMetadata[]): void;
  /** Why nobody could be asked; undefined when it is over. */
  trouble(error: AppError | undefined): void;
}

export class TopicWatch {
  readonly #cluster: KafkaCluster;
  readonly #listeners = new Set<TopicListener>();
  #timer: NodeJS.Timeout | undefined;

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster;
  }

  /** Tells of topics after every look from now on, until the returned function is called. */
  listen(listener: TopicListener): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setTimeout(() => void this.#look(), LOOK_EVERY_MS);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  async #look(): Promise<void> {
    try {
      const topics = await this.#cluster.listTopics();
      for (const listener of this.#listeners) {
        listener.trouble(undefined);
        listener.topics(topics);
      }
    } catch (error) {
      if (this.#cluster.isClosed) return;
      if (!isAppError(error)) throw error;
      for (const listener of this.#listeners) listener.trouble(error);
    }
    if (this.#listeners.size > 0) this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS);
  }
}
