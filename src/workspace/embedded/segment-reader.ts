// Reads one hour's file.
import type { SqliteDatabase, SqliteDriver, SqliteValue } from '../../drivers/sqlite/sqlite-database.ts';
import type { LogEvent } from '../../model/log-event.ts';
import { eventOfRow, type StoredRow } from './event-row.ts';
import type { SourceList } from './query-narrowing.ts';
import { FLAG_NOT_ASCII, HOUR_MS, keyOfTime, LEVEL_SLOTS, SLOTS, segmentVersion } from './segment-format.ts';
import { ROW_COLUMNS, readShapes, readSources, type StoredSource, storedRow } from './segment-rows.ts';
import type { SegmentFile } from './store-folder.ts';

/** Half-open stretch of keys. */
export interface KeyRange {
  from: number;
  to: number;
}

/** How rows are asked for: all optional conditions narrow, none decides. */
export interface RowRequest {
  /** Full-text expression. */
  match: string | undefined;
  literals: readonly string[];
  keys: KeyRange;
  newestFirst: boolean;
  limit: number;
  /** Commits behind this one are not seen. */
  maxSeq: number | undefined;
}

export class SegmentReader implements SourceList {
  readonly hour: number;
  readonly database: SqliteDatabase;
  #sources: StoredSource[] = [];
  #shapes: string[] = [];

  constructor(driver: SqliteDriver, file: SegmentFile, immutable: boolean) {
    this.hour = file.hour;
    this.database = driver.open(file.path, { readOnly: true, immutable });
    this.database.exec('PRAGMA cache_size=-32000');
    this.database.exec('PRAGMA mmap_size=268435456');
  }

  /** False while the writer is still making the file. Throws STORE_NEWER. */
  isReady(): boolean {
    return segmentVersion(this.database) > 0;
  }

  /** Times of the first and the last event; undefined when there is none. */
  span(): { fromMs: number; toMs: number } | undefined {
    const [first, last] = this.database.prepare('SELECT min(key), max(key) FROM event').get() ?? [];
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

  readonly #shapeText = (id: number): string => {
    if (id > this.#shapes.length) this.#shapes.push(...readShapes(this.database, this.#shapes.length));
    return this.#shapes[id - 1]!;
  };

  source(id: number): StoredSource {
    if (id > this.#sources.length) this.refresh();
    return this.#sources[id - 1]!;
  }

  /** Keys of the events with times in the range (integer ms), and of a few more where there is spill. */
  keysOf(fromMs: number | undefined, toMs: number | undefined): KeyRange {
    const from = fromMs === undefined ? 0 : keyOfTime(this.hour, fromMs);
    // Spilled keys may stand behind the hour's end.
    if (toMs === undefined || toMs >= this.startMs + HOUR_MS)
      return { from, to: Number.MAX_SAFE_INTEGER / LEVEL_SLOTS };
    return { from, to: keyOfTime(this.hour, toMs) + this.spill * SLOTS };
  }

  rows(request: RowRequest): StoredRow[] {
    const { sql, values } = rowsSql(request);
    return this.database
      .prepare(sql)
      .all(...values)
      .map((row) => storedRow(row, this.#shapeText));
  }

  event(row: StoredRow): LogEvent {
    return eventOfRow(this.hour, row, this.source(row.source));
  }

  close(): void {
    this.database.close();
  }
}

function rowsSql(request: RowRequest): { sql: string; values: SqliteValue[] } {
  const { match, literals, keys, newestFirst, limit, maxSeq } = request;
  const values: SqliteValue[] = [];
  let where = '';
  for (const literal of literals) where += ` AND ${literalCondition(literal, values)}`;
  if (maxSeq !== undefined) {
    where += ' AND seq<=?';
    values.push(maxSeq);
  }
  const direction = newestFirst ? 'DESC' : 'ASC';
  if (match === undefined) {
    const sql = `SELECT ${ROW_COLUMNS} FROM event WHERE key>=? AND key<?${where} ORDER BY key ${direction} LIMIT ?`;
    return { sql, values: [keys.from, keys.to, ...values, limit] };
  }
  // CROSS JOIN keeps the index outside: it gives its rows in the asked order. It uses bounds that are integers only, and
  // the drivers pass every number as a floating one.
  const sql =
    `SELECT ${ROW_COLUMNS} FROM words CROSS JOIN event ON event.key=words.rowid/${LEVEL_SLOTS}` +
    ` WHERE words MATCH ? AND words.rowid>=CAST(? AS INTEGER) AND words.rowid<CAST(? AS INTEGER)${where} ORDER BY words.rowid ${direction} LIMIT ?`;
  return { sql, values: [match, keys.from * LEVEL_SLOTS, keys.to * LEVEL_SLOTS, ...values, limit] };
}

function literalCondition(literal: string, values: SqliteValue[]): string {
  // LIKE ignores the case of ASCII only; messages with more are looked at by the predicate.
  for (let i = 0; i < literal.length; i++) if (literal.charCodeAt(i) > 127) return `flags & ${FLAG_NOT_ASCII}`;
  values.push(`%${literal.replace(/[\\%_]/g, '\\$&')}%`);
  return `(message LIKE ? ESCAPE '\\' OR flags & ${FLAG_NOT_ASCII})`;
}
