// What a list of lines holds: events and gaps, each known by a position that only grows.
import { levelRank } from '../../../src/model/level.ts';
import { bodyOf, type LogEvent, timeOf } from '../../../src/model/log-event.ts';

export type GapReason = 'slow-reader' | 'rate' | 'expired' | 'source' | 'held';
export type Origin = 'store' | 'stream';

export interface EventEntry {
  readonly kind: 'event';
  /** Position in its list; the list keeps it right when entries are put in or dropped. */
  at: number;
  readonly event: LogEvent;
  readonly timeMs: number;
  /** Level rank, 0 for none. */
  readonly rank: number;
  readonly origin: Origin | undefined;
  /** First line of a pattern not seen before. */
  readonly isNew: boolean;
  /** Lines below the first one; they show when `isOpen`. */
  readonly childCount: number;
  isOpen: boolean;
  /** How often the same line came in a row, when repeats are folded. */
  repeats: number;
}

export interface GapEntry {
  readonly kind: 'gap';
  at: number;
  skipped: number;
  readonly reason: GapReason;
  fromMs: number | undefined;
  toMs: number | undefined;
}

export type RowEntry = EventEntry | GapEntry;

/** One row on screen: an entry's first line (`child` 0) or the n-th line below it. */
export interface DisplayRow {
  readonly entry: RowEntry;
  readonly child: number;
}

/** Most lines of one event that can be opened; the drawer has the rest. */
export const MAX_CHILDREN = 2_000;

/** Entry of an event, not yet in a list. */
export function eventEntry(event: LogEvent, options: { origin?: Origin; isNew?: boolean } = {}): EventEntry {
  return {
    kind: 'event',
    at: 0,
    event,
    timeMs: timeOf(event),
    rank: levelRank(event.log?.level),
    origin: options.origin,
    isNew: options.isNew ?? false,
    childCount: countChildren(event),
    isOpen: false,
    repeats: 1,
  };
}

/** Entry of a stretch that is not shown. */
export function gapEntry(skipped: number, reason: GapReason, fromMs?: number, toMs?: number): GapEntry {
  return { kind: 'gap', at: 0, skipped, reason, fromMs, toMs };
}

/** True when the first line says nothing and the error's own words stand in for it. */
export function hasStandIn(event: LogEvent): boolean {
  if (event.error?.type === undefined && event.error?.message === undefined) return false;
  const at = event.crosstail?.body_at ?? 0;
  return /^\s*(?:Traceback \(most recent call last\):)?\s*(?:\n|$)/.test(event.message.slice(at, at + 80));
}

function countChildren(event: LogEvent): number {
  const { message } = event;
  let count = 0;
  for (let i = message.indexOf('\n', event.crosstail?.body_at ?? 0); i !== -1; i = message.indexOf('\n', i + 1)) {
    if (i < message.length - 1) count++;
    if (count === MAX_CHILDREN) break;
  }
  return count > 0 && hasStandIn(event) ? count + 1 : count;
}

/** The first line of an event as a row shows it. */
export function headLine(event: LogEvent): string {
  if (hasStandIn(event)) {
    const { type, message } = event.error!;
    return [type, message?.split('\n', 1)[0]].filter((part) => part !== undefined && part !== '').join(': ');
  }
  const at = event.crosstail?.body_at ?? 0;
  const end = event.message.indexOf('\n', at);
  return event.message.slice(at, end === -1 ? undefined : end).replace(/\r$/, '');
}

/** The lines below the first one. */
export function childLines(event: LogEvent): string[] {
  const lines = bodyOf(event)
    .replace(/\n$/, '')
    .split('\n', MAX_CHILDREN + 1);
  return (hasStandIn(event) ? lines : lines.slice(1)).map((line) => line.replace(/\r$/, ''));
}
