// Chooses the SQLite of this runtime: what Node brings where it brings one we can use, libsql where not.
import { AppError, isAppError, messageOf } from '../../base/errors.ts';
import { openLibsql, requireLibsql, resultCodeOfLibsql } from './libsql-sqlite.ts';
import { importNodeSqlite, openNodeSqlite, resultCodeOfNode } from './node-sqlite.ts';
import type { OpenOptions, SqliteDatabase, SqliteDriver, SqliteDriverName } from './sqlite-database.ts';
import { sqliteError } from './sqlite-error.ts';

type Open = (path: string, options: OpenOptions) => SqliteDatabase;

/**
 * The first usable driver, or the named one. A driver is usable when it answers a statement.
 * Rejects NOT_SUPPORTED when there is none.
 */
export async function loadSqlite(wanted?: SqliteDriverName): Promise<SqliteDriver> {
  const problems: string[] = [];
  for (const name of wanted === undefined ? (['node', 'libsql'] as const) : [wanted]) {
    try {
      const driver = name === 'node' ? await nodeDriver() : libsqlDriver();
      if (driver !== undefined) return driver;
      problems.push(`${name}: not in this runtime`);
    } catch (error) {
      problems.push(`${name}: ${messageOf(error)}`);
    }
  }
  throw new AppError('NOT_SUPPORTED', `No usable SQLite was found (${problems.join('; ')}).`, {
    hint: 'Run with Node 22.16 or newer, or install the optional package libsql.',
  });
}

async function nodeDriver(): Promise<SqliteDriver | undefined> {
  const module = await importNodeSqlite();
  if (module === undefined) return undefined;
  return probed('node', (path, options) => openNodeSqlite(module, path, options), resultCodeOfNode);
}

function libsqlDriver(): SqliteDriver | undefined {
  const module = requireLibsql();
  if (module === undefined) return undefined;
  return probed('libsql', (path, options) => openLibsql(module, path, options), resultCodeOfLibsql);
}

function probed(name: SqliteDriverName, open: Open, resultCodeOf: (error: unknown) => number | undefined) {
  const probe = open(':memory:', {});
  const version = String(probe.prepare('SELECT sqlite_version()').get()?.[0]);
  probe.close();
  const guarded = (path: string, options: OpenOptions = {}) => {
    try {
      return open(path, options);
    } catch (error) {
      if (isAppError(error)) throw error;
      const errno = (error as NodeJS.ErrnoException).code;
      if (errno === 'EACCES' || errno === 'EPERM') throw sqliteError(error, 'Opening', path, 3);
      throw sqliteError(error, 'Opening', path, resultCodeOf(error) ?? (errno === 'ENOENT' ? 14 : undefined));
    }
  };
  return { name, version, open: guarded } satisfies SqliteDriver;
}
