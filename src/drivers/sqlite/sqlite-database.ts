// SQLite as our stores use it: synchronous, rows as arrays. Whoever calls it lives in a worker thread.

export type SqliteValue = string | number | Uint8Array | null;
export type SqliteRow = SqliteValue[];

export interface SqliteStatement {
  /** Number of rows changed. */
  run(...values: SqliteValue[]): number;
  get(...values: SqliteValue[]): SqliteRow | undefined;
  all(...values: SqliteValue[]): SqliteRow[];
  iterate(...values: SqliteValue[]): Iterable<SqliteRow>;
}

export interface SqliteDatabase {
  readonly path: string;
  exec(sql: string): void;
  /** Statements are kept: asking again for the same text gives the same one. */
  prepare(sql: string): SqliteStatement;
  /** BEGIN IMMEDIATE … COMMIT; rolls back and throws on when `work` throws. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface OpenOptions {
  readOnly?: boolean;
  /** The file lies where nothing can be written, not even SQLite's side files. */
  immutable?: boolean;
  /** How long a statement waits for another connection's lock before STORE_LOCKED; 0 unless told. */
  waitMs?: number;
}

export type SqliteDriverName = 'node' | 'libsql';

export interface SqliteDriver {
  readonly name: SqliteDriverName;
  readonly version: string;
  /** Throws an AppError: STORE_CORRUPT, STORE_FULL, STORE_READ_ONLY, STORE_LOCKED, PERMISSION_DENIED. */
  open(path: string, options?: OpenOptions): SqliteDatabase;
}
