// count, histogram and values: by the server where its word is exact, and for whatever it cannot decide from the
// documents themselves.
import type { ElasticsearchClient } from '../../../drivers/elasticsearch/elasticsearch-client.ts';
import { ownFieldKind } from '../../../drivers/elasticsearch/event-template.ts';
import { levelName, levelRank } from '../../../model/level.ts';
import { type LogEvent, timeOf } from '../../../model/log-event.ts';
import type { TimeRange } from '../../../model/time-range.ts';
import type { HistogramBucket, HistogramRequest, ValuesRequest } from '../../../ports/event-store.ts';
import { valuesOf } from '../../../query/fields.ts';
import type { Query } from '../../../query/query-ast.ts';
import { documentPages } from '../zookeeper/document-pages.ts';
import { candidates, isOwnIndex, type Question, questionOf } from './event-question.ts';
import { bucketsOf, countOf, valueCounts } from './index-counts.ts';
import type { IndexLayouts } from './index-layout.ts';
import type { Dsl } from './narrowing.ts';

/** More different values than this are not told apart: the further ones are left out of the answer. */
const MAX_VALUES = 200_000;
const PAGE = 5_000;

export class EventCounts {
  readonly #client: ElasticsearchClient;
  readonly #layouts: IndexLayouts;

  constructor(client: ElasticsearchClient, layouts: IndexLayouts) {
    this.#client = client;
    this.#layouts = layouts;
  }

  async count(query: Query, range: TimeRange, signal?: AbortSignal): Promise<number> {
    const question = await questionOf(this.#layouts, query, range, signal);
    let total = 0;
    await this.#tally(
      question,
      async (regular) => {
        total += await countOf(this.#client, question.layout.target, regular, signal);
        return true;
      },
      () => total++,
      signal,
    );
    return total;
  }

  /** Buckets that have events, oldest first. */
  async histogram({ query, range, bucketMs, by }: HistogramRequest, signal?: AbortSignal): Promise<HistogramBucket[]> {
    const question = await questionOf(this.#layouts, query, range, signal);
    const buckets = new Map<number, HistogramBucket>();
    const add = (fromMs: number, value: string | undefined, events: number) => {
      let bucket = buckets.get(fromMs);
      if (bucket === undefined) {
        bucket = { fromMs, count: 0, ...(by === undefined ? {} : { by: {} }) };
        buckets.set(fromMs, bucket);
      }
      bucket.count += events;
      if (bucket.by !== undefined) bucket.by[value ?? ''] = (bucket.by[value ?? ''] ?? 0) + events;
    };
    await this.#tally(
      question,
      async (regular) => {
        if (!Number.isInteger(bucketMs) || (by !== undefined && !isCountable(by))) return false;
        const found = await bucketsOf(this.#client, question.layout.target, regular, { bucketMs, by }, signal);
        for (const { fromMs, value, count } of found ?? []) add(fromMs, grouped(by, value), count);
        return found !== undefined;
      },
      (event) => {
        const timeMs = timeOf(event);
        if (!Number.isNaN(timeMs))
          add(Math.floor(timeMs / bucketMs) * bucketMs, by === undefined ? undefined : groupValues(event, by)[0], 1);
      },
      signal,
    );
    return [...buckets.values()].sort((a, b) => a.fromMs - b.fromMs);
  }

  /** Most frequent values first. */
  async values(
    { query, range, field, top }: ValuesRequest,
    signal?: AbortSignal,
  ): Promise<{ value: string; count: number }[]> {
    const question = await questionOf(this.#layouts, query, range, signal);
    const counts = new Map<string, number>();
    const add = (value: string | undefined, events: number) => {
      if (value === undefined) return;
      const known = counts.get(value);
      if (known !== undefined || counts.size < MAX_VALUES) counts.set(value, (known ?? 0) + events);
    };
    await this.#tally(
      question,
      async (regular) => {
        if (!isCountable(field)) return false;
        for (const { value, count } of await valueCounts(
          this.#client,
          question.layout.target,
          regular,
          field,
          MAX_VALUES,
          signal,
        ))
          add(grouped(field, value), count);
        return true;
      },
      (event) => {
        for (const value of groupValues(event, field)) add(value, 1);
      },
      signal,
    );
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return sorted.slice(0, top).map(([value, count]) => ({ value, count }));
  }

  /** `server` counts regular documents, or returns false when it cannot; `event` gets every other hit. */
  async #tally(
    question: Question,
    server: (regular: Dsl) => Promise<boolean>,
    event: (event: LogEvent) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { regular } = question;
    const isCounted = regular === undefined || (question.exact && (await server(regular)));
    const rest = isCounted ? question.irregular : candidates(question);
    for (const query of question.timeless === undefined ? [rest] : [rest, question.timeless]) {
      const request = {
        query,
        order: 'newest' as const,
        isOwn: isOwnIndex(question.layout),
        target: question.layout.target,
        firstSize: PAGE,
        largestSize: PAGE,
      };
      for await (const { documents } of documentPages(this.#client, request, signal))
        for (const document of documents) if (question.test(document.event)) event(document.event);
    }
  }
}

/** The server holds the field's values as they were written. */
function isCountable(field: string): boolean {
  return ownFieldKind(field) !== undefined;
}

/** Value that events are grouped by; levels are one however they are written. */
function grouped(field: string | undefined, value: string | undefined): string | undefined {
  return field === 'log.level' ? levelName(levelRank(value)) : value;
}

function groupValues(event: LogEvent, field: string): string[] {
  if (field !== 'log.level') return valuesOf(event, field);
  const name = levelName(levelRank(event.log?.level));
  return name === undefined ? [] : [name];
}
