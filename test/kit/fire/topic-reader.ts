import { KafkaCluster } from '../../../src/drivers/kafka/connection/kafka-cluster.ts';
import { KafkaFetcher } from '../../../src/drivers/kafka/fetch/kafka-fetcher.ts';
import type { KafkaSettings } from '../../../src/drivers/kafka/kafka-settings.ts';
import { RecordCursor } from '../../../src/drivers/kafka/protocol/record-cursor.ts';

/** Reads a whole topic the way tails do, and checks that every offset comes once, in order. */
export class TopicReader {
  readonly cluster: KafkaCluster;
  total = 0;
  /** Offsets that were missed, or came twice. */
  off = 0;
  readonly #fetcher: KafkaFetcher;
  readonly #onValue: (text: string) => void;

  constructor(settings: KafkaSettings, onValue: (text: string) => void) {
    this.cluster = new KafkaCluster(settings);
    this.#fetcher = new KafkaFetcher(this.cluster);
    this.#onValue = onValue;
  }

  start(topic: string, partitions: number): void {
    for (let partition = 0; partition < partitions; partition++) {
      const cursor = new RecordCursor();
      let due = 0;
      this.#fetcher.add({
        topic,
        partition,
        offset: 0,
        listener: {
          records: (batches) => {
            for (const batch of batches)
              for (cursor.open(batch); cursor.next(); ) {
                if (cursor.offset !== due) this.off++;
                due = cursor.offset + 1;
                this.total++;
                this.#onValue(String(cursor.value()));
              }
          },
          gap: () => this.off++,
          trouble: () => {},
        },
      });
    }
  }

  close(): void {
    this.#fetcher.close();
    this.cluster.close();
  }
}
