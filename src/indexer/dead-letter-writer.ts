import type { Clock } from '../ports/clock.ts';
import type { ItemRefusal } from '../ports/document-index.ts';
import type { NewRecord, RecordLog } from '../ports/record-group.ts';
import type { BulkItem } from './bulk-body.ts';
import { DEAD_LETTER_SUFFIX, deadLetterRecord } from './dead-letter-record.ts';

/** Puts records aside: into the topic's own dead-letter topic, which is made when the first one comes. */
export class DeadLetterWriter {
  readonly #log: RecordLog;
  readonly #clock: Clock;
  readonly #topics = new Set<string>();

  constructor(log: RecordLog, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Resolves when all are kept; rejects when they are not known to be. */
  async write(refused: readonly { item: BulkItem; refusal: ItemRefusal }[], signal: AbortSignal): Promise<void> {
    const byTopic = new Map<string, NewRecord[]>();
    for (const { item, refusal } of refused) {
      const topic = item.topic + DEAD_LETTER_SUFFIX;
      const record = deadLetterRecord({ ...item, kind: refusal.type, reason: refusal.reason }, this.#clock.nowMs());
      byTopic.set(topic, [...(byTopic.get(topic) ?? []), record]);
    }
    for (const [topic, records] of byTopic) {
      if (!this.#topics.has(topic)) await this.#log.ensureTopic(topic, { compacted: true });
      this.#topics.add(topic);
      await this.#log.append(topic, records, signal);
    }
  }
}
