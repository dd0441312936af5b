// What both drivers share: kept statements, transactions, errors in our words.
import type { SqliteDatabase, SqliteRow, SqliteStatement, SqliteValue } from './sqlite-database.ts';
import { sqliteError } from './sqlite-error.ts';

/** A statement as a client library gives it, rows already as arrays. */
export interface RawStatement {
  run(...values: SqliteValue[]): { changes: number | bigint };
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
  iterate(...values: SqliteValue[]): Iterable<unknown>;
}

export interface RawDatabase {
  exec(sql: string): void;
  prepare(sql: string): RawStatement;
  close(): void;
  resultCodeOf(error: unknown): number | undefined;
}

const MAX_KEPT = 100;

/** Wraps a client library's database. */
export class PreparedDatabase implements SqliteDatabase {
  readonly path: string;
  readonly #raw: RawDatabase;
  readonly #kept = new Map<string, SqliteStatement>();
  #open = true;

  constructor(path: string, raw: RawDatabase) {
    this.path = path;
    this.#raw = raw;
  }

  exec(sql: string): void {
    this.#guard('A statement', () => this.#raw.exec(sql));
  }

  prepare(sql: string): SqliteStatement {
    const kept = this.#kept.get(sql);
    if (kept !== undefined) return kept;
    const raw = this.#guard('Preparing a statement', () => this.#raw.prepare(sql));
    const statement: SqliteStatement = {
      // Without a closure: this is called for every row.
      run: (...values) => {
        try {
          return Number(raw.run(...values).changes);
        } catch (error) {
          throw sqliteError(error, 'Writing', this.path, this.#raw.resultCodeOf(error));
        }
      },
      get: (...values) => this.#guard('Reading', () => raw.get(...values)) as SqliteRow | undefined,
      all: (...values) => this.#guard('Reading', () => raw.all(...values)) as SqliteRow[],
      iterate: (...values) => this.#iterate(raw, values),
    };
    if (this.#kept.size >= MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    this.#kept.set(sql, statement);
    return statement;
  }

  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#kept.clear();
    this.#guard('Closing', () => this.#raw.close());
  }

  *#iterate(raw: RawStatement, values: SqliteValue[]): Iterable<SqliteRow> {
    try {
      yield* raw.iterate(...values) as Iterable<SqliteRow>;
    } catch (error) {
      throw sqliteError(error, 'Reading', this.path, this.#raw.resultCodeOf(error));
    }
  }

  // A full disk may have rolled back already: then there is nothing to roll back, and the first error counts.
  #rollBack(): void {
    try {
      this.#raw.exec('ROLLBACK');
    } catch (error) {
      if (this.#raw.resultCodeOf(error) === undefined) throw error;
    }
  }

  #guard<T>(what: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw sqliteError(error, what, this.path, this.#raw.resultCodeOf(error));
    }
  }
}
