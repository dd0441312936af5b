// One database file holds the events of one UTC hour, in blocks of some thousand rows. An event's key is its time in the
// hour: rows of a block lie in time order by themselves.
import { AppError } from '../../../base/errors.ts';
import type { SqliteDatabase } from '../../../drivers/sqlite/sqlite-database.ts';

export const HOUR_MS = 3_600_000;
export const SEGMENT_SUFFIX = '.events.db';
/** Version of the file's inside, kept in `user_version`. */
export const SEGMENT_VERSION = 2;

/** So many events may share a microsecond before the next one's place is used ("spill"). */
export const SLOTS = 64;
/** How long one waits for the short moments in which SQLite lets nobody else at a file: as it is made, or closed. */
export const LOCK_WAIT_MS = 5_000;
/** More than there are level ranks. */
export const LEVELS = 16;

// Private-use characters start the index's own tokens; no token of a text can hold one (query/tokens).
/** A token of a correlation id that does not stand in the message as a token. */
export const ID_TOKEN = '\uE002';
/** The token of rows with a token too long for the index. */
export const LONG_TOKEN = '\uE003';

// `flags` of a row: the level's rank, and what else reading it back needs.
export const FLAG_LEVEL = 15;
/** `@timestamp` has six fraction digits; three when neither this nor FLAG_OWN_TIME is set. */
export const FLAG_MICROSECONDS = 16;
/** `@timestamp` is written in the rest, as it cannot be made from the key. */
export const FLAG_OWN_TIME = 32;
/** `log.level` is the canonical word of the rank. */
export const FLAG_CANONICAL_LEVEL = 128;
/** `event.id` is the source's prefix, a hyphen and the offset in base 36. */
export const FLAG_DERIVED_ID = 256;

const SCHEMA = `
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE source(id INTEGER PRIMARY KEY, constants TEXT NOT NULL UNIQUE, topic TEXT NOT NULL);
CREATE TABLE shape(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE block(
  id INTEGER PRIMARY KEY, rows INTEGER NOT NULL, min_key INTEGER NOT NULL, max_key INTEGER NOT NULL,
  levels INTEGER NOT NULL, parts INTEGER NOT NULL, head BLOB NOT NULL, filter BLOB NOT NULL);
CREATE TABLE chunk(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE part(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE mark(key TEXT PRIMARY KEY, prefix TEXT NOT NULL, offset INTEGER NOT NULL, row INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE run(source INTEGER NOT NULL, from_offset INTEGER NOT NULL, to_offset INTEGER NOT NULL,
  from_key INTEGER NOT NULL, to_key INTEGER NOT NULL);
CREATE INDEX run_source ON run(source, to_offset);
CREATE TABLE known(id TEXT PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE minute(minute INTEGER NOT NULL, source INTEGER NOT NULL, level INTEGER NOT NULL, events INTEGER NOT NULL,
  PRIMARY KEY(minute, source, level)) WITHOUT ROWID;
PRAGMA user_version=${SEGMENT_VERSION};
`;

/** Name of the file of an hour (hours since 1970). */
export function segmentName(hour: number): string {
  return new Date(hour * HOUR_MS).toISOString().slice(0, 13) + SEGMENT_SUFFIX;
}

/** Hour of a file's name; undefined when it is none of ours. */
export function segmentHour(name: string): number | undefined {
  const match = /^([+-]?\d+-\d{2}-\d{2}T\d{2})\.events\.db$/.exec(name);
  const timeMs = match === null ? Number.NaN : Date.parse(`${match[1]}:00:00Z`);
  return Number.isNaN(timeMs) ? undefined : Math.floor(timeMs / HOUR_MS);
}

/** First key of a microsecond of the hour. */
export function keyOfMicros(micros: number): number {
  return micros * SLOTS;
}

/** First key of an instant in the hour, clamped to it; `timeMs` is an integer. */
export function keyOfTime(hour: number, timeMs: number): number {
  const inHour = Math.min(Math.max(timeMs - hour * HOUR_MS, 0), HOUR_MS);
  return keyOfMicros(inHour * 1000);
}

/** Makes the tables of an empty file; inside a transaction. */
export function makeTables(database: SqliteDatabase): void {
  database.exec(SCHEMA);
}

/** Makes an empty file a segment, or checks that it is one we know. Rejects newer ones with STORE_NEWER. */
export function prepareSegment(database: SqliteDatabase): void {
  if (segmentVersion(database) === 0) {
    database.exec('PRAGMA page_size=4096');
    // A reader that looks at the new file just now is waited for; later nobody is: checkpoints pass readers by.
    database.exec(`PRAGMA busy_timeout=${LOCK_WAIT_MS}`);
    database.exec('PRAGMA journal_mode=WAL');
    database.exec('PRAGMA busy_timeout=0');
    database.transaction(() => makeTables(database));
  }
  // Losing the last moments at a power cut is accepted, losing an acknowledged event at a crash of ours is not.
  database.exec('PRAGMA synchronous=NORMAL');
  database.exec('PRAGMA wal_autocheckpoint=2000');
  database.exec('PRAGMA journal_size_limit=8000000');
  database.exec('PRAGMA cache_size=-16000');
}

/** Version of a segment file, 0 for an empty one. Throws STORE_NEWER when we are too old for it. */
export function segmentVersion(database: SqliteDatabase): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.[0] ?? 0);
  if (version > SEGMENT_VERSION) throw storeNewer(database.path, version, SEGMENT_VERSION);
  return version;
}

/** The error for what a newer Crosstail has written. */
export function storeNewer(path: string, version: number, known: number): AppError {
  return new AppError(
    'STORE_NEWER',
    `${path} was written by a newer Crosstail (format ${version}, this one knows ${known}).`,
    {
      hint: 'Update Crosstail, or choose another workspace folder with --workspace.',
      details: { path, version, known },
    },
  );
}
