// Hands batches to the sink. Per file one batch is out at a time, so that a repeat never overtakes: a receiver that
// keeps a high-water mark per file would take the older batch for a duplicate. Over all files the bytes that are out
// are capped: a receiver that is away pauses reading, and memory stays where it is.
import { isAppError, messageOf } from '../../base/errors.ts';
import type { EventBatch } from '../../model/event-batch.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventSink } from '../../ports/event-sink.ts';
import type { Logger } from '../../ports/logger.ts';
import { halvesOf } from './batch-halves.ts';

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 30_000;
/** A receiver that refused so much of a batch is asked for the rest in large pieces only. */
const MAX_SINGLE_REFUSALS = 64;

export interface SenderOptions {
  sink: EventSink;
  clock: Clock;
  log: Logger;
  maxBytesInFlight: number;
}

/** What is out of one file. */
export interface Lane {
  /** Settles when the newest batch of the file is acknowledged or given up; it never rejects. */
  last: Promise<void>;
  /** Why the newest batch waits; undefined when it does not. */
  waiting: string | undefined;
}

export interface Delivery {
  lane: Lane;
  batch: EventBatch;
  /**
   * The receiver owns the events, but for the refused ones, which it never will. Not called when the sender was aborted
   * meanwhile.
   */
  settled: (outcome: Outcome) => void;
}

/** Bytes whose events the receiver will not take, and why. */
export interface Refusal {
  fromOffset: number;
  toOffset: number;
  reason: string;
}

export interface Outcome {
  refused: Refusal[];
  duplicates: number;
  /** Nobody needs the batch's bytes any more. */
  isFree: boolean;
}

export class Sender {
  readonly #options: SenderOptions;
  readonly #abort = new AbortController();
  readonly #aborted: Promise<undefined>;
  #problem: string | undefined;
  #bytes = 0;
  #batches = 0;
  #roomWaiters: (() => void)[] = [];

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#aborted = new Promise((resolve) => {
      this.#abort.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
  }

  static lane(): Lane {
    return { last: Promise.resolve(), waiting: undefined };
  }

  /** Bytes offered and not settled. */
  get bytesInFlight(): number {
    return this.#bytes;
  }

  /** Why the receiver takes nothing just now; undefined when it does. */
  get problem(): string | undefined {
    return this.#problem ?? this.#options.sink.problem;
  }

  get batchesInFlight(): number {
    return this.#batches;
  }

  /** Resolves when the batch is on its way: behind the file's batch before it, and when there is room. An empty batch is settled there. */
  async offer(delivery: Delivery): Promise<void> {
    await delivery.lane.last;
    if (this.#abort.signal.aborted) return;
    if (delivery.batch.count === 0) {
      delivery.settled({ refused: [], duplicates: 0, isFree: false });
      return;
    }
    while (this.#bytes >= this.#options.maxBytesInFlight && !this.#abort.signal.aborted) {
      await new Promise<void>((resolve) => this.#roomWaiters.push(resolve));
    }
    if (this.#abort.signal.aborted) return;
    this.#bytes += delivery.batch.json.length;
    this.#batches++;
    delivery.lane.last = this.#deliver(delivery).finally(() => this.#release(delivery.batch.json.length));
  }

  /** Gives up what is out: nothing more is acknowledged. */
  abort(): void {
    this.#abort.abort();
    for (const wake of this.#roomWaiters.splice(0)) wake();
  }

  async #deliver({ lane, batch, settled }: Delivery): Promise<void> {
    const outcome: Outcome = { refused: [], duplicates: 0, isFree: true };
    if (await this.#append(lane, batch, outcome)) settled(outcome);
  }

  /** Appends a batch; of one that is refused each half, down to the event that is to blame. False when aborted. */
  async #append(lane: Lane, batch: EventBatch, outcome: Outcome): Promise<boolean> {
    const refusal = await this.#offerAgain(lane, batch, outcome);
    if (refusal === undefined) return !this.#abort.signal.aborted;
    const takesNone = outcome.refused.length >= MAX_SINGLE_REFUSALS;
    if (batch.count > 1 && !takesNone) {
      for (const half of halvesOf(batch)) if (!(await this.#append(lane, half, outcome))) return false;
      return true;
    }
    const { fromOffset, toOffset } = batch;
    outcome.refused.push({ fromOffset, toOffset, reason: refusal });
    return true;
  }

  /** Offers a batch until it is taken (undefined), refused for good (the reason), or the sender is aborted (undefined). */
  async #offerAgain(lane: Lane, batch: EventBatch, outcome: Outcome): Promise<string | undefined> {
    const { sink, clock, log } = this.#options;
    for (let backoffMs = FIRST_BACKOFF_MS; !this.#abort.signal.aborted; ) {
      try {
        // A receiver that does not heed the signal must not hold up a stop.
        const ack = await Promise.race([sink.append(batch, this.#abort.signal), this.#aborted]);
        lane.waiting = undefined;
        this.#problem = undefined;
        outcome.duplicates += ack?.duplicates ?? 0;
        outcome.isFree &&= ack?.isFree === true;
        return undefined;
      } catch (error) {
        if (this.#abort.signal.aborted) return undefined;
        // What is not known to be final is tried again: skipping is the one thing that cannot be undone.
        if (isAppError(error) && !error.retryable) {
          lane.waiting = undefined;
          return messageOf(error);
        }
        if (lane.waiting === undefined)
          log.warn('receiver did not take a batch; it is offered again', { error: messageOf(error) });
        lane.waiting = messageOf(error);
        this.#problem = lane.waiting;
        await clock.sleep(backoffMs * (0.75 + Math.random() / 2), this.#abort.signal);
        backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
      }
    }
    return undefined;
  }

  #release(bytes: number): void {
    this.#bytes -= bytes;
    this.#batches--;
    if (this.#bytes < this.#options.maxBytesInFlight) for (const wake of this.#roomWaiters.splice(0)) wake();
  }
}
