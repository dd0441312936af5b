// A row as plain text, column by column: what is drawn, what is selected and what is copied are the same characters.
import { levelLetter } from '../../../src/model/level.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { valuesOf } from '../../../src/query/fields.ts';
import type { Zone } from '../../platform/preferences.ts';
import { clockText, dayText } from '../../platform/time-text.ts';
import { childLines, type DisplayRow, type EventEntry, headLine } from '../model/row-entry.ts';

export interface RowColumns {
  service: boolean;
  host: boolean;
  /** The day before the time: for lists that reach over more than one. */
  date?: boolean;
  /** Whether a line came from the store or from the stream. */
  origin?: boolean;
  /** Fields shown in columns of their own, by their full names. */
  fields?: readonly string[];
}

export interface RowTextOptions {
  columns: RowColumns;
  zone: Zone;
}

export type Cell = 'time' | 'level' | 'service' | 'host' | 'field' | 'body' | 'place';

export interface CellText {
  readonly cell: Cell;
  readonly text: string;
  /** Where the cell starts in the row's text. */
  readonly from: number;
}

/** More of a field is not read in a column; the drawer has all of it. */
const LONGEST_FIELD = 300;

const lineCache = new WeakMap<LogEvent, readonly string[]>();

/** The n-th line below the first one (1 is the first of them). */
export function childLine(entry: EventEntry, child: number): string {
  let lines = lineCache.get(entry.event);
  if (lines === undefined) {
    lines = childLines(entry.event);
    lineCache.set(entry.event, lines);
  }
  return lines[child - 1] ?? '';
}

/** `pool.cc:118`; empty when the event does not say. */
export function placeOf(event: LogEvent): string {
  const { name, line } = event.log?.origin?.file ?? {};
  if (name === undefined) return '';
  const file = name.split('/').at(-1)!;
  return line === undefined ? file : `${file}:${line}`;
}

/** A field as its column shows it: several values side by side, empty when the event has none. */
export function fieldText(event: LogEvent, field: string): string {
  return valuesOf(event, field).join(' ').slice(0, LONGEST_FIELD);
}

/** `10:31:02.118`, with the day before it when asked. Broken times show as dashes. */
export function timeText(timeMs: number, options: RowTextOptions): string {
  if (Number.isNaN(timeMs)) return '--:--:--.---';
  const clock = clockText(timeMs, options.zone);
  return options.columns.date === true ? `${dayText(timeMs, options.zone).slice(5)} ${clock}` : clock;
}

/** Cells of a row with their places in its text; empty for a gap. Cells are joined by one blank. */
export function rowCells(row: DisplayRow, options: RowTextOptions): CellText[] {
  const { entry, child } = row;
  if (entry.kind === 'gap') return [];
  if (child > 0) return [{ cell: 'body', text: childLine(entry, child), from: 0 }];
  const { event } = entry;
  const cells: CellText[] = [];
  let at = 0;
  const add = (cell: Cell, text: string) => {
    cells.push({ cell, text, from: at });
    at += text.length + 1;
  };
  add('time', timeText(entry.timeMs, options));
  add('level', levelLetter(entry.rank));
  if (options.columns.service) add('service', event.service?.name ?? '');
  if (options.columns.host) add('host', event.host?.name ?? '');
  for (const field of options.columns.fields ?? []) add('field', fieldText(event, field));
  add('body', headLine(event));
  const place = placeOf(event);
  if (place !== '') add('place', place);
  return cells;
}

/** A row as one line of text. */
export function rowText(row: DisplayRow, options: RowTextOptions): string {
  return rowCells(row, options)
    .map((cell) => cell.text)
    .join(' ');
}
