// Events oldest first in an order that does not depend on when they arrived: stores give ties in order of arrival, and
// not every store tells microseconds apart.
import { type LogEvent, timeOf } from '../../model/log-event.ts';

/**
 * Most events of one millisecond that are put in order; behind them the order is that of the store. Memory stays bounded
 * for stores whose events all have the same time.
 */
const MAX_TIES = 100_000;

/** The same events, page by page; those of one millisecond by exact time, host, file, place in the file and id. */
export async function* inCanonicalOrder(pages: AsyncIterable<readonly LogEvent[]>): AsyncGenerator<LogEvent[]> {
  let ties: LogEvent[] = [];
  let tieMs = Number.NaN;
  for await (const page of pages) {
    const ordered: LogEvent[] = [];
    for (const event of page) {
      const timeMs = Math.floor(timeOf(event));
      if (timeMs !== tieMs || ties.length >= MAX_TIES) {
        pushSorted(ordered, ties);
        ties = [];
        tieMs = timeMs;
      }
      ties.push(event);
    }
    if (ordered.length > 0) yield ordered;
  }
  const last: LogEvent[] = [];
  pushSorted(last, ties);
  if (last.length > 0) yield last;
}

function pushSorted(into: LogEvent[], ties: LogEvent[]): void {
  if (ties.length > 1) ties.sort(compare);
  for (const event of ties) into.push(event);
}

function compare(a: LogEvent, b: LogEvent): number {
  return (
    text(fractionOf(a), fractionOf(b)) ||
    text(a.host?.name ?? '', b.host?.name ?? '') ||
    text(a.log?.file?.path ?? '', b.log?.file?.path ?? '') ||
    (a.log?.offset ?? 0) - (b.log?.offset ?? 0) ||
    text(a.event.id, b.event.id) ||
    text(a.message, b.message)
  );
}

function text(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Digits of the second's fraction: within one millisecond these alone differ. */
function fractionOf(event: LogEvent): string {
  const time = event['@timestamp'];
  const dot = time.lastIndexOf('.');
  return dot < 0 ? '' : time.slice(dot + 1).replace(/(?:Z|[+-]\d\d:?\d\d)$/, '');
}
