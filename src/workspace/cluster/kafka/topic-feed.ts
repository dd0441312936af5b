// One tail of Kafka: its past, then every record of its topics as it comes, whatever happens to topics and brokers.
import { type AppError, isAppError } from '../../../base/errors.ts';
import type { KafkaCluster } from '../../../drivers/kafka/connection/kafka-cluster.ts';
import type { FetchSubscription } from '../../../drivers/kafka/fetch/fetch-subscription.ts';
import type { KafkaFetcher } from '../../../drivers/kafka/fetch/kafka-fetcher.ts';
import type { TopicMetadata } from '../../../drivers/kafka/protocol/topic-metadata.ts';
import { partitionKey, type TopicPartition } from '../../../drivers/kafka/topic-partition.ts';
import { matchTopics } from '../../../drivers/kafka/topic-pattern.ts';
import type { Selector } from '../../../model/selector.ts';
import type { TailFeed, TailItem, TailRequest } from '../../../ports/live-tail.ts';
import { TailItems } from '../../../ports/tail-items.ts';
import type { Query } from '../../../query/query-ast.ts';
import { gapOf, readPast } from './past-reader.ts';
import { RecentIds } from './recent-ids.ts';
import type { RecordEvents } from './record-events.ts';
import { RecordFilter } from './record-filter.ts';
import { requireOneTopic, type StartPlaces, startPlaces, windowBefore } from './tail-start.ts';
import type { TopicWatch } from './topic-watch.ts';

export interface FeedParts {
  cluster: KafkaCluster;
  fetcher: KafkaFetcher;
  watch: TopicWatch;
  events: RecordEvents;
  /** Names and globs of the workspace's topics. */
  topics: readonly string[];
}

const PULSE_MS = 1_000;
const PUSH_ITEMS = 1_000;
const RETRY_MS = 1_000;
const DEAD_LETTERS = '.dead-letter';
/** The last N that match may lie far back: so many records of a partition are looked through at most. */
const MOST_LOOKED_BACK = 200_000;

export class TopicFeed implements TailFeed {
  readonly #parts: FeedParts;
  readonly #request: TailRequest;
  readonly #signal: AbortSignal;
  readonly #items: TailItems;
  readonly #ids = new RecentIds();
  readonly #lanes = new Map<string, { subscription: FetchSubscription; lag: number }>();
  readonly #troubles = new Map<string, AppError>();
  /** Partitions that were there at the beginning, when nobody led them: they are followed from their end on. */
  readonly #late = new Map<string, TopicPartition>();
  #filter: RecordFilter;
  #wake: (() => void) | undefined;
  #seen = 0;
  #pulsedMs = 0;
  #lastEventMs: number | undefined;

  constructor(parts: FeedParts, request: TailRequest, signal: AbortSignal) {
    this.#parts = parts;
    this.#request = request;
    this.#signal = signal;
    this.#items = new TailItems(request.bufferEvents);
    this.#filter = new RecordFilter(request.query, request.selectors);
  }

