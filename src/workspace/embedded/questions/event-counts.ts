// count, histogram and values: from the roll-up where source and level decide, from the index where its word is
// exact, and else from the events themselves.
import { levelName, levelRank } from '../../../model/level.ts';
import { type LogEvent, timeOf } from '../../../model/log-event.ts';
import type { TimeRange } from '../../../model/time-range.ts';
import type { HistogramBucket, HistogramRequest, ValuesRequest } from '../../../ports/event-store.ts';
import { valuesOf } from '../../../query/fields.ts';
import type { Query } from '../../../query/query-ast.ts';
import { SOURCE_FIELDS } from '../blocks/event-constants.ts';
import { type Cell, cellsMislead, cellsOf, cellValue, matchingCells } from '../segments/roll-up-cells.ts';
import type { SegmentReader } from '../segments/segment-reader.ts';
import type { Interruption, StoreReader } from '../segments/store-reader.ts';
import { countMatches, matchCells, type RowChoice } from './match-cells.ts';
import { isRollUpQuery } from './query-narrowing.ts';
import {
  hitsOf,
  messageTest,
  planFor,
  type Question,
  questionOf,
  type RowTest,
  type SegmentPlan,
} from './query-plan.ts';

/** More different values than this are not told apart: the further ones are left out of the answer. */
const MAX_VALUES = 200_000;

/** What one segment adds to an answer, by the cheapest way that is exact. */
interface Ways {
  cells(cells: Cell[], reader: SegmentReader): void;
  /** Where no more than a number is asked for. */
  count?(events: number): void;
  event(event: LogEvent): void;
}

export async function countEvents(
  store: StoreReader,
  query: Query,
  range: TimeRange,
  interruption: Interruption,
): Promise<number> {
  let total = 0;
  await tally(store, questionOf(query, range), undefined, 'by-rank', interruption, {
    cells: (cells) => {
      for (const cell of cells) total += cell.events;
    },
    count: (events) => {
      total += events;
    },
    event: () => {
      total++;
    },
  });
  return total;
}

/** Buckets that have events, oldest first. */
export async function histogram(
  store: StoreReader,
  request: HistogramRequest,
  interruption: Interruption,
): Promise<HistogramBucket[]> {
  const { bucketMs, by } = request;
  const buckets = new Map<number, HistogramBucket>();
  const add = (timeMs: number, value: string | undefined, events: number) => {
    const fromMs = Math.floor(timeMs / bucketMs) * bucketMs;
    let bucket = buckets.get(fromMs);
    if (bucket === undefined) {
      bucket = { fromMs, count: 0, ...(by === undefined ? {} : { by: {} }) };
      buckets.set(fromMs, bucket);
    }
    bucket.count += events;
    if (bucket.by !== undefined) bucket.by[value ?? ''] = (bucket.by[value ?? ''] ?? 0) + events;
  };
  await tally(store, questionOf(request.query, request.range), bucketMs, groupingOf(by), interruption, {
    cells: (cells, reader) => {
      for (const cell of cells)
        add(cell.timeMs, by === undefined ? undefined : cellValue(cell, by, reader), cell.events);
    },
    event: (event) => add(timeOf(event), by === undefined ? undefined : groupValues(event, by)[0], 1),
  });
  return [...buckets.values()].sort((a, b) => a.fromMs - b.fromMs);
}

/** Most frequent values first. */
export async function topValues(
  store: StoreReader,
  request: ValuesRequest,
  interruption: Interruption,
): Promise<{ value: string; count: number }[]> {
  const { field, top } = request;
  const counts = new Map<string, number>();
  const add = (value: string | undefined, events: number) => {
    if (value === undefined || events === 0) return;
    const known = counts.get(value);
    if (known !== undefined || counts.size < MAX_VALUES) counts.set(value, (known ?? 0) + events);
  };
  const grouping = groupingOf(field);
  await tally(store, questionOf(request.query, request.range), undefined, grouping, interruption, {
    cells: (cells, reader) => {
      for (const cell of cells) add(cellValue(cell, field, reader), cell.events);
    },
    event: (event) => {
      for (const value of groupValues(event, field)) add(value, 1);
    },
  });
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return sorted.slice(0, top).map(([value, count]) => ({ value, count }));
}

async function tally(
  store: StoreReader,
  question: Question,
  bucketMs: number | undefined,
  grouping: Grouping,
  interruption: Interruption,
  ways: Ways,
): Promise<void> {
  for (const file of store.files(question.fromMs, question.toMs, true)) {
    await interruption.pause();
    const reader = store.segment(file);
    if (reader === undefined) continue;
    try {
      await tallySegment(reader, question, bucketMs, grouping, interruption, ways);
    } catch (error) {
      if (!store.isDamage(file, error)) throw error;
    }
  }
}

async function tallySegment(
  reader: SegmentReader,
  question: Question,
  bucketMs: number | undefined,
  grouping: Grouping,
  interruption: Interruption,
  ways: Ways,
): Promise<void> {
  const plan = planFor(question, reader);
  if (plan.narrowing.match === null) return;
  const groupsByCell = grouping === 'by-rank' || (grouping === 'by-source' && !reader.irregular);
  const cellsSuffice = groupsByCell && isRollUpQuery(question.query, reader);
  if (cellsSuffice && !cellsMislead(question, reader, bucketMs)) {
    reader.snapshot(() => ways.cells(matchingCells(cellsOf(question, reader, bucketMs), question, reader), reader));
    return;
  }
  if (plan.exact && groupsByCell) {
    const { match, keys } = plan;
    reader.snapshot(() => countRows({ match, keys }, reader, bucketMs, ways));
    return;
  }
  const test = groupsByCell ? messageTest(question, reader, plan) : undefined;
  if (test !== undefined) {
    await countTested(plan, test, reader, bucketMs, interruption, ways);
    return;
  }
  for (const { hits } of hitsOf(question, reader, { newestFirst: true })) {
    for (const { event } of hits) ways.event(event);
    await interruption.pause();
  }
}

// Stretch by stretch, as every message is looked at: others must have their turns.
async function countTested(
  { match, keys }: SegmentPlan,
  test: RowTest,
  reader: SegmentReader,
  bucketMs: number | undefined,
  interruption: Interruption,
  ways: Ways,
): Promise<void> {
  for (const stretch of reader.stretches(keys)) {
    reader.snapshot(() => countRows({ match, keys: stretch, test }, reader, bucketMs, ways));
    await interruption.pause();
  }
}

function countRows(choice: RowChoice, reader: SegmentReader, bucketMs: number | undefined, ways: Ways): void {
  if (ways.count !== undefined) ways.count(countMatches(reader, choice));
  else ways.cells(matchCells(reader, choice, bucketMs), reader);
}

/** Not at all or by level; by what sources hold; by what only events hold. */
type Grouping = 'by-rank' | 'by-source' | 'by-value';

function groupingOf(field: string | undefined): Grouping {
  if (field === undefined || field === 'log.level') return 'by-rank';
  return (SOURCE_FIELDS as readonly string[]).includes(field) ? 'by-source' : 'by-value';
}

/** Values that events are grouped by; levels are one however they are written. */
function groupValues(event: LogEvent, field: string): string[] {
  if (field !== 'log.level') return valuesOf(event, field);
  const name = levelName(levelRank(event.log?.level));
  return name === undefined ? [] : [name];
}
