// Group → bulks → index. Two bulks are on their way while the next is filled; an offset is committed only when every
// record before it is stored or put aside.
import { isAppError, messageOf } from '../base/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentIndex } from '../ports/document-index.ts';
import type { Logger } from '../ports/logger.ts';
import type { GroupItem, RecordGroup, RecordLog } from '../ports/record-group.ts';
import { BulkBody } from './bulk-body.ts';
import { BulkDelivery } from './bulk-delivery.ts';
import { DEAD_LETTER_SUFFIX } from './dead-letter-record.ts';
import { DeadLetterWriter } from './dead-letter-writer.ts';
import { DocumentMaker } from './document-of-record.ts';
import { type IndexerCounters, newCounters } from './indexer-counters.ts';
import { OffsetLedger } from './offset-ledger.ts';

/** A bulk is sent when it has so many bytes, or has waited so long for more. */
const BULK_BYTES = 1024 * 1024;
const LINGER_MS = 50;
const IN_FLIGHT = 2;
const COMMIT_EVERY_MS = 500;

export interface IndexerOptions {
  group: RecordGroup;
  log: RecordLog;
  index: DocumentIndex;
  /** Roots of an event that hold objects only: see the index's mapping. */
  isObjectRoot: (name: string) => boolean;
  clock: Clock;
  logger: Logger;
}

export class Indexer {
  readonly counters: IndexerCounters = newCounters();
  readonly #options: IndexerOptions;
  readonly #ledger = new OffsetLedger();
  readonly #maker: DocumentMaker;
  readonly #delivery: BulkDelivery;
  readonly #flying = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #body = new BulkBody(BULK_BYTES);
  #linger: NodeJS.Timeout | undefined;
  #patience: NodeJS.Timeout | undefined;
  /** The bulk that is being filled has waited long enough for more. */
  #isDue = false;
  #failure: unknown;

  constructor(options: IndexerOptions) {
    this.#options = options;
    const { index, isObjectRoot, log, clock, logger } = options;
    this.#maker = new DocumentMaker({ prefix: index.prefix, isObjectRoot });
    const deadLetters = new DeadLetterWriter(log, clock);
    this.#delivery = new BulkDelivery({ index, deadLetters, counters: this.counters, clock, log: logger });
  }

  /**
   * Runs until the signal aborts; then sends what it has, commits and leaves the group. Rejects for what waiting cannot
   * mend. With `sendMs` the end waits no longer than that for a store that does not answer: nothing is lost by it.
   */
  async run(signal: AbortSignal, sendMs = 5_000): Promise<void> {
    const committing = this.#commitOften(signal);
    // Also while records wait for room that a store which does not answer will never give.
    const hurry = () => this.#hurry(sendMs);
    signal.addEventListener('abort', hurry, { once: true });
    try {
      for await (const item of this.#options.group.items(signal)) {
        await this.#take(item);
        if (this.#failure !== undefined) throw this.#failure;
      }
    } finally {
      signal.removeEventListener('abort', hurry);
      this.#hurry(sendMs);
      await this.#finish();
      await committing;
      await this.#commit();
      await this.#options.group.close();
    }
  }

  async #take(item: GroupItem): Promise<void> {
    if (item.type === 'records') await this.#records(item);
    else if (item.type === 'lost') for (const partition of item.partitions) this.#ledger.drop(partition);
    else if (item.type === 'gap') {
      this.counters.missed += item.toOffset - item.fromOffset;
      const place = `${item.topic} partition ${item.partition}, offsets ${item.fromOffset} to ${item.toOffset}`;
      this.#options.logger.error(`records are missing (${item.reason}): ${place}`);
    }
  }

  async #records(item: Extract<GroupItem, { type: 'records' }>): Promise<void> {
    const { counters } = this;
    let span = this.#ledger.open(item, item.nextOffset);
    // Dead letters are not events: a pattern of topics may take them in.
    const records = item.topic.endsWith(DEAD_LETTER_SUFFIX) ? [] : item.records;
    for (const record of records) {
      counters.records++;
      counters.bytes += record.value?.length ?? 0;
      const made = this.#maker.documents(item, record);
      if (made.length === 0) counters.empty++;
      for (const { action, document, isForeign } of made) {
        if (isForeign) counters.foreign++;
        this.#body.add(item, record, action, document);
      }
      if (made.length > 0 && !this.#body.spans.has(span)) {
        this.#body.spans.add(span);
        span.open++;
      }
      if (this.#body.length >= BULK_BYTES) {
        // A fetch is many bulks: what is stored of it can be committed before the rest is.
        this.#ledger.endAt(span, record.offset + 1);
        span = this.#ledger.open(item, item.nextOffset);
        await this.#room();
        this.#send();
      }
    }
    this.#ledger.close(span);
    if (this.#body.items.length > 0 && !this.#isDue) this.#linger ??= setTimeout(() => this.#lingered(), LINGER_MS);
  }

  /** Waits until another bulk may go. */
  async #room(): Promise<void> {
    while (this.#flying.size >= IN_FLIGHT) await Promise.race(this.#flying);
  }

  #lingered(): void {
    this.#linger = undefined;
    this.#isDue = true;
    this.#sendDue();
  }

  /** A bulk that waited long enough goes as soon as there is room; until then it is filled further. */
  #sendDue(): void {
    if (this.#isDue && this.#flying.size < IN_FLIGHT) this.#send();
  }

  /** Sends the bulk that is being filled. */
  #send(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    this.#isDue = false;
    const body = this.#body;
    if (body.items.length === 0) return;
    this.#body = new BulkBody(BULK_BYTES + BULK_BYTES / 4);
    const sent: Promise<void> = this.#deliver(body).finally(() => {
      this.#flying.delete(sent);
      this.#sendDue();
    });
    this.#flying.add(sent);
  }

  async #deliver(body: BulkBody): Promise<void> {
    try {
      await this.#delivery.deliver(body, this.#stopping.signal);
      for (const span of body.spans) this.#ledger.close(span);
    } catch (error) {
      // Stopped: its offsets stay uncommitted, whoever comes next stores them. Anything else ends the run.
      if (!this.#stopping.signal.aborted) this.#failure = error;
    }
  }

  async #commitOften(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#failure === undefined && !this.#stopping.signal.aborted) {
      await this.#options.clock.sleep(COMMIT_EVERY_MS, signal);
      await this.#commit();
    }
  }

  async #commit(): Promise<void> {
    const ready = this.#ledger.take();
    if (ready.length === 0) return;
    try {
      await this.#options.group.commit(ready);
      this.counters.commits++;
    } catch (error) {
      this.#ledger.putBack(ready);
      // Committing is tried again with the next ones; what is not committed is only read again.
      const hint = isAppError(error) ? error.hint : undefined;
      this.#options.logger.warn(
        `offsets could not be committed: ${messageOf(error)}`,
        hint === undefined ? {} : { hint },
      );
    }
  }

  /** What is out by then is given up. */
  #hurry(sendMs: number): void {
    this.#patience ??= setTimeout(() => this.#stopping.abort(new Error('stopped')), sendMs);
  }

  async #finish(): Promise<void> {
    await this.#room();
    if (this.#failure === undefined) this.#send();
    await Promise.all(this.#flying);
    clearTimeout(this.#patience);
    clearTimeout(this.#linger);
    this.#stopping.abort(new Error('stopped'));
  }
}
