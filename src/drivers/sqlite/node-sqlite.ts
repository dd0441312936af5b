// The SQLite that Node brings, where it gives rows as arrays (Node ≥ 22.16). Loaded at run time: Node 20 has none.
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { PreparedDatabase, type RawDatabase } from './prepared-database.ts';
import type { OpenOptions, SqliteDatabase } from './sqlite-database.ts';

export type NodeSqliteModule = typeof import('node:sqlite');

/** Node's module, or undefined where this runtime has none. */
export async function importNodeSqlite(): Promise<NodeSqliteModule | undefined> {
  try {
    return await import('node:sqlite');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_BUILTIN_MODULE') return undefined;
    throw error;
  }
}

/** Opens a database file with Node's own SQLite. */
export function openNodeSqlite(module: NodeSqliteModule, path: string, options: OpenOptions): SqliteDatabase {
  const location = options.immutable === true ? `${pathToFileURL(path).href}?immutable=1` : path;
  const database = new module.DatabaseSync(location, { readOnly: options.readOnly ?? false });
  if (options.waitMs !== undefined) database.exec(`PRAGMA busy_timeout=${options.waitMs}`);
  return new PreparedDatabase(path, rawOf(database));
}

function rawOf(database: DatabaseSync): RawDatabase {
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    },
    close: () => database.close(),
    resultCodeOf: resultCodeOfNode,
  };
}

/** SQLite's extended result code of an error of node:sqlite. */
export function resultCodeOfNode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code : undefined;
}
