// Topics in memory, as an indexer's ports see them.

import { nameMatches } from '../../src/model/selector.ts';
import type {
  GroupItem,
  LogRecord,
  NewRecord,
  PartitionOffset,
  RecordGroup,
  RecordLog,
} from '../../src/ports/record-group.ts';

const ONE_PARTITION = 0;

/** Topics of one partition each. */
export class MemoryLog implements RecordLog {
  readonly #topics = new Map<string, LogRecord[]>();
  readonly compacted: string[] = [];

  ensureTopic(topic: string, { compacted }: { compacted: boolean }): Promise<void> {
    if (compacted && !this.#topics.has(topic)) this.compacted.push(topic);
    this.records(topic);
    return Promise.resolve();
  }

  append(topic: string, records: readonly NewRecord[]): Promise<void> {
    const own = this.records(topic);
    for (const { key, value, headers = [], timestampMs = 0 } of records)
      own.push({ offset: own.length, key, value, headers, timestampMs });
    return Promise.resolve();
  }

  topics(patterns: readonly string[]): Promise<string[]> {
    const names = [...this.#topics.keys()];
    return Promise.resolve(names.filter((name) => patterns.some((pattern) => nameMatches(pattern, name))));
  }

  async *readAll(topic: string): AsyncGenerator<LogRecord & { partition: number }> {
    for (const record of [...this.records(topic)]) yield { ...record, partition: ONE_PARTITION };
  }

  records(topic: string): LogRecord[] {
    let own = this.#topics.get(topic);
    if (own === undefined) {
      own = [];
      this.#topics.set(topic, own);
    }
    return own;
  }
}

/** The only member of a group; goes on from what was committed before. */
export class MemoryGroup implements RecordGroup {
  readonly commits: PartitionOffset[][] = [];
  readonly #log: MemoryLog;
  readonly #topic: string;
  readonly #from: number;
  readonly #atOnce: number;

  constructor(log: MemoryLog, topic: string, { from = 0, atOnce = 50 } = {}) {
    this.#log = log;
    this.#topic = topic;
    this.#from = from;
    this.#atOnce = atOnce;
  }

  /** Ends behind the last record. */
  async *items(signal?: AbortSignal): AsyncGenerator<GroupItem> {
    const place = { topic: this.#topic, partition: ONE_PARTITION };
    yield { type: 'gained', partitions: [place] };
    const all = this.#log.records(this.#topic);
    for (let at = this.#from; at < all.length && signal?.aborted !== true; at += this.#atOnce) {
      const records = all.slice(at, at + this.#atOnce);
      yield { type: 'records', ...place, records, nextOffset: at + records.length, endOffset: all.length };
    }
  }

  commit(next: readonly PartitionOffset[]): Promise<void> {
    this.commits.push([...next]);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
