// The writing thread: gathers what has come, commits it in one go, answers each batch.
import { AppError } from '../../../base/errors.ts';
import type { Retention } from '../segments/retention.ts';
import type { StoreWriter, WireBatch } from '../segments/store-writer.ts';
import { envelopeOf } from './error-envelope.ts';
import type { FromThread, ToThread } from './worker-messages.ts';

/** A commit costs the same for few events as for some hundred: what comes together goes together. */
const GATHER_MS = 2;
/** After a small commit the writer rests so many times as long as it took: not longer, for whoever follows waits for it. */
const COMMIT_REST = 2;
const MAX_REST_MS = 15;
const SMALL_BYTES = 256 * 1024;
/** Bytes that are committed at once at most, to keep the wait of each batch and the transaction small. */
const COMMIT_BYTES = 4 * 1024 * 1024;
/** What is imported is committed in smaller pieces while somebody may be waiting for live lines: so long after the last. */
const LIVE_MS = 1_000;
const BESIDE_LIVE_BYTES = 256 * 1024;
/** Between two slices of putting blocks together, when nothing else is to do. */
const TIDY_EVERY_MS = 10;
const RETAIN_EVERY_MS = 60_000;

interface Waiting {
  id: number;
  batch: WireBatch;
}

export class WriterThread {
  readonly #writer: StoreWriter;
  readonly #retention: Retention;
  readonly #send: (message: FromThread) => void;
  /** Live batches are taken first. */
  readonly #live: Waiting[] = [];
  readonly #archive: Waiting[] = [];
  #bytes = 0;
  #lastLiveMs = -LIVE_MS;
  #tidyTimer: NodeJS.Timeout | undefined;
  #restUntilMs = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #retainTimer: NodeJS.Timeout;

  constructor(writer: StoreWriter, retention: Retention, send: (message: FromThread) => void) {
    this.#writer = writer;
    this.#retention = retention;
    this.#send = send;
    this.#retain();
    this.#retainTimer = setInterval(() => this.#retain(), RETAIN_EVERY_MS);
  }

  take(message: ToThread): void {
    if (message.type !== 'call') return;
    const { id, call } = message;
    if (call.method === 'append') {
      (call.isLive ? this.#live : this.#archive).push({ id, batch: call.batch });
      if (call.isLive) this.#lastLiveMs = performance.now();
      this.#bytes += call.batch.json.length;
      this.#schedule();
    } else if (call.method === 'close') this.#close(id);
  }

  #schedule(): void {
    const isFull = this.#bytes >= COMMIT_BYTES;
    if (this.#timer !== undefined && !isFull) return;
    clearTimeout(this.#timer);
    const waitMs = isFull ? 0 : Math.max(GATHER_MS, this.#restUntilMs - performance.now());
    this.#timer = setTimeout(() => this.#commit(), waitMs);
  }

  #commit(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { taken, bytes } = this.#next();
    const startMs = performance.now();
    const results = this.#writer.append(
      taken.map(({ batch }) => batch),
      Date.now(),
    );
    for (const [i, { id }] of taken.entries()) {
      const result = results[i]!;
      if (result instanceof AppError) this.#send({ type: 'error', id, error: result.toEnvelope() });
      else this.#send({ type: 'done', id, result });
    }
    const endMs = performance.now();
    const restMs = bytes < SMALL_BYTES ? Math.min(MAX_REST_MS, COMMIT_REST * (endMs - startMs)) : 0;
    this.#restUntilMs = endMs + restMs;
    if (this.#isBusy) this.#schedule();
    this.#tidy();
  }

  get #isBusy(): boolean {
    return this.#live.length + this.#archive.length > 0;
  }

  #next(): { taken: Waiting[]; bytes: number } {
    const taken: Waiting[] = [];
    let bytes = 0;
    const take = (queue: Waiting[], limit: number) => {
      let count = 0;
      while (count < queue.length && (taken.length + count === 0 || bytes < limit))
        bytes += queue[count++]!.batch.json.length;
      taken.push(...queue.splice(0, count));
    };
    take(this.#live, COMMIT_BYTES);
    take(this.#archive, performance.now() - this.#lastLiveMs < LIVE_MS ? BESIDE_LIVE_BYTES : COMMIT_BYTES);
    this.#bytes -= bytes;
    return { taken, bytes };
  }

  // After the answers, so that nobody waits for it. Its failure is that of the disk, which the next commit tells of.
  #tidy(): void {
    clearTimeout(this.#tidyTimer);
    try {
      if (this.#writer.tidy()) this.#tidyTimer = setTimeout(() => this.#tidy(), TIDY_EVERY_MS);
    } catch (error) {
      process.emitWarning(envelopeOf(error, 'Putting small blocks together failed').message);
    }
  }

  #close(id: number): void {
    clearInterval(this.#retainTimer);
    try {
      while (this.#isBusy) this.#commit();
      clearTimeout(this.#tidyTimer);
      this.#writer.close();
      this.#send({ type: 'done', id, result: null });
    } catch (error) {
      this.#send({ type: 'error', id, error: envelopeOf(error, 'Closing the store failed') });
    }
  }

  // A file that cannot be removed now is tried again in a minute; writing does not stop for it.
  #retain(): void {
    try {
      this.#writer.retain(this.#retention, Date.now());
      this.#writer.fold();
    } catch (error) {
      process.emitWarning(envelopeOf(error, 'Removing old events failed').message);
    }
  }
}