  setQuery(query: Query, selectors: Selector[]): void {
    this.#filter = new RecordFilter(query, selectors);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TailItem[]> {
    const onAbort = () => this.#wake?.();
    this.#signal.addEventListener('abort', onAbort, { once: true });
    let leave: (() => void) | undefined;
    try {
      const places = yield* this.#begin();
      if (places === undefined) return;
      yield* this.#past(places);
      for (const { topic, partition, to } of places.bounds) this.#follow({ topic, partition }, to);
      leave = this.#parts.watch.listen({
        topics: (topics) => this.#changed(topics),
        trouble: (error) => this.#noteTrouble('', error),
      });
      if (!this.#signal.aborted) yield [{ type: 'live' }];
      while (!this.#signal.aborted) {
        if (!this.#items.isEmpty) yield this.#page();
        else if (!(await this.#wait(PULSE_MS))) yield [this.#pulse()];
      }
    } catch (error) {
      // Being told to end is no failure.
      if (!this.#signal.aborted) throw error;
    } finally {
      this.#signal.removeEventListener('abort', onAbort);
      leave?.();
      for (const { subscription } of this.#lanes.values()) subscription.close();
    }
  }

  /** Waits for a cluster that is away; what waiting cannot mend is thrown. */
  async *#begin(): AsyncGenerator<TailItem[], StartPlaces | undefined> {
    const { cluster } = this.#parts;
    const { start } = this.#request;
    while (!this.#signal.aborted) {
      try {
        const partitions = this.#wanted(await cluster.listTopics());
        requireOneTopic(start, [...new Set(partitions.map(({ topic }) => topic))]);
        const places = await startPlaces(cluster, partitions, start);
        const placed = new Set(places.bounds.map(partitionKey));
        for (const each of partitions) if (!placed.has(partitionKey(each))) this.#late.set(partitionKey(each), each);
        this.#noteTrouble('', undefined);
        return places;
      } catch (error) {
        if (!isAppError(error) || !error.retryable) throw error;
        this.#noteTrouble('', error);
      }
      yield [this.#pulse()];
      await this.#wait(RETRY_MS);
    }
    return undefined;
  }

  async *#past(places: StartPlaces): AsyncGenerator<TailItem[]> {
    const { start } = this.#request;
    if (start.kind === 'last') {
      yield* this.#last(places, start.count);
      return;
    }
    const fromMs = start.kind === 'time' ? start.timeMs : Number.NEGATIVE_INFINITY;
    for await (const page of readPast(this.#pastParts(fromMs), places.past, this.#signal)) {
      const fresh = page.filter((item) => this.#isFresh(item));
      yield fresh.length === 0 && page.length === 0 ? [this.#pulse()] : fresh;
    }
  }

  /** Goes back until there are enough hits, in steps that grow. */
  async *#last({ bounds }: StartPlaces, count: number): AsyncGenerator<TailItem[]> {
    let found: TailItem[] = [];
    let upTo = bounds.map((bound) => ({ ...bound, from: bound.to }));
    for (let step = count, back = 0; count > 0 && back < MOST_LOOKED_BACK; step *= 2) {
      const window = windowBefore(bounds, upTo, step);
      const hits: TailItem[] = [];
      for await (const page of readPast(this.#pastParts(Number.NEGATIVE_INFINITY), window, this.#signal)) {
        hits.push(...page);
        // No more than wanted is kept, however many match.
        if (hits.length > 2 * count + PUSH_ITEMS) hits.splice(0, hits.length - count);
        if (page.length === 0) yield [this.#pulse()];
      }
      found = [...hits, ...found].slice(-count);
      back += step;
      upTo = window;
      if (found.length >= count || window.every(({ from }, i) => from <= bounds[i]!.from)) break;
    }
    const fresh = found.filter((item) => this.#isFresh(item));
    for (let at = 0; at < fresh.length; at += PUSH_ITEMS) yield fresh.slice(at, at + PUSH_ITEMS);
  }

  #pastParts(fromMs: number) {
    const { fetcher, events } = this.#parts;
    return { fetcher, events, filter: () => this.#filter, fromMs };
  }

  #isFresh(item: TailItem): boolean {
    return item.type !== 'event' || this.#ids.add(item.event.event.id);
  }

  #wanted(topics: readonly TopicMetadata[]): TopicPartition[] {
    const named = this.#request.selectors.filter(({ kind }) => kind === 'topic').map(({ name }) => name);
    const patterns = named.length > 0 ? named : this.#parts.topics;
    const found = matchTopics(patterns, topics);
    // What an indexer could not store is no log of anybody's, unless it is asked for.
    const names = new Set(found.filter((name) => !name.endsWith(DEAD_LETTERS) || patterns.includes(name)));
    return topics
      .filter(({ name, code }) => code === 0 && names.has(name))
      .flatMap(({ name, partitions }) => partitions.map(({ partition }) => ({ topic: name, partition })));
  }

  /** What appeared since the tail began is followed from its first record on, what is gone is let go. */
  #changed(topics: readonly TopicMetadata[]): void {
    const wanted = new Map(this.#wanted(topics).map((each) => [partitionKey(each), each]));
    for (const [key, at] of wanted) if (!this.#lanes.has(key) && !this.#late.has(key)) this.#follow(at, 0);
    if (this.#late.size > 0) void this.#followLate();
    const unknown = new Set(topics.filter(({ code }) => code !== 0).map(({ name }) => name));
    for (const [key, { subscription }] of this.#lanes) {
      if (wanted.has(key) || unknown.has(subscription.topic)) continue;
      subscription.close();
      this.#lanes.delete(key);
      this.#troubles.delete(key);
    }
  }

  async #followLate(): Promise<void> {
    try {
      const { bounds } = await startPlaces(this.#parts.cluster, [...this.#late.values()], { kind: 'now' });
      for (const bound of bounds)
        if (this.#late.delete(partitionKey(bound)) && !this.#signal.aborted) this.#follow(bound, bound.to);
    } catch (error) {
      // The next look tries again.
      if (isAppError(error)) this.#noteTrouble('', error);
    }
  }

  #follow({ topic, partition }: TopicPartition, offset: number): void {
    const key = partitionKey({ topic, partition });
    const isNew = offset === 0;
    const subscription = this.#parts.fetcher.add({
      topic,
      partition,
      offset,
      listener: {
        records: (batches, { nextOffset, endOffset }) => {
          lane.lag = Math.max(0, endOffset - nextOffset);
          this.#parts.events.read(
            topic,
            partition,
            batches,
            this.#filter,
            ({ timeMs }) => this.#count(timeMs),
            (event) => {
              if (this.#ids.add(event.event.id)) this.#items.push(event);
            },
          );
          if (!this.#items.isEmpty) this.#wake?.();
        },
        gap: ({ fromOffset, toOffset, reason }) => {
          const skipped = toOffset - fromOffset;
          // A partition found late may have begun elsewhere than at 0: nothing was missed of it.
          if (skipped <= 0 || (isNew && fromOffset === 0)) return;
          this.#items.push(gapOf(skipped, reason));
          this.#wake?.();
        },
        trouble: (error) => this.#noteTrouble(key, error),
      },
    });
    const lane = { subscription, lag: 0 };
    this.#lanes.set(key, lane);
  }

  #count(timeMs: number): boolean {
    this.#seen++;
    this.#lastEventMs = Math.max(this.#lastEventMs ?? Number.NEGATIVE_INFINITY, timeMs);
    return true;
  }

  #noteTrouble(key: string, error: AppError | undefined): void {
    if (error === undefined) this.#troubles.delete(key);
    else this.#troubles.set(key, error);
  }

  /** True when there is something to take or the tail ended, false when the time is over. */
  #wait(ms: number): Promise<boolean> {
    if (this.#signal.aborted) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (isChange: boolean) => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(isChange);
      };
      const timer = setTimeout(() => finish(false), ms);
      this.#wake = () => finish(true);
    });
  }

  /** What there is, and now and then how far behind it is: a busy tail is where that matters. */
  #page(): TailItem[] {
    const items = this.#items.take(PUSH_ITEMS);
    return performance.now() - this.#pulsedMs < PULSE_MS ? items : [...items, this.#pulse()];
  }

  #pulse(): TailItem {
    this.#pulsedMs = performance.now();
    let lagRecords = 0;
    for (const { lag } of this.#lanes.values()) lagRecords += lag;
    const trouble = this.#troubles.values().next().value?.message;
    const last = this.#lastEventMs;
    return {
      type: 'pulse',
      seen: this.#seen,
      lagMs: last === undefined ? 0 : Math.max(0, Date.now() - last),
      ...(last === undefined ? {} : { lastEventMs: last }),
      lagRecords,
      ...(trouble === undefined ? {} : { trouble }),
    };
  }
}
