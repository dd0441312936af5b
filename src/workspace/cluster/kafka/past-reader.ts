// What lies in Kafka between offsets, of several partitions in the order of time. Reads ahead by a bounded number of
// events; who is ahead waits for the others.
import type { FetchSubscription } from '../../../drivers/kafka/fetch/fetch-subscription.ts';
import type { KafkaFetcher } from '../../../drivers/kafka/fetch/kafka-fetcher.ts';
import type { RecordBatch } from '../../../drivers/kafka/protocol/record-batch.ts';
import type { TopicPartition } from '../../../drivers/kafka/topic-partition.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { TailItem } from '../../../ports/live-tail.ts';
import type { RecordEvents } from './record-events.ts';
import type { RecordFilter } from './record-filter.ts';

export interface PastRange extends TopicPartition {
  from: number;
  /** Behind the last. */
  to: number;
}

type Gap = Extract<TailItem, { type: 'gap' }>;

const READ_AHEAD = 4_000;
const PUSH_ITEMS = 1_000;
/** While nothing comes an empty page is given this often, so that a reader can show that the tail lives. */
const QUIET_MS = 1_000;

export interface PastParts {
  fetcher: KafkaFetcher;
  events: RecordEvents;
  /** Asked anew for each record: a tail's query may change meanwhile. */
  filter: () => RecordFilter;
  /** Records before this time are left out, epoch milliseconds. */
  fromMs: number;
}

/** Pages of events and gaps, until every range has been read. */
export async function* readPast(
  parts: PastParts,
  ranges: readonly PastRange[],
  signal: AbortSignal,
): AsyncGenerator<TailItem[]> {
  let wake: () => void = () => undefined;
  const lanes = ranges.filter(({ from, to }) => from < to).map((range) => new PastLane(parts, range, () => wake()));
  try {
    while (!signal.aborted) {
      const page = merged(lanes);
      if (page.length > 0) yield page;
      else if (lanes.every((lane) => lane.isDone)) return;
      else if (!(await changed((resolve) => (wake = resolve), signal))) yield [];
    }
  } finally {
    for (const lane of lanes) lane.close();
  }
}

/** The earliest first, as long as no lane that is still read may have an earlier one. */
function merged(lanes: readonly PastLane[]): TailItem[] {
  const page: TailItem[] = [];
  while (page.length < PUSH_ITEMS) {
    let first: PastLane | undefined;
    for (const lane of lanes) {
      if (lane.headMs === undefined) {
        if (lane.isDone) continue;
        return page;
      }
      if (first?.headMs === undefined || lane.headMs < first.headMs) first = lane;
    }
    if (first === undefined) return page;
    page.push(first.shift());
  }
  return page;
}

function changed(onWake: (wake: () => void) => void, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isChange: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      onWake(() => undefined);
      resolve(isChange);
    };
    const wake = () => end(true);
    const timer = setTimeout(() => end(false), QUIET_MS);
    signal.addEventListener('abort', wake, { once: true });
    onWake(wake);
  });
}

class PastLane {
  isDone = false;
  readonly #queue: { item: TailItem; timeMs: number }[] = [];
  #at = 0;
  readonly #subscription: FetchSubscription;

  constructor(parts: PastParts, range: PastRange, onChange: () => void) {
    const end = () => {
      this.isDone = true;
      this.#subscription.close();
      onChange();
    };
    this.#subscription = parts.fetcher.add({
      topic: range.topic,
      partition: range.partition,
      offset: range.from,
      listener: {
        records: (batches, { nextOffset }) => {
          this.#take(parts, range, batches);
          if (nextOffset >= range.to) end();
          else if (this.#length > READ_AHEAD) this.#subscription.pause();
          onChange();
        },
        gap: ({ fromOffset, toOffset, reason }) => {
          const skipped = Math.min(toOffset, range.to) - fromOffset;
          if (skipped > 0) this.#push(gapOf(skipped, reason), Number.NEGATIVE_INFINITY);
          // Behind the end, or another topic of the same name: nothing of this range is left.
          if (reason === 'recreated' || toOffset >= range.to) end();
        },
        trouble: (error) => {
          if (error?.code === 'NOT_FOUND') end();
        },
      },
    });
  }

  /** Time of the next item, epoch milliseconds; undefined when there is none now. */
  get headMs(): number | undefined {
    return this.#queue[this.#at]?.timeMs;
  }

  shift(): TailItem {
    const { item } = this.#queue[this.#at++]!;
    if (this.#at * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#at);
      this.#at = 0;
      if (this.#length < READ_AHEAD / 2) this.#subscription.resume();
    }
    return item;
  }

  close(): void {
    this.#subscription.close();
  }

  get #length(): number {
    return this.#queue.length - this.#at;
  }

  #take({ events, filter, fromMs }: PastParts, range: PastRange, batches: readonly RecordBatch[]): void {
    if (this.isDone) return;
    let isWanted = true;
    const onEvent = (event: LogEvent, timeMs: number) => {
      if (isWanted) this.#push({ type: 'event', event, origin: 'store' }, timeMs);
    };
    const onRecord = ({ offset, timeMs }: { offset: number; timeMs: number }) => {
      isWanted = timeMs >= fromMs;
      return offset < range.to;
    };
    events.read(range.topic, range.partition, batches, filter(), onRecord, onEvent);
  }

  #push(item: TailItem, timeMs: number): void {
    this.#queue.push({ item, timeMs });
  }
}

/** A gap as tails show it. */
export function gapOf(skipped: number, reason: 'expired' | 'recreated' | 'unreadable'): Gap {
  return { type: 'gap', skipped, reason: reason === 'unreadable' ? 'source' : 'expired' };
}
