// Rows of a segment as events: the list of sources and the columns, for whoever reads them.
import type { SqliteDatabase, SqliteRow } from '../../drivers/sqlite/sqlite-database.ts';
import type { LogEvent } from '../../model/log-event.ts';
import { constantsAsEvent, type Scalar } from './event-constants.ts';
import { eventOfRow, type SourceConstants, type StoredRow } from './event-row.ts';
import { unpackRest } from './rest-packing.ts';

export const ROW_COLUMNS = 'key, source, flags, seq, offset, shape, message, rest';

export interface StoredSource extends SourceConstants {
  id: number;
  topic: string;
}

/** A row of ROW_COLUMNS; `shapeText` gives the text of a shape. */
export function storedRow(values: SqliteRow, shapeText: (id: number) => string): StoredRow {
  const [key, source, flags, seq, offset, shape, message, rest] = values;
  return {
    key: key as number,
    source: source as number,
    flags: flags as number,
    seq: seq as number,
    offset: offset as number | null,
    message: message as string | null,
    rest:
      shape === null
        ? undefined
        : unpackRest(shapeText(shape as number), rest as string | null, message as string | null),
  };
}

/** Texts of a segment's shapes in the order of their ids, those behind `afterId` only. */
export function readShapes(database: SqliteDatabase, afterId: number): string[] {
  const rows = database.prepare('SELECT text FROM shape WHERE id>? ORDER BY id').all(afterId);
  return rows.map(([text]) => String(text));
}

/** Sources of a segment by id, those behind `afterId` only. */
export function readSources(database: SqliteDatabase, afterId: number): StoredSource[] {
  const rows = database.prepare('SELECT id, constants FROM source WHERE id>? ORDER BY id').all(afterId);
  return rows.map(([id, text]) => {
    const [idPrefix, topic, ...constants] = JSON.parse(String(text)) as [string, string, ...(Scalar | null)[]];
    return { id: Number(id), idPrefix, topic, event: constantsAsEvent(constants) };
  });
}

/** One row with its event; undefined when there is none. */
export function readRow(
  database: SqliteDatabase,
  hour: number,
  key: number,
): { event: LogEvent; row: StoredRow } | undefined {
  const values = database.prepare(`SELECT ${ROW_COLUMNS} FROM event WHERE key=?`).get(key);
  if (values === undefined) return undefined;
  const row = storedRow(values, (id) => String(database.prepare('SELECT text FROM shape WHERE id=?').get(id)![0]));
  const source = readSources(database, row.source - 1)[0]!;
  return { event: eventOfRow(hour, row, source), row };
}
