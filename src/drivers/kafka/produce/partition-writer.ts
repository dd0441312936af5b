// Records on their way to one partition: one batch is out at a time, and it is offered until the partition has it.
// That keeps the order whatever fails, and the producer's sequence lets the broker drop what it has already.
import { AppError, messageOf } from '../../../base/errors.ts';
import { Backoff } from '../connection/backoff.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { Nap } from '../connection/nap.ts';
import { connectError, responseError } from '../kafka-errors.ts';
import { PRODUCE, produceRequest, readProduce } from '../protocol/produce-request.ts';
import type { RecordWriter } from '../protocol/record-writer.ts';
import { isLeaderMoved } from '../protocol/response-codes.ts';
import { SealedBatch } from '../protocol/sealed-batch.ts';
import type { TopicPartition } from '../topic-partition.ts';
import type { ProducerSession, ProducerSessions } from './producer-session.ts';

/** Brokers take 1 MiB packed; packed text is a sixth of it, and what does not pack is halved. An agent's batch fits. */
const MAX_RAW_BYTES = 1280 * 1024;
const MAX_BACKOFF_MS = 2_000;
const TOO_LARGE = [10, 18];
const INVALID_TIMESTAMP = 32;
/** The sequence or the producer is not what the broker has in mind. */
const SESSION_LOST = [45, 47, 59, 90];
const DUPLICATE = 46;
/** Nothing was written, and trying again at once would not help: the caller decides. */
const REFUSED = [17, 29, 31, 44, 76, 87];

/** Records that know how to write themselves, so that nothing is copied before its turn. */
export interface OutgoingRecords {
  readonly count: number;
  /** Writes record `index`. `timeMs` is given where the broker refused the record's own time. */
  write(writer: RecordWriter, index: number, timeMs?: number): void;
  /** Makes a record that is too large for the topic smaller; false when it cannot. */
  shrink?(index: number): boolean;
}

interface Job {
  records: OutgoingRecords;
  /** Records before it are acknowledged. */
  next: number;
  signal: AbortSignal | undefined;
  resolve: () => void;
  reject: (error: Error) => void;
}

export interface PartitionWriterOptions extends TopicPartition {
  cluster: KafkaCluster;
  sessions: ProducerSessions;
  /** Shared by all partitions: a batch is written and packed in one go. */
  writer: RecordWriter;
  /** Why nothing moves; undefined when it does again. */
  onTrouble: (error: AppError | undefined) => void;
}

type Outcome = 'taken' | 'too-large' | 'bad-time';

export class PartitionWriter {
  readonly #options: PartitionWriterOptions;
  readonly #backoff = new Backoff(MAX_BACKOFF_MS);
  readonly #nap = new Nap();
  #queue: Job[] = [];
  #running: Promise<void> | undefined;
  #rawLimit = MAX_RAW_BYTES;
  /** Set while a batch that was too large goes out in parts. */
  #countLimit = Number.POSITIVE_INFINITY;
  #timeMs: number | undefined;
  #troubled = false;

  constructor(options: PartitionWriterOptions) {
    this.#options = options;
  }

