// One question to one segment: which rows may be hits, and which of them are.
import type { LogEvent } from '../../../model/log-event.ts';
import { timeOf } from '../../../model/log-event.ts';
import type { TimeRange } from '../../../model/time-range.ts';
import { compile, type EventTest } from '../../../query/predicate.ts';
import type { Query } from '../../../query/query-ast.ts';
import type { LoadedBlock } from '../blocks/block-cache.ts';
import type { StoredRow } from '../blocks/event-row.ts';
import { RowWalk } from '../blocks/row-walk.ts';
import type { IndexQuery } from '../index/index-query.ts';
import type { KeyRange, SegmentReader } from '../segments/segment-reader.ts';
import { concerns, type Narrowing, narrow } from './query-narrowing.ts';
import { type TimedQuery, takeTimes } from './time-narrowing.ts';

export interface Question extends TimedQuery {
  test: EventTest;
  /** The query asks for nothing but the message: it can be tested before an event is made. */
  isOfMessage: boolean;
}

/** Prepares a query once for all segments. */
export function questionOf(query: Query, range: TimeRange): Question {
  const timed = takeTimes(query, range);
  return {
    ...timed,
    test: compile(timed.query),
    isOfMessage: timed.query.type !== 'all' && concerns(timed.query, isMessage),
  };
}

function isMessage(field: string): boolean {
  return field === 'message';
}

export type RowTest = (block: LoadedBlock, row: number) => boolean;

/** A question to one segment. */
export interface SegmentPlan {
  narrowing: Narrowing;
  match: IndexQuery | undefined;
  keys: KeyRange;
  /** Every row that the index gives within `keys` is a hit. */
  exact: boolean;
}

export function planFor(question: Question, reader: SegmentReader): SegmentPlan {
  reader.refresh();
  const narrowing = narrow(question.query, reader);
  const keys = reader.keysOf(question.fromMs, question.toMs);
  return { narrowing, match: narrowing.match ?? undefined, keys, exact: narrowing.exact && reader.spill === 0 };
}

export interface Hit {
  row: StoredRow;
  event: LogEvent;
}

const FIRST_WINDOW = 256;
const LAST_WINDOW = 4_096;

interface HitsOptions {
  newestFirst: boolean;
  keys?: KeyRange;
  maxSeq?: number;
}

/**
 * Hits of a segment, window by window; a window may have none. Behind each window the caller may stop or pause.
 */
export function* hitsOf(
  question: Question,
  reader: SegmentReader,
  options: HitsOptions,
): Generator<{ hits: Hit[]; at: number }> {
  const plan = planFor(question, reader);
  if (plan.narrowing.match === null) return;
  const walk = new RowWalk(reader, plan.match, options.newestFirst);
  let keys: KeyRange | undefined = options.keys ?? plan.keys;
  let limit = FIRST_WINDOW;
  while (keys !== undefined) {
    const window: KeyRange = keys;
    const { hits, rest, at } = reader.snapshot(() =>
      hitsOfWindow(question, reader, plan, walk, window, limit, options),
    );
    keys = rest;
    if (at !== undefined) yield { hits, at };
    limit = Math.min(limit * 2, LAST_WINDOW);
  }
}

function hitsOfWindow(
  question: Question,
  reader: SegmentReader,
  plan: SegmentPlan,
  walk: RowWalk,
  keys: KeyRange,
  limit: number,
  { maxSeq }: HitsOptions,
): { hits: Hit[]; rest: KeyRange | undefined; at: number | undefined } {
  const { found, rest } = walk.next(keys, limit);
  const hits: Hit[] = [];
  for (const candidate of found) {
    if (!plan.exact && question.isOfMessage) {
      const message = candidate.block.message(candidate.row);
      if (message !== null && !question.test(messageAlone(message))) continue;
    }
    const row = reader.row(candidate.block, candidate.row);
    if (maxSeq !== undefined && row.seq > maxSeq) continue;
    const event = reader.event(row);
    if (plan.exact || (inTimes(question, event) && question.test(event))) hits.push({ row, event });
  }
  return { hits, rest, at: found.at(-1)?.key };
}

/**
 * A test of rows that decides as the predicate does, by their messages alone; undefined when the index is exact, or
 * more than the message decides.
 */
export function messageTest(question: Question, reader: SegmentReader, plan: SegmentPlan): RowTest | undefined {
  if (plan.narrowing.exact || !question.isOfMessage || reader.spill !== 0) return undefined;
  return (block, row) => {
    const message = block.message(row);
    return question.test(message === null ? reader.event(reader.row(block, row)) : messageAlone(message));
  };
}

function messageAlone(message: string): LogEvent {
  return { message } as LogEvent;
}

function inTimes(question: Question, event: LogEvent): boolean {
  if (question.fromMs === undefined && question.toMs === undefined) return true;
  const timeMs = timeOf(event);
  return timeMs >= (question.fromMs ?? -Infinity) && timeMs < (question.toMs ?? Infinity);
}
