// libsql: a prebuilt SQLite for runtimes whose Node has none (Node 20, Electron 33).
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { PreparedDatabase, type RawDatabase, type RawStatement } from './prepared-database.ts';
import type { OpenOptions, SqliteDatabase, SqliteValue } from './sqlite-database.ts';

interface LibsqlStatement {
  raw(on: boolean): LibsqlStatement;
  run(values: SqliteValue[]): { changes: number };
  get(values: SqliteValue[]): unknown;
  all(values: SqliteValue[]): unknown[];
  iterate(values: SqliteValue[]): Iterable<unknown>;
  readonly reader: boolean;
}

interface LibsqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): LibsqlStatement;
  close(): void;
}

export type LibsqlModule = new (path: string) => LibsqlDatabase;

/** The library, or undefined where it has no build for this machine. */
export function requireLibsql(): LibsqlModule | undefined {
  try {
    return createRequire(import.meta.url)('libsql') as LibsqlModule;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Opens a database file with libsql. */
export function openLibsql(module: LibsqlModule, path: string, options: OpenOptions): SqliteDatabase {
  // libsql opens for writing always, and would make a missing file.
  if (options.readOnly === true) accessSync(path, constants.R_OK);
  const database = new module(options.immutable === true ? `${pathToFileURL(path).href}?immutable=1` : path);
  if (options.waitMs !== undefined) database.exec(`PRAGMA busy_timeout=${options.waitMs}`);
  if (options.readOnly === true) database.exec('PRAGMA query_only=1');
  return new PreparedDatabase(path, rawOf(database));
}

function rawOf(database: LibsqlDatabase): RawDatabase {
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => statementOf(database.prepare(sql)),
    close: () => database.close(),
    resultCodeOf: resultCodeOfLibsql,
  };
}

// Values go in as one array: spread ones are flattened by the library, and a lone object would be taken for names.
function statementOf(statement: LibsqlStatement): RawStatement {
  if (statement.reader) statement.raw(true);
  return {
    run: (...values) => statement.run(values),
    get: (...values) => statement.get(values) ?? undefined,
    all: (...values) => statement.all(values),
    iterate: (...values) => statement.iterate(values),
  };
}

/** SQLite's extended result code of an error of libsql. */
export function resultCodeOfLibsql(error: unknown): number | undefined {
  const code = (error as { rawCode?: unknown }).rawCode;
  return typeof code === 'number' ? code : undefined;
}
