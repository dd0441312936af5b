// The folder of a store: its format version, its lock against a second writer, the numbers given to commits.
import path from 'node:path';
import { AppError, isAppError } from '../../../base/errors.ts';
import { listDatabases, makeFolder, readSmallFile, replaceSmallFile } from '../../../drivers/sqlite/database-folder.ts';
import type { SqliteDatabase, SqliteDriver } from '../../../drivers/sqlite/sqlite-database.ts';
import { SEGMENT_SUFFIX, segmentHour, storeNewer } from './segment-format.ts';

/** 1: a row an event; 2: blocks. */
export const STORE_VERSION = 2;
const VERSION_FILE = 'store.json';
const LOCK_FILE = 'writer.db';
/** Commit numbers are taken from the lock file in such blocks: they never come back after a crash. */
const SEQUENCE_BLOCK = 100_000;

export interface SegmentFile {
  hour: number;
  path: string;
}

/** Segments of a store, oldest first. */
export function listSegments(folder: string): SegmentFile[] {
  const found: SegmentFile[] = [];
  for (const file of listDatabases(folder, SEGMENT_SUFFIX)) {
    const hour = segmentHour(file.name);
    if (hour !== undefined) found.push({ hour, path: file.path });
  }
  return found.sort((a, b) => a.hour - b.hour);
}

/** Version of the store, undefined for a new one. Throws STORE_NEWER or STORE_CORRUPT. */
export function checkStoreVersion(folder: string): number | undefined {
  const file = path.join(folder, VERSION_FILE);
  const text = readSmallFile(file);
  if (text === undefined) return undefined;
  const version = parseVersion(text);
  if (version === undefined)
    throw new AppError('STORE_CORRUPT', `${file} does not say which version of the store this is.`, {
      hint: `Put {"format":"crosstail-store","version":${STORE_VERSION}} into it; the events are in other files.`,
    });
  if (version > STORE_VERSION) throw storeNewer(folder, version, STORE_VERSION);
  return version;
}

function parseVersion(text: string): number | undefined {
  try {
    const { format, version } = JSON.parse(text) as { format?: unknown; version?: unknown };
    return format === 'crosstail-store' && typeof version === 'number' && version >= 1 ? version : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function writeVersion(folder: string): void {
  const text = JSON.stringify({ format: 'crosstail-store', version: STORE_VERSION });
  replaceSmallFile(path.join(folder, VERSION_FILE), `${text}\n`);
}

/** A store held for writing; the system lets go of the lock when the process dies. */
export class StoreLock {
  /** There may be files of earlier formats. */
  readonly isOld: boolean;
  readonly #folder: string;
  readonly #database: SqliteDatabase;
  #next = 0;
  #end = 0;

  /** Makes the folder and its version file where they are missing. Throws STORE_LOCKED, STORE_NEWER, PERMISSION_DENIED. */
  constructor(driver: SqliteDriver, folder: string) {
    makeFolder(folder);
    this.#folder = folder;
    const version = checkStoreVersion(folder);
    if (version === undefined) writeVersion(folder);
    this.#database = lock(driver, folder);
    this.#reserve();
    this.isOld = version !== undefined && version < STORE_VERSION;
  }

  /** To be called when all files are of today's format. */
  setMigrated(): void {
    writeVersion(this.#folder);
  }

  /** The newest number given out before this opening, or so far in it. */
  get lastSequence(): number {
    return this.#next;
  }

  nextSequence(): number {
    if (this.#next + 1 >= this.#end) this.#reserve();
    return ++this.#next;
  }

  close(): void {
    this.#database.close();
  }

  #reserve(): void {
    const row = this.#database.prepare('SELECT value FROM sequence').get();
    const from = Number(row?.[0] ?? 0);
    this.#next = Math.max(this.#next, from);
    this.#end = Math.max(from, this.#end) + SEQUENCE_BLOCK;
    this.#database.prepare('UPDATE sequence SET value=?').run(this.#end);
  }
}

// In exclusive mode SQLite keeps the file locked after a commit until it is closed.
function lock(driver: SqliteDriver, folder: string): SqliteDatabase {
  const file = path.join(folder, LOCK_FILE);
  const database = driver.open(file);
  try {
    database.exec('PRAGMA locking_mode=EXCLUSIVE');
    database.transaction(() => {
      database.exec('CREATE TABLE IF NOT EXISTS sequence(value INTEGER NOT NULL)');
      database.exec('INSERT INTO sequence SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM sequence)');
    });
    return database;
  } catch (error) {
    database.close();
    if (!isAppError(error) || error.code !== 'STORE_LOCKED') throw error;
    throw new AppError('STORE_LOCKED', `The store in ${folder} is in use by another program.`, {
      cause: error,
      hint: 'Close the other Crosstail, or choose another folder with --workspace.',
      details: { folder },
    });
  }
}
