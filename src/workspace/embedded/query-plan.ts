// One question to one segment: which rows may be hits, and which of them are.
import type { LogEvent } from '../../model/log-event.ts';
import { timeOf } from '../../model/log-event.ts';
import type { TimeRange } from '../../model/time-range.ts';
import { compile, type EventTest } from '../../query/predicate.ts';
import type { Query } from '../../query/query-ast.ts';
import type { StoredRow } from './event-row.ts';
import { requiredLiterals } from './message-literals.ts';
import { matchExpression, type Narrowing, narrow } from './query-narrowing.ts';
import type { KeyRange, SegmentReader } from './segment-reader.ts';
import { type TimedQuery, takeTimes } from './time-narrowing.ts';

export interface Question extends TimedQuery {
  test: EventTest;
  literals: string[];
}

/** Prepares a query once for all segments. */
export function questionOf(query: Query, range: TimeRange): Question {
  const timed = takeTimes(query, range);
  return { ...timed, test: compile(timed.query), literals: requiredLiterals(timed.query) };
}

/** A question to one segment. */
export interface SegmentPlan {
  narrowing: Narrowing;
  match: string | undefined;
  keys: KeyRange;
  /** Every row that the index gives within `keys` is a hit. */
  exact: boolean;
}

export function planFor(question: Question, reader: SegmentReader): SegmentPlan {
  reader.refresh();
  const narrowing = narrow(question.query, reader);
  const keys = reader.keysOf(question.fromMs, question.toMs);
  const match = matchExpression(narrowing);
  const saysAll = match !== undefined || (narrowing.match === undefined && narrowing.except === undefined);
  return { narrowing, match, keys, exact: narrowing.exact && saysAll && reader.spill === 0 };
}

export interface Hit {
  row: StoredRow;
  event: LogEvent;
}

const FIRST_WINDOW = 256;
const LAST_WINDOW = 4_096;

/**
 * Hits of a segment, window by window; a window may have none. Behind each window the caller may stop or pause.
 */
export function* hitsOf(
  question: Question,
  reader: SegmentReader,
  options: { newestFirst: boolean; keys?: KeyRange; maxSeq?: number },
): Generator<{ hits: Hit[]; at: number }> {
  const plan = planFor(question, reader);
  if (plan.narrowing.match === null) return;
  const { newestFirst } = options;
  let keys = options.keys ?? plan.keys;
  let limit = FIRST_WINDOW;
  for (;;) {
    const { match } = plan;
    const rows = reader.rows({ match, literals: question.literals, keys, newestFirst, limit, maxSeq: options.maxSeq });
    const hits: Hit[] = [];
    for (const row of rows) {
      const event = reader.event(row);
      if (plan.exact || (inTimes(question, event) && question.test(event))) hits.push({ row, event });
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    yield { hits, at: last.key };
    if (rows.length < limit) return;
    keys = newestFirst ? { from: keys.from, to: last.key } : { from: last.key + 1, to: keys.to };
    limit = Math.min(limit * 2, LAST_WINDOW);
  }
}

function inTimes(question: Question, event: LogEvent): boolean {
  if (question.fromMs === undefined && question.toMs === undefined) return true;
  const timeMs = timeOf(event);
  return timeMs >= (question.fromMs ?? -Infinity) && timeMs < (question.toMs ?? Infinity);
}