  /** Resolves when the partition has the records, behind those given before. Rejects when refused, or aborted. */
  send(records: OutgoingRecords, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      // The signal is looked at between attempts: a listener on one that lives long would hold every batch.
      this.#queue.push({ records, next: 0, signal, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is out. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // What is given in the same turn of the event loop goes out together.
    await Promise.resolve();
    while (this.#dropAborted() && !this.#options.cluster.isClosed) {
      const { batch, filled } = this.#fill();
      try {
        const outcome = await this.#deliver(batch, filled);
        if (outcome === 'taken') this.#advance(filled);
        else if (outcome === 'bad-time') this.#timeMs = Date.now();
        else this.#tooLarge(batch, filled);
      } catch (error) {
        const reason = error instanceof Error ? error : new Error(messageOf(error));
        for (const { job } of filled) {
          job.reject(reason);
          this.#queue = this.#queue.filter((queued) => queued !== job);
        }
      }
    }
    this.#running = undefined;
    const closed = new AppError('DISCONNECTED', 'The connection to Kafka was closed.', { retryable: true });
    for (const job of this.#queue.splice(0)) job.reject(closed);
  }

  #dropAborted(): boolean {
    this.#queue = this.#queue.filter((job) => {
      if (job.signal?.aborted !== true) return true;
      job.reject(new AppError('DISCONNECTED', 'Sending to Kafka was given up.', { retryable: true }));
      return false;
    });
    return this.#queue.length > 0;
  }

  /** As many of the waiting records as a batch takes. */
  #fill(): { batch: SealedBatch; filled: { job: Job; to: number }[] } {
    const { writer } = this.#options;
    writer.reset();
    const filled: { job: Job; to: number }[] = [];
    for (const job of this.#queue) {
      if (this.#isFull(writer)) break;
      let at = job.next;
      while (at < job.records.count && !this.#isFull(writer)) job.records.write(writer, at++, this.#timeMs);
      filled.push({ job, to: at });
    }
    return { batch: new SealedBatch(writer), filled };
  }

  #isFull({ count, length }: RecordWriter): boolean {
    return count > 0 && (length >= this.#rawLimit || count >= this.#countLimit);
  }

  #advance(filled: { job: Job; to: number }[]): void {
    for (const { job, to } of filled) {
      job.next = to;
      if (to === job.records.count) job.resolve();
    }
    this.#queue = this.#queue.filter((job) => job.next < job.records.count);
    this.#timeMs = undefined;
    this.#countLimit = Number.POSITIVE_INFINITY;
    this.#rawLimit = Math.min(MAX_RAW_BYTES, Math.ceil(this.#rawLimit * 1.1));
  }

  #tooLarge(batch: SealedBatch, filled: { job: Job; to: number }[]): void {
    if (batch.count > 1) {
      // By bytes for what comes later, by number because one large record may be all of it.
      this.#rawLimit = Math.max(1, Math.floor(batch.rawLength / 2));
      this.#countLimit = Math.ceil(batch.count / 2);
      return;
    }
    const { job } = filled[0]!;
    if (job.records.shrink?.(job.next) === true) return;
    throw new AppError('BAD_INPUT', `A record is larger than topic ${this.#options.topic} takes.`, {
      hint: 'Raise max.message.bytes of the topic.',
    });
  }

  /** Offers one batch until the partition has it, or says that it never will. */
  async #deliver(batch: SealedBatch, filled: { job: Job }[]): Promise<Outcome> {
    const { cluster, sessions, topic } = this.#options;
    let session: ProducerSession | undefined;
    for (;;) {
      if (cluster.isClosed || filled.every(({ job }) => job.signal?.aborted === true))
        throw new AppError('DISCONNECTED', 'Sending to Kafka was given up.', { retryable: true });
      try {
        if (session === undefined) {
          session = await sessions.current();
          batch.stamp(session.producerId, session.epoch, session.sequence(this.#options));
        }
        const code = await this.#sendOnce(batch);
        if (code === 0 || code === DUPLICATE) {
          session.taken(this.#options, batch.count);
          this.#trouble(undefined);
          return 'taken';
        }
        if (TOO_LARGE.includes(code)) return 'too-large';
        if (code === INVALID_TIMESTAMP && this.#timeMs === undefined) return 'bad-time';
        if (REFUSED.includes(code)) throw new RefusedBatch(responseError(code, `topic ${topic}`));
        if (SESSION_LOST.includes(code)) {
          await sessions.discard(session);
          session = undefined;
        }
        await this.#waitFor(responseError(code, `topic ${topic}, partition ${this.#options.partition}`), code);
      } catch (error) {
        if (error instanceof RefusedBatch) throw error.reason;
        await this.#waitFor(connectError(cluster.name, error), 0);
      }
    }
  }

  async #sendOnce(batch: SealedBatch): Promise<number> {
    const { cluster, topic } = this.#options;
    await cluster.topic(topic);
    const leader = cluster.partition(this.#options)?.leader ?? -1;
    if (leader < 0) return 5;
    const link = await cluster.link(leader, 'produce');
    // The broker gives up waiting for its followers before we give up waiting for the broker.
    const request = produceRequest(this.#options, batch.bytes, Math.ceil(link.requestMs / 2));
    const { code } = await link.send(PRODUCE, request, readProduce);
    return code;
  }

  async #waitFor(error: AppError, code: number): Promise<void> {
    const { cluster, topic } = this.#options;
    // A leader that moves is everyday life.
    if (!isLeaderMoved(code) || code === 3) this.#trouble(error);
    await this.#nap.sleep(this.#backoff.next());
    try {
      await cluster.refresh([topic]);
    } catch (unanswered) {
      this.#trouble(connectError(cluster.name, unanswered));
    }
  }

  #trouble(error: AppError | undefined): void {
    if (error === undefined) this.#backoff.reset();
    if (error === undefined && !this.#troubled) return;
    this.#troubled = error !== undefined;
    this.#options.onTrouble(error);
  }
}

/** Carries a refusal out of the loop that repeats everything else. */
class RefusedBatch extends Error {
  readonly reason: AppError;

  constructor(reason: AppError) {
    super(reason.message);
    this.reason = reason;
  }
}
