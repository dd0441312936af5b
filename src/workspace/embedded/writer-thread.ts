// The writing thread: gathers what has come, commits it in one go, answers each batch.
import { AppError } from '../../base/errors.ts';
import { envelopeOf } from './error-envelope.ts';
import type { Retention } from './retention.ts';
import type { StoreWriter, WireBatch } from './store-writer.ts';
import type { FromThread, ToThread } from './worker-messages.ts';

/** A commit costs the same for few events as for some hundred: what comes together goes together. */
const GATHER_MS = 2;
/** After a small commit the writer rests so many times as long as it took: not longer, for whoever follows waits for it. */
const COMMIT_REST = 2;
const MAX_REST_MS = 15;
const SMALL_BYTES = 256 * 1024;
/** Bytes that are committed at once at most, to keep the wait of each batch and the transaction small. */
const COMMIT_BYTES = 4 * 1024 * 1024;
const RETAIN_EVERY_MS = 60_000;

export class WriterThread {
  readonly #writer: StoreWriter;
  readonly #retention: Retention;
  readonly #send: (message: FromThread) => void;
  #queue: { id: number; batch: WireBatch }[] = [];
  #bytes = 0;
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
      this.#queue.push({ id, batch: call.batch });
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
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && (count === 0 || bytes < COMMIT_BYTES))
      bytes += this.#queue[count++]!.batch.json.length;
    const taken = this.#queue.splice(0, count);
    this.#bytes -= bytes;
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
    if (this.#queue.length > 0) this.#schedule();
    this.#tidy();
  }

  // After the answers, so that nobody waits for it. Its failure is that of the disk, which the next commit tells of.
  #tidy(): void {
    try {
      this.#writer.tidy();
    } catch (error) {
      process.emitWarning(envelopeOf(error, 'Putting small blocks together failed').message);
    }
  }

  #close(id: number): void {
    clearInterval(this.#retainTimer);
    try {
      while (this.#queue.length > 0) this.#commit();
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
