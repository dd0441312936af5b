// Takes one event out of a segment again: a contentless index must be told the words it was given.
import type { SqliteDatabase } from '../../drivers/sqlite/sqlite-database.ts';
import { draftRow } from './event-row.ts';
import { indexText } from './index-text.ts';
import { FLAG_LEVEL, LEVEL_SLOTS } from './segment-format.ts';
import { readRow } from './segment-rows.ts';

/** Removes the row, its words and its count in the roll-up; inside a transaction. */
export function removeRow(database: SqliteDatabase, hour: number, key: number): void {
  const found = readRow(database, hour, key);
  if (found === undefined) return;
  const { event, row } = found;
  const draft = draftRow(event, 0);
  const level = row.flags & FLAG_LEVEL;
  database
    .prepare("INSERT INTO words(words, rowid, text) VALUES ('delete', ?, ?)")
    .run(key * LEVEL_SLOTS + level, indexText(draft, row.source));
  database.prepare('DELETE FROM event WHERE key=?').run(key);
  database
    .prepare('UPDATE minute SET events=events-1 WHERE minute=? AND source=? AND level=?')
    .run(Math.floor(draft.micros / 60_000_000), row.source, level);
}
