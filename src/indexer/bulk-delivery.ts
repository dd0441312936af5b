// One bulk until every item of it is stored or put aside: limitless patience for what a server may take later, halves for
// what is too large, the dead-letter topic for what it never will take.
import { AppError, isAppError, messageOf } from '../base/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentIndex, ItemRefusal } from '../ports/document-index.ts';
import type { Logger } from '../ports/logger.ts';
import type { BulkBody, BulkItem } from './bulk-body.ts';
import type { DeadLetterWriter } from './dead-letter-writer.ts';
import type { IndexerCounters } from './indexer-counters.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 30_000;

export interface BulkDeliveryOptions {
  index: DocumentIndex;
  deadLetters: DeadLetterWriter;
  counters: IndexerCounters;
  clock: Clock;
  log: Logger;
}

export class BulkDelivery {
  readonly #options: BulkDeliveryOptions;

  constructor(options: BulkDeliveryOptions) {
    this.#options = options;
  }

  /** Resolves when every item is stored or put aside. Rejects only with the signal's reason. */
  async deliver(body: BulkBody, signal: AbortSignal): Promise<void> {
    await this.#send(body, body.items, signal);
  }

  async #send(body: BulkBody, items: readonly BulkItem[], signal: AbortSignal): Promise<void> {
    const { counters } = this.#options;
    let left = items;
    for (let attempt = 0; left.length > 0; attempt++) {
      signal.throwIfAborted();
      if (attempt > 0) counters.retries++;
      const outcome = await this.#try(body, left, signal);
      if (outcome.type === 'too-large' || (outcome.type === 'malformed' && left.length > 1)) {
        await this.#halves(body, left, outcome.reason, signal);
        return;
      }
      if (outcome.type === 'malformed') {
        await this.#putAside([{ item: left[0]!, refusal: outcome.reason }], signal);
        return;
      }
      if (outcome.type === 'answered') left = outcome.left;
      if (left.length > 0) await this.#wait(attempt, outcome.problem, signal);
    }
    counters.waiting = '';
  }

  async #try(body: BulkBody, items: readonly BulkItem[], signal: AbortSignal): Promise<Outcome> {
    const { index, counters } = this.#options;
    counters.bulks++;
    let answers: (ItemRefusal | undefined)[];
    try {
      answers = await index.bulk(body.bytesOf(items), signal);
    } catch (error) {
      signal.throwIfAborted();
      return failedOutcome(error);
    }
    const left: BulkItem[] = [];
    const refused: Refused[] = [];
    let problem = '';
    for (const [i, item] of items.entries()) {
      // An answer that is too short says nothing about the rest: it is sent again, and ids keep it from being twice.
      const refusal = i < answers.length ? answers[i] : NO_ANSWER;
      if (refusal === undefined) counters.stored++;
      else if (isPermanent(refusal)) refused.push({ item, refusal });
      else {
        left.push(item);
        problem = `${refusal.type}: ${refusal.reason}`;
      }
    }
    if (refused.length > 0) await this.#putAside(refused, signal);
    return { type: 'answered', left, problem };
  }

  async #halves(body: BulkBody, items: readonly BulkItem[], refusal: ItemRefusal, signal: AbortSignal): Promise<void> {
    if (items.length === 1) {
      await this.#putAside([{ item: items[0]!, refusal }], signal);
      return;
    }
    this.#options.counters.splits++;
    const middle = items.length >> 1;
    await this.#send(body, items.slice(0, middle), signal);
    await this.#send(body, items.slice(middle), signal);
  }

  async #putAside(refused: readonly Refused[], signal: AbortSignal): Promise<void> {
    const { deadLetters, counters } = this.#options;
    for (let attempt = 0; ; attempt++) {
      try {
        await deadLetters.write(refused, signal);
        counters.deadLetters += refused.length;
        return;
      } catch (error) {
        signal.throwIfAborted();
        await this.#wait(attempt, messageOf(error), signal);
      }
    }
  }

  async #wait(attempt: number, problem: string, signal: AbortSignal): Promise<void> {
    const { clock, log, counters } = this.#options;
    const longest = Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempt, 16), LONGEST_WAIT_MS);
    // Several indexers must not come back all at the same moment.
    const waitMs = longest / 2 + Math.random() * (longest / 2);
    counters.waiting = problem;
    if (attempt === 0 || attempt % 10 === 0) log.warn(`waiting for the store: ${problem}`, { attempt });
    await clock.sleep(waitMs, signal);
  }
}

interface Refused {
  item: BulkItem;
  refusal: ItemRefusal;
}

type Outcome =
  | { type: 'answered'; left: BulkItem[]; problem: string }
  | { type: 'failed'; problem: string }
  | { type: 'too-large' | 'malformed'; reason: ItemRefusal; problem: string };

const NO_ANSWER: ItemRefusal = { status: 0, type: 'no_answer', reason: 'the answer says nothing about this item' };

function failedOutcome(error: unknown): Outcome {
  const problem = messageOf(error);
  const status = isAppError(error) && error instanceof AppError ? Number(error.details?.status ?? 0) : 0;
  const reason = { status, type: status === 413 ? 'too_large' : 'malformed_bulk', reason: problem };
  if (status === 413) return { type: 'too-large', reason, problem };
  return status === 400 ? { type: 'malformed', reason, problem } : { type: 'failed', problem };
}

/**
 * Never to be stored as it is: the document itself is at fault. Everything else is the server's state (429, 503, blocks,
 * missing rights, shard limits) and may pass.
 */
function isPermanent({ status, type }: ItemRefusal): boolean {
  return (status === 400 && type !== 'validation_exception') || status === 413;
}
