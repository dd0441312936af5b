// One question to all indices. Documents are of three kinds: our own whose every value is indexed (the index is taken at
// its word), our own with a value that is not (`_ignored`, or without a usable time), and others'.
import { timeOf } from '../../../model/log-event.ts';
import { inRange, type TimeRange } from '../../../model/time-range.ts';
import { compile, type EventTest } from '../../../query/predicate.ts';
import type { Query } from '../../../query/query-ast.ts';
import { fieldsOfQuery, narrowForeign } from './foreign-dsl.ts';
import type { IndexLayout, IndexLayouts } from './index-layout.ts';
import type { Dsl, Narrowing } from './narrowing.ts';
import { exists, narrow } from './query-dsl.ts';
import { rangeDsl, reachesOutside, TIME_FIELD } from './time-dsl.ts';

export interface Question {
  test: EventTest;
  layout: IndexLayout;
  /** Our own regular documents that may be hits; undefined when none can be. */
  regular: Dsl | undefined;
  /** `regular` gives hits and nothing else. */
  exact: boolean;
  /** Everything that the index cannot decide: irregular ones, others'; undefined when there is nothing. */
  irregular: Dsl;
  /** The same for documents without a time that the index knows; undefined when the range leaves them out. */
  timeless: Dsl | undefined;
}

/** Prepares a question. */
export async function questionOf(
  layouts: IndexLayouts,
  query: Query,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<Question> {
  const layout = await layouts.layout(signal);
  const own = narrow(query);
  const foreign =
    layout.foreign.length === 0 ? undefined : narrowForeign(query, await layouts.types(fieldsOfQuery(query), signal));
  const test = compile(query);
  const inTime = rangeDsl(range);
  const timed = [exists(TIME_FIELD), ...(inTime === undefined ? [] : [inTime])];
  const isOwn = ownDsl(layout);
  const regular = own.dsl === null ? undefined : all([...timed, ...isOwn, not(exists('_ignored')), ...some(own)]);
  const others = otherKinds(layout, foreign);
  return {
    test: (event) => inRange(range, timeOf(event)) && test(event),
    layout,
    regular,
    exact: own.exact,
    irregular: all([...timed, any(others)]),
    // An own document that the index has no time of is irregular even when nothing else is wrong with it.
    timeless: reachesOutside(range) ? all([not(exists(TIME_FIELD))]) : undefined,
  };
}

function ownDsl({ own, foreign }: IndexLayout): Dsl[] {
  return foreign.length === 0 ? [] : [{ terms: { _index: own } }];
}

function otherKinds(layout: IndexLayout, foreign: Narrowing | undefined): Dsl[] {
  const kinds = [all([...ownDsl(layout), exists('_ignored')])];
  if (foreign !== undefined && foreign.dsl !== null) {
    const isForeign = not({ terms: { _index: layout.own } });
    kinds.push(all([isForeign, ...some(foreign)]));
  }
  return kinds;
}

function some({ dsl }: Narrowing): Dsl[] {
  return dsl === undefined || dsl === null ? [] : [dsl];
}

/** Documents that are of all kinds. */
export function all(filter: Dsl[]): Dsl {
  return filter.length === 1 ? filter[0]! : { bool: { filter } };
}

/** Documents that are of any kind. */
export function any(should: Dsl[]): Dsl {
  return should.length === 1 ? should[0]! : { bool: { should } };
}

function not(dsl: Dsl): Dsl {
  return { bool: { must_not: [dsl] } };
}

/** What may hold hits and has a time, in one. */
export function candidates({ regular, irregular }: Question): Dsl {
  return regular === undefined ? irregular : any([regular, irregular]);
}

export function isOwnIndex(layout: IndexLayout): (name: string) => boolean {
  const own = new Set(layout.own);
  return (name) => own.has(name);
}
