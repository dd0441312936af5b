// Reads one hour's file.
import type { SqliteDatabase, SqliteDriver } from '../../../drivers/sqlite/sqlite-database.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import { type BlockInfo, type BlockMemory, LoadedBlock, listBlocks } from '../blocks/block-cache.ts';
import { rowOfKey } from '../blocks/block-head.ts';
import { eventOfRow, type StoredRow } from '../blocks/event-row.ts';
import { RowSet } from '../blocks/row-set.ts';
import { type IndexQuery, mayFit, rowsThatFit } from '../index/index-query.ts';
import type { SourceList } from '../questions/query-narrowing.ts';
import { HOUR_MS, keyOfTime, LOCK_WAIT_MS, SEGMENT_VERSION, SLOTS, segmentVersion } from './segment-format.ts';
import { copySegment } from './segment-migration.ts';
import { readShapes, readSources, type StoredSource } from './segment-rows.ts';
import type { SegmentFile } from './store-folder.ts';

/** Half-open stretch of keys. */
export interface KeyRange {
  from: number;
  to: number;
}

/** Rows of a block that fit a question. */
export interface FittingRows {
  block: LoadedBlock;
  set: RowSet;
  /** Half-open stretch of row numbers: those within the asked keys. */
  from: number;
  to: number;
}

let opened = 0;

// A file of the first format that nobody has migrated, as the store is open for reading only, is read from a copy in
// memory.
function openForReading(driver: SqliteDriver, file: SegmentFile, immutable: boolean): SqliteDatabase {
  const database = driver.open(file.path, { readOnly: true, immutable, waitMs: LOCK_WAIT_MS });
  database.exec('PRAGMA cache_size=-4000');
  database.exec('PRAGMA mmap_size=268435456');
  const version = segmentVersion(database);
  if (version === 0 || version === SEGMENT_VERSION) return database;
  const copy = driver.open(':memory:');
  copy.transaction(() => copySegment(database, copy, file.hour));
  database.close();
  return copy;
}

export class SegmentReader implements SourceList {
  readonly hour: number;
  readonly database: SqliteDatabase;
  readonly #memory: BlockMemory;
  readonly #number = ++opened;
  #sources: StoredSource[] = [];
  #shapes: string[] = [];

  constructor(driver: SqliteDriver, file: SegmentFile, immutable: boolean, memory: BlockMemory) {
    this.hour = file.hour;
    this.#memory = memory;
    this.database = openForReading(driver, file, immutable);
  }

  /** False while the writer is still making the file. Throws STORE_NEWER. */
  isReady(): boolean {
    return segmentVersion(this.database) > 0;
  }

  /** Does `work` on one state of the file, whatever is written meanwhile. */
  snapshot<T>(work: () => T): T {
    this.database.exec('BEGIN');
    try {
      return work();
    } finally {
      this.database.exec('COMMIT');
    }
  }

  /** Times of the first and the last event; undefined when there is none. */
  span(): { fromMs: number; toMs: number } | undefined {
    const [first, last] = this.database.prepare('SELECT min(min_key), max(max_key) FROM block').get() ?? [];
    if (typeof first !== 'number' || typeof last !== 'number') return undefined;
    const timeOf = (key: number) => this.startMs + Math.floor(key / (SLOTS * 1000));
    return { fromMs: timeOf(first), toMs: timeOf(last) };
  }

  get startMs(): number {
    return this.hour * HOUR_MS;
  }

  get sources(): readonly StoredSource[] {
    return this.#sources;
  }

  /** Reads sources that came since; at the start of each question. */
  refresh(): void {
    this.#sources.push(...readSources(this.database, this.#sources.length));
  }

  get irregular(): boolean {
    return this.#meta('irregular') !== 0;
  }

  /** By how many microseconds keys may stand behind their events' times; 0 nearly always. */
  get spill(): number {
    return this.#meta('spill');
  }

  #meta(name: string): number {
    return Number(this.database.prepare('SELECT value FROM meta WHERE name=?').get(name)?.[0] ?? 0);
  }

  source(id: number): StoredSource {
    if (id > this.#sources.length) this.refresh();
    return this.#sources[id - 1]!;
  }

  /** Keys of the events with times in the range (integer ms), and of a few more where there is spill. */
  keysOf(fromMs: number | undefined, toMs: number | undefined): KeyRange {
    const from = fromMs === undefined ? 0 : keyOfTime(this.hour, fromMs);
    // Spilled keys may stand behind the hour's end.
    if (toMs === undefined || toMs >= this.startMs + HOUR_MS) return { from, to: Number.MAX_SAFE_INTEGER };
    return { from, to: keyOfTime(this.hour, toMs) + this.spill * SLOTS };
  }

  /** Keys of a stretch of the hour, those of events alone that have their own time's place. */
  exactKeysOf(fromMs: number, toMs: number): KeyRange {
    return { from: keyOfTime(this.hour, fromMs), to: keyOfTime(this.hour, toMs) };
  }

  /** Blocks that may have rows within the keys: the one that reaches furthest in the asked direction first. */
  blocks(keys: KeyRange, newestFirst: boolean): BlockInfo[] {
    const found = listBlocks(this.database).filter(({ minKey, maxKey }) => minKey < keys.to && maxKey >= keys.from);
    return found.sort((a, b) => (newestFirst ? b.maxKey - a.maxKey : a.minKey - b.minKey));
  }

  /** The keys in pieces of about a block's rows each, newest first: whatever becomes of the blocks meanwhile. */
  stretches(keys: KeyRange): KeyRange[] {
    const starts = this.blocks(keys, true).map(({ minKey }) => minKey);
    const borders = [...new Set(starts)].filter((key) => key > keys.from).sort((a, b) => b - a);
    return [...borders, keys.from].map((from, i) => ({ from, to: i === 0 ? keys.to : borders[i - 1]! }));
  }

  load(info: BlockInfo): LoadedBlock {
    return new LoadedBlock(this.database, info, this.#memory, this.#number);
  }

  /** Rows of the block within the keys that the index does not exclude; undefined when there are none. */
  fit(info: BlockInfo, match: IndexQuery | undefined, keys: KeyRange): FittingRows | undefined {
    const block = this.load(info);
    if (match !== undefined && !mayFit(match, block)) return undefined;
    const set = match === undefined ? RowSet.full(info.rows) : rowsThatFit(match, block);
    if (set.isEmpty) return undefined;
    if (info.minKey >= keys.from && info.maxKey < keys.to) return { block, set, from: 0, to: info.rows };
    const from = rowOfKey(block.head.keys, keys.from);
    const to = rowOfKey(block.head.keys, keys.to);
    return from < to ? { block, set, from, to } : undefined;
  }

  row(block: LoadedBlock, row: number): StoredRow {
    const { keys, levels, sources } = block.head;
    const { flags, seq, offset, shape, leaves, message } = block.row(row);
    const whole = flags | levels[row]!;
    return { key: keys[row]!, source: sources[row]!, flags: whole, seq, offset, shape, leaves, message };
  }

  event(row: StoredRow): LogEvent {
    const shape = row.shape === null ? undefined : this.#shapeText(row.shape);
    return eventOfRow(this.hour, row, this.source(row.source), shape);
  }

  #shapeText(id: number): string {
    if (id > this.#shapes.length) this.#shapes.push(...readShapes(this.database, this.#shapes.length));
    return this.#shapes[id - 1]!;
  }

  close(): void {
    this.database.close();
  }
}
