// Files of the first format (a row an event, SQLite's full-text index) made into files of blocks. The new file is made
// beside the old one and takes its place when it is whole.
import { moveDatabase, removeDatabase } from '../../../drivers/sqlite/database-folder.ts';
import type { SqliteDatabase, SqliteDriver, SqliteRow } from '../../../drivers/sqlite/sqlite-database.ts';
import { BLOCK_ROWS, type BlockRow } from '../blocks/block-row.ts';
import { BlockWriter } from '../blocks/block-writer.ts';
import { eventOfRow, wordsOfEvent } from '../blocks/event-row.ts';
import { makeTables, SEGMENT_VERSION, segmentVersion } from './segment-format.ts';
import { readShapes, readSources } from './segment-rows.ts';

const SUFFIX = '.next';
/** A flag of rows that only SQL needed. */
const OLD_NOT_ASCII = 64;
/** Lists that are the same in both formats. */
const LISTS = ['meta', 'source', 'shape', 'mark', 'run', 'known', 'minute'];

/** Makes the file one of today's format, if it is not one already. Throws STORE_NEWER. */
export function migrateSegment(driver: SqliteDriver, file: string, hour: number): void {
  const old = driver.open(file);
  try {
    const version = segmentVersion(old);
    if (version === 0 || version === SEGMENT_VERSION) return;
    removeDatabase(file + SUFFIX);
    const made = driver.open(file + SUFFIX);
    try {
      made.exec('PRAGMA page_size=4096');
      made.transaction(() => copySegment(old, made, hour));
      made.exec('PRAGMA journal_mode=WAL');
    } finally {
      made.close();
    }
    // What is in the old side files is in the new file now; they must not stay beside it.
    old.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    old.close();
  }
  moveDatabase(file + SUFFIX, file);
}

/** Copies a file of the first format into an empty database; inside a transaction of the latter. */
export function copySegment(old: SqliteDatabase, made: SqliteDatabase, hour: number): void {
  makeTables(made);
  for (const list of LISTS) copyList(old, made, list);
  const sources = readSources(old, 0);
  const shapes = readShapes(old, 0);
  const writer = new BlockWriter(made, () => '');
  const select = old.prepare(
    'SELECT key, source, flags, seq, offset, shape, message, rest FROM event WHERE key>? ORDER BY key LIMIT ?',
  );
  for (let key = -1; ; ) {
    const rows = select.all(key, BLOCK_ROWS).map((values) => {
      const row = rowOf(values);
      const shape = row.shape === null ? undefined : shapes[row.shape - 1];
      return { ...row, words: wordsOfEvent(eventOfRow(hour, row, sources[row.source - 1]!, shape)) };
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    if (writer.write(rows)) made.exec("INSERT OR REPLACE INTO meta VALUES ('irregular', 1)");
    key = last.key;
  }
}

function copyList(old: SqliteDatabase, made: SqliteDatabase, list: string): void {
  let insert: ReturnType<SqliteDatabase['prepare']> | undefined;
  for (const values of old.prepare(`SELECT * FROM ${list}`).iterate()) {
    insert ??= made.prepare(`INSERT INTO ${list} VALUES (${values.map(() => '?').join(',')})`);
    insert.run(...values);
  }
}

function rowOf(values: SqliteRow): BlockRow {
  const [key, source, flags, seq, offset, shape, message, leaves] = values;
  return {
    key: Number(key),
    source: Number(source),
    flags: Number(flags) & ~OLD_NOT_ASCII,
    seq: Number(seq),
    offset: offset === null ? null : Number(offset),
    shape: shape === null ? null : Number(shape),
    leaves: leaves === null ? null : String(leaves),
    message: message === null ? null : String(message),
    words: '',
  };
}
