import { type AppError, isAppError } from '../../../base/errors.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import type { TopicPartition } from '../topic-partition.ts';

export interface FetchProgress {
  /** Where the next fetch goes on. */
  nextOffset: number;
  /** Behind the last record that can be read now; `endOffset - nextOffset` is the lag in records. */
  endOffset: number;
}

export interface FetchGap {
  fromOffset: number;
  /** Behind the last. */
  toOffset: number;
  /** `expired`: retention took them. `recreated`: the topic begins anew. `unreadable`: codec, checksum, old format. */
  reason: 'expired' | 'recreated' | 'unreadable';
  detail?: string;
}

/** Called from the fetch loop; must not throw and should not take long: everybody's records wait meanwhile. */
export interface FetchListener {
  /** Records in offset order; none when only the end moved, or was reached. */
  records(batches: RecordBatch[], progress: FetchProgress): void;
  gap(gap: FetchGap): void;
  /** Why nothing comes, and undefined when it is over. It is healed by itself; waiting is all there is to do. */
  trouble(error: AppError | undefined): void;
}

export interface FetchStart extends TopicPartition {
  offset: number;
  listener: FetchListener;
}

/** One reader's place in one partition. */
export class FetchSubscription implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  readonly listener: FetchListener;
  /** The place: records before it were handed out. */
  offset: number;
  /** No fetch asks for it while it is set. */
  isPaused = false;
  isClosed = false;
  /** The last fetch found nothing more: it may share the long poll. */
  caughtUp = false;
  /** The long poll that is out, or the next one, asks for it. */
  covered = false;
  /** Broker it was last asked of; -1 when nobody leads. */
  leader = -1;
  /** Not asked for before this moment (performance.now). */
  retryAtMs = 0;
  readonly #onChange: () => void;
  #troubled = false;

  constructor({ topic, partition, offset, listener }: FetchStart, onChange: () => void) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.listener = listener;
    this.#onChange = onChange;
  }

  /** No more is asked for; what a fetch brings that is already out is still handed on. */
  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.moveTo(this.leader);
    this.#onChange();
  }

  /** Goes on elsewhere; what is out for the old place is dropped. */
  seek(offset: number): void {
    this.offset = offset;
    this.moveTo(this.leader);
    this.#onChange();
  }

  /** Nothing is handed on from now on. */
  close(): void {
    this.isClosed = true;
    this.#onChange();
  }

  /** Starts over at this broker, outside the long poll. */
  moveTo(leader: number): void {
    this.leader = leader;
    this.caughtUp = false;
    this.covered = false;
  }

  /** Hands on what a fetch brought, and moves the place behind it. */
  advance(batches: RecordBatch[], progress: FetchProgress): void {
    this.trouble(undefined);
    const { offset } = this;
    const own = batches.filter(({ lastOffset }) => lastOffset >= offset);
    const shared = own.map((batch) => (batch.fromOffset === offset ? batch : { ...batch, fromOffset: offset }));
    this.offset = Math.max(offset, progress.nextOffset);
    this.listener.records(shared, { ...progress, nextOffset: this.offset });
  }

  trouble(error: unknown): void {
    if (error === undefined && !this.#troubled) return;
    this.#troubled = error !== undefined;
    this.listener.trouble(isAppError(error) ? error : undefined);
  }
}
