// Whether a segment file is whole, and where one goes that is not.
import { isAppError } from '../../../base/errors.ts';
import {
  hasOpenLog,
  listDatabases,
  looksLikeDatabase,
  renameDatabase,
} from '../../../drivers/sqlite/database-folder.ts';
import type { SqliteDatabase, SqliteDriver } from '../../../drivers/sqlite/sqlite-database.ts';
import { listBlocks } from '../blocks/block-cache.ts';
import { unpackChunk } from '../blocks/block-chunk.ts';
import { unpackHead } from '../blocks/block-head.ts';
import { CHUNK_ROWS, PLACES_OF_BLOCK } from '../blocks/block-row.ts';
import { LOCK_WAIT_MS, SEGMENT_SUFFIX, SEGMENT_VERSION, segmentVersion } from './segment-format.ts';
import type { SegmentFile } from './store-folder.ts';

const ASIDE = '.damaged';
/** Files that the last writer had open are looked through at opening, so many at most: the newest. */
const MAX_CHECKED = 3;

/** Files that were set aside, oldest first. */
export function listSetAside(folder: string): string[] {
  return listDatabases(folder, SEGMENT_SUFFIX + ASIDE).map(({ path }) => path);
}

/** Sets a damaged file aside, where no question meets it; its events are not lost to whoever can mend it. */
export function setAside(file: string): string {
  const aside = file + ASIDE;
  renameDatabase(file, aside);
  return aside;
}

/**
 * Sets aside which of the files are no databases, and of those that a writer left open, which SQLite finds damaged.
 * Returns their new names. Costs a read a file where all were closed.
 */
export function setDamagedAside(driver: SqliteDriver, files: readonly SegmentFile[]): string[] {
  const left = files.filter(({ path }) => hasOpenLog(path)).slice(-MAX_CHECKED);
  const damaged = files.filter((file) => {
    if (!looksLikeDatabase(file.path)) return true;
    return left.includes(file) && damageOf(driver, file.path, 'quick') !== undefined;
  });
  return damaged.map(({ path }) => setAside(path));
}

/**
 * Why the file is damaged; undefined when it is whole. `quick` asks SQLite about its pages; `full` also reads every
 * block, and compares the counts.
 */
export function damageOf(driver: SqliteDriver, file: string, depth: 'quick' | 'full'): string | undefined {
  try {
    if (!looksLikeDatabase(file)) return `${file} is no database`;
    const database = driver.open(file, { readOnly: true, waitMs: LOCK_WAIT_MS });
    try {
      const said = String(database.prepare('PRAGMA quick_check(1)').get()?.[0] ?? 'ok');
      if (said !== 'ok') return said;
      return depth === 'full' && segmentVersion(database) === SEGMENT_VERSION ? damageOfBlocks(database) : undefined;
    } finally {
      database.close();
    }
  } catch (error) {
    if (isAppError(error) && error.code === 'STORE_CORRUPT') return error.message;
    throw error;
  }
}

function damageOfBlocks(database: SqliteDatabase): string | undefined {
  let rows = 0;
  for (const info of listBlocks(database)) {
    rows += info.rows;
    const head = database.prepare('SELECT head FROM block WHERE id=?').get(info.id)![0] as Uint8Array;
    const { sources } = unpackHead(head);
    for (let from = 0; from < info.rows; from += CHUNK_ROWS) {
      const id = info.id * PLACES_OF_BLOCK + from / CHUNK_ROWS;
      const chunk = database.prepare('SELECT data FROM chunk WHERE id=?').get(id);
      if (chunk === undefined) return `a chunk of block ${info.id} is missing`;
      unpackChunk(chunk[0] as Uint8Array, sources.subarray(from, from + CHUNK_ROWS));
    }
  }
  const counted = Number(database.prepare('SELECT sum(events) FROM minute').get()?.[0] ?? 0);
  return counted === rows ? undefined : `it counts ${counted} events, and has ${rows}`;
}
