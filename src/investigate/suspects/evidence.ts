import { type EventTable, INCIDENT } from './event-table.ts';
import type { Reason } from './suspect.ts';

/** Ids of rows, each once, in the given order, and the time of the earliest one within the window. */
export function evidence(table: EventTable, rows: readonly number[]): Pick<Reason, 'events' | 'first'> {
  const unique = [...new Set(rows)];
  const inWindow = unique.filter((row) => table.side[row] === INCIDENT).map((row) => table.timeMs[row]!);
  return {
    events: unique.map((row) => table.id[row]!),
    first: inWindow.length === 0 ? null : new Date(Math.min(...inWindow)).toISOString(),
  };
}
