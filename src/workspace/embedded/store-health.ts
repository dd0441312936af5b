// What `doctor` wants to know of a store: every file looked through, without opening it for writing.
import { databaseBytes } from '../../drivers/sqlite/database-folder.ts';
import { loadSqlite } from '../../drivers/sqlite/sqlite-driver.ts';
import { damageOf, listSetAside } from './segments/segment-check.ts';
import { checkStoreVersion, listSegments } from './segments/store-folder.ts';
import { StoreReader } from './segments/store-reader.ts';

export interface StoreHealth {
  events: number;
  /** On disk, without what was set aside. */
  bytes: number;
  segments: number;
  /** Times of the oldest and the newest event; undefined when there are none. */
  fromMs: number | undefined;
  toMs: number | undefined;
  /** Files that are damaged, and why. */
  damaged: { path: string; why: string }[];
  /** Files that were set aside before. */
  setAside: { path: string; bytes: number }[];
}

/** Looks through the store in a workspace folder. Takes some seconds a gigabyte. Rejects STORE_NEWER, NOT_SUPPORTED. */
export async function storeHealth(folder: string): Promise<StoreHealth> {
  checkStoreVersion(folder);
  const driver = await loadSqlite();
  const damaged: StoreHealth['damaged'] = [];
  for (const { path } of listSegments(folder)) {
    const why = damageOf(driver, path, 'full');
    if (why !== undefined) damaged.push({ path, why });
  }
  const reader = new StoreReader(driver, folder);
  try {
    const { events, bytes, segments, fromMs, toMs } = await reader.stats({ check: () => {}, pause: async () => {} });
    const setAside = listSetAside(folder).map((path) => ({ path, bytes: databaseBytes(path) }));
    return { events, bytes, segments: segments.length, fromMs, toMs, damaged, setAside };
  } finally {
    reader.close();
  }
}
