// A thread that answers questions: several at a time, each in short turns.
import { AppError } from '../../../base/errors.ts';
import { contextOf } from '../questions/event-context.ts';
import { countEvents, histogram, topValues } from '../questions/event-counts.ts';
import { fieldsOf } from '../questions/event-fields.ts';
import { searchPages } from '../questions/event-search.ts';
import type { Interruption, StoreReader } from '../segments/store-reader.ts';
import { envelopeOf } from './error-envelope.ts';
import { type FromThread, SEARCH_CREDIT, type StoreCall, type ToThread } from './worker-messages.ts';

/** A question works so long before others have their turn. */
const TURN_MS = 15;

export class ReaderThread {
  readonly #store: StoreReader;
  readonly #send: (message: FromThread) => void;
  readonly #credits = new Map<number, Credit>();

  constructor(store: StoreReader, send: (message: FromThread) => void) {
    this.#store = store;
    this.#send = send;
  }

  take(message: ToThread): void {
    if (message.type === 'more') this.#credits.get(message.id)?.add();
    else void this.#answer(message.id, message.call, message.taken);
  }

  async #answer(id: number, call: StoreCall, taken: Int32Array): Promise<void> {
    try {
      const result = await this.#ask(id, call, new Turn(taken));
      this.#send({ type: 'done', id, result });
    } catch (error) {
      this.#send({ type: 'error', id, error: envelopeOf(error, `The store could not answer (${call.method})`) });
    } finally {
      this.#credits.delete(id);
    }
  }

  async #ask(id: number, call: StoreCall, turn: Turn): Promise<unknown> {
    switch (call.method) {
      case 'search': {
        const credit = new Credit(SEARCH_CREDIT);
        this.#credits.set(id, credit);
        for await (const page of searchPages(this.#store, call.request, turn, call.maxSeq)) {
          await credit.take();
          turn.check();
          this.#send({ type: 'item', id, json: JSON.stringify(page) });
        }
        return null;
      }
      case 'count':
        return countEvents(this.#store, call.query, call.range, turn);
      case 'histogram':
        return histogram(this.#store, call.request, turn);
      case 'values':
        return topValues(this.#store, call.request, turn);
      case 'context':
        return contextOf(this.#store, call.request, turn);
      case 'fields':
        return fieldsOf(this.#store, call.range, turn);
      case 'stats':
        return this.#store.stats(turn);
      case 'close':
        this.#store.close();
        return null;
      case 'append':
        throw new AppError('STORE_READ_ONLY', 'A reading thread was asked to write.', { hint: 'Report this.' });
    }
  }
}

/** Turns of one question, and whether somebody still waits for it. */
class Turn implements Interruption {
  readonly #taken: Int32Array;
  #sinceMs = performance.now();

  constructor(taken: Int32Array) {
    this.#taken = taken;
  }

  check(): void {
    if (Atomics.load(this.#taken, 0) === 1)
      throw new AppError('TIMEOUT', 'Nobody waits for the answer.', { hint: 'Ask again.' });
  }

  async pause(): Promise<void> {
    if (performance.now() - this.#sinceMs > TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#sinceMs = performance.now();
    }
    this.check();
  }
}

/** Items that may still be sent. */
class Credit {
  #left: number;
  #waiting: (() => void) | undefined;

  constructor(start: number) {
    this.#left = start;
  }

  add(): void {
    this.#left++;
    this.#waiting?.();
  }

  async take(): Promise<void> {
    while (this.#left <= 0) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    this.#left--;
  }
}
