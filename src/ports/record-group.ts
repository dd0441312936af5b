/** One record of a topic. Bytes are views that stay valid as long as they are held. */
export interface LogRecord {
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  /** null is a tombstone. */
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

export interface RecordHeader {
  readonly name: string;
  readonly value: Uint8Array | null;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What a member of a group is told, in this order for each partition: gained, records and gaps, lost. */
export type GroupItem =
  | { readonly type: 'gained'; readonly partitions: readonly TopicPartition[] }
  /** Others have them now: nothing of them may be committed any more. */
  | { readonly type: 'lost'; readonly partitions: readonly TopicPartition[] }
  | ({
      readonly type: 'records';
      /** In offset order; may be empty where only control records or aborted ones were. */
      readonly records: readonly LogRecord[];
      /** Offset to go on at, records that are not handed out included. */
      readonly nextOffset: number;
      /** Offset behind the partition's last record, as last seen. */
      readonly endOffset: number;
    } & TopicPartition)
  /** Offsets that are not there any more (retention) or cannot be read (unknown codec, broken batch). */
  | ({
      readonly type: 'gap';
      readonly fromOffset: number;
      readonly toOffset: number;
      readonly reason: 'expired' | 'unreadable';
    } & TopicPartition);

export interface PartitionOffset extends TopicPartition {
  readonly offset: number;
}

/** A member of a consumer group that shares the partitions of some topics with the others. */
export interface RecordGroup {
  /**
   * Items as they come, without end; reading ahead stops at a bounded number of bytes until items are taken.
   * A server that is away is waited for. Ends when closed; throws only for what waiting cannot mend (no permission,
   * wrong credentials).
   */
  items(signal?: AbortSignal): AsyncIterable<GroupItem>;
  /**
   * Commits the next offset of each partition, and resolves when the server has it. Partitions that are no longer
   * this member's are left out. Rejects with a retryable AppError when the server cannot be reached.
   */
  commit(next: readonly PartitionOffset[]): Promise<void>;
  /** Leaves the group; others take over at once. Nothing is committed by itself. */
  close(): Promise<void>;
}

export interface PartitionLag extends TopicPartition {
  /** Next offset the group goes on at; undefined when it has committed none. */
  readonly committed: number | undefined;
  readonly startOffset: number;
  readonly endOffset: number;
}

export interface GroupMember {
  readonly id: string;
  readonly client: string;
  readonly host: string;
  readonly partitions: readonly TopicPartition[];
}

/** A look at a group from outside: nothing is joined, nothing committed. */
export interface GroupInspector {
  /** Partitions of topics whose names match one of the patterns (`*` any run), by topic and partition. */
  lag(group: string, topics: readonly string[], signal?: AbortSignal): Promise<PartitionLag[]>;
  members(group: string, signal?: AbortSignal): Promise<GroupMember[]>;
}

export interface NewRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly RecordHeader[];
  readonly timestampMs?: number;
  /** By the key's hash when not given; the first one when there is no key either. */
  readonly partition?: number;
}

/** Topics as plain logs: dead letters are written to them and read back. */
export interface RecordLog {
  /** Makes the topic when it is missing; `compacted` keeps the last record of each key for ever. */
  ensureTopic(topic: string, options: { compacted: boolean }): Promise<void>;
  /** Resolves when all in-sync replicas have the records; those of one partition are in the given order. */
  append(topic: string, records: readonly NewRecord[], signal?: AbortSignal): Promise<void>;
  /** Names of topics that match one of the patterns (`*` any run). */
  topics(patterns: readonly string[], signal?: AbortSignal): Promise<string[]>;
  /** Everything from each partition's start to its end at the time of the call; nothing when the topic is missing. */
  readAll(topic: string, signal?: AbortSignal): AsyncIterable<LogRecord & { readonly partition: number }>;
}
