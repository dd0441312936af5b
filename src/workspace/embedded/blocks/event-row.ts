// An event as a row and back. What a row does not need to say again (constants of its source, times and ids that can
// be made, levels) is left out; reading gives the same event, with its keys in one fixed order.
import { levelName, levelRank } from '../../../model/level.ts';
import { idsOf, type LogEvent } from '../../../model/log-event.ts';
import { valuesOf } from '../../../query/fields.ts';
import { tokensOf } from '../../../query/tokens.ts';
import {
  FLAG_CANONICAL_LEVEL,
  FLAG_DERIVED_ID,
  FLAG_LEVEL,
  FLAG_OWN_TIME,
  ID_TOKEN,
  SLOTS,
} from '../segments/segment-format.ts';
import { constantsOf, isColumnValue, mergeRest, type Scalar } from './event-constants.ts';
import { momentOf, timeText } from './event-time.ts';
import { type PackedRest, packRest, unpackRest } from './rest-packing.ts';

/** An event ready to be written. */
export interface RowDraft {
  hour: number;
  micros: number;
  flags: number;
  offset: number | null;
  message: string | null;
  /** What is neither in columns nor in the source. */
  rest: PackedRest;
  constants: readonly (Scalar | undefined)[];
  /** Start of `event.id` before the offset; empty when the id is not made of one. */
  idPrefix: string;
  /** Empty when there is none. */
  eventId: string;
  /** Text for the index. */
  words: string;
  /** Longer than what patterns look at. */
  isLong: boolean;
  /** The event itself. */
  whole: () => LogEvent;
}

/** Patterns do not look behind this many characters of a message, the index does (query/predicate). */
export const MAX_REGULAR = 100_000;

const PLAIN = /^[\x00-\x7f]*$/;

/** True for ASCII, of which the index folds the case itself. */
export function isPlainText(text: string): boolean {
  return PLAIN.test(text);
}

/** Makes a row of an event. One without a usable time gets `nowMs` for it, marked as guessed. */
export function draftRow(given: LogEvent, nowMs: number): RowDraft {
  let event = given;
  let moment = momentOf(event['@timestamp']);
  if (moment === undefined) {
    event = {
      ...given,
      '@timestamp': new Date(nowMs).toISOString(),
      crosstail: { ...given.crosstail, time_guessed: true },
    };
    moment = momentOf(event['@timestamp'])!;
  }
  const stored = isColumnValue('message', event.message) ? event.message : null;
  const offset = isColumnValue('offset', event.log?.offset) ? event.log!.offset! : null;
  const id = typeof event.event?.id === 'string' ? event.event.id : '';
  const level = typeof event.log?.level === 'string' ? event.log.level : undefined;
  const rank = levelRank(level);
  const suffix = offset === null ? '' : `-${offset.toString(36)}`;
  const isDerived = offset !== null && id.length > suffix.length && id.endsWith(suffix);
  let flags = rank | moment.flag | (isDerived ? FLAG_DERIVED_ID : 0);
  if (level !== undefined && level === levelName(rank)) flags |= FLAG_CANONICAL_LEVEL;
  return {
    hour: moment.hour,
    micros: moment.micros,
    flags,
    offset,
    message: stored,
    rest: packRest(event, flags, stored),
    constants: constantsOf(event),
    idPrefix: isDerived ? id.slice(0, -suffix.length) : '',
    eventId: id,
    words: wordsOfEvent(event),
    isLong: textOf(event).length > MAX_REGULAR,
    whole: () => event,
  };
}

/** Text for the index of an event. */
export function wordsOfEvent(event: LogEvent): string {
  const ids = mayHaveIds(event) ? idsOf(event).map(({ value }) => value) : [];
  const text = textOf(event);
  return wordsOf(text, isColumnValue('message', event.message) && isPlainText(text), ids);
}

// Records of others may have anything there: what a query sees of it is indexed.
function textOf(event: LogEvent): string {
  return typeof event.message === 'string' ? event.message : valuesOf(event, 'message').join('\n');
}

function mayHaveIds(event: LogEvent): boolean {
  const { crosstail, trace, span, transaction } = event;
  return crosstail?.ids !== undefined || trace !== undefined || span !== undefined || transaction !== undefined;
}

/**
 * What the index gets of a message and ids. Plain text goes in as it is: the index cuts and folds ASCII as query/tokens
 * does; any other text is cut and folded here.
 */
export function wordsOf(text: string, isPlain: boolean, ids: readonly string[]): string {
  let words = isPlain ? text : tokensOf(text).join(' ');
  for (const value of ids) {
    if (isPlain && standsAlone(text, value)) continue;
    for (const token of tokensOf(value)) words += ` ${ID_TOKEN}${token}`;
  }
  return words;
}

// True when the value's tokens are tokens of the text.
function standsAlone(text: string, value: string): boolean {
  const at = text.indexOf(value);
  if (at < 0) return false;
  return !isWordCode(text.charCodeAt(at - 1)) && !isWordCode(text.charCodeAt(at + value.length));
}

function isWordCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

/** A row as it is read back. */
export interface StoredRow {
  key: number;
  source: number;
  flags: number;
  seq: number;
  offset: number | null;
  message: string | null;
  shape: number | null;
  leaves: string | null;
}

export interface SourceConstants {
  /** The constants as an event. */
  event: LogEvent;
  idPrefix: string;
}

// Events must not share objects: whoever gets one may change it.
function structureOf(record: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key in record) {
    const value = record[key];
    copy[key] = typeof value === 'object' ? structureOf(value as Record<string, unknown>) : value;
  }
  return copy;
}

/** What of an event is in columns. */
interface StoredEvent {
  '@timestamp'?: string;
  message?: string;
  event?: { id: string };
  log?: { level?: string | undefined; offset?: number };
  [field: string]: unknown;
}

/** The event of a row; `shape` is the text of its shape, where it has one. */
export function eventOfRow(hour: number, row: StoredRow, source: SourceConstants, shape: string | undefined): LogEvent {
  const { flags } = row;
  const event: StoredEvent = {};
  if ((flags & FLAG_OWN_TIME) === 0) event['@timestamp'] = timeText(hour, Math.floor(row.key / SLOTS), flags);
  if (row.message !== null) event.message = row.message;
  if ((flags & FLAG_DERIVED_ID) !== 0) event.event = { id: `${source.idPrefix}-${row.offset!.toString(36)}` };
  const log: StoredEvent['log'] = {};
  if ((flags & FLAG_CANONICAL_LEVEL) !== 0) log.level = levelName(flags & FLAG_LEVEL);
  if (row.offset !== null) log.offset = row.offset;
  if (Object.keys(log).length > 0) event.log = log;
  mergeRest(event, structureOf(source.event));
  if (shape !== undefined) mergeRest(event, unpackRest(shape, row.leaves, row.message));
  return event as LogEvent;
}
