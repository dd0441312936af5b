import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SqliteDriverName } from '../../../../src/drivers/sqlite/sqlite-database.ts';
import { loadSqlite } from '../../../../src/drivers/sqlite/sqlite-driver.ts';
import { temporaryFolder } from '../../../kit/temporary-folder.ts';

describe.each<SqliteDriverName>(['node', 'libsql'])('SQLite by %s', (name) => {
  test('gives rows as arrays, numbers as numbers, bytes as bytes', async () => {
    const database = (await loadSqlite(name)).open(':memory:');
    database.exec('CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c BLOB)');
    expect(database.prepare('INSERT INTO t VALUES (?,?,?)').run(2 ** 45 + 1, 'é"数', new Uint8Array([1, 2]))).toBe(1);
    expect(database.prepare('INSERT OR IGNORE INTO t VALUES (?,?,?)').run(2 ** 45 + 1, null, null)).toBe(0);
    const row = database.prepare('SELECT a, b, c FROM t').get()!;
    expect([row[0], row[1], [...(row[2] as Uint8Array)]]).toEqual([2 ** 45 + 1, 'é"数', [1, 2]]);
    expect(database.prepare('SELECT a FROM t').all()).toEqual([[2 ** 45 + 1]]);
    expect([...database.prepare('SELECT a FROM t').iterate()]).toEqual([[2 ** 45 + 1]]);
    expect(database.prepare('SELECT a FROM t WHERE a=0').get()).toBeUndefined();
    database.close();
    database.close();
  });

  test('iterates beyond what fits in one step, and may be left early', async () => {
    const database = (await loadSqlite(name)).open(':memory:');
    database.exec('CREATE TABLE t(a INTEGER PRIMARY KEY)');
    database.transaction(() => {
      for (let i = 0; i < 250; i++) database.prepare('INSERT INTO t VALUES (?)').run(i);
    });
    expect([...database.prepare('SELECT a FROM t ORDER BY a').iterate()].length).toBe(250);
    for (const [a] of database.prepare('SELECT a FROM t ORDER BY a').iterate()) if (a === 3) break;
    expect(database.prepare('SELECT count(*) FROM t').get()).toEqual([250]);
    database.close();
  });

  test('takes a failed transaction back and throws what failed', async () => {
    const database = (await loadSqlite(name)).open(':memory:');
    database.exec('CREATE TABLE t(a INTEGER PRIMARY KEY)');
    const failing = () =>
      database.transaction(() => {
        database.prepare('INSERT INTO t VALUES (1)').run();
        throw new RangeError('no');
      });
    expect(failing).toThrow(RangeError);
    expect(database.prepare('SELECT count(*) FROM t').get()).toEqual([0]);
    database.close();
  });

  test('says what is wrong with a file', async () => {
    const driver = await loadSqlite(name);
    const folder = temporaryFolder();
    const damaged = path.join(folder, 'damaged.db');
    writeFileSync(
      damaged,
      'this is no database, whatever its name says, and it is long enough to be looked at'.repeat(20),
    );
    const read = (file: string) => {
      const database = driver.open(file, { readOnly: true });
      try {
        return database.prepare('SELECT count(*) FROM sqlite_master').get();
      } finally {
        database.close();
      }
    };
    expect(() => read(damaged)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
    expect(() => read(path.join(folder, 'missing.db'))).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  });

  test('says that another one writes, and that a reader may not', async () => {
    const driver = await loadSqlite(name);
    const file = path.join(temporaryFolder(), 'a.db');
    const first = driver.open(file);
    first.exec('CREATE TABLE t(a)');
    first.exec('BEGIN EXCLUSIVE');
    const second = driver.open(file);
    second.exec('PRAGMA busy_timeout=0');
    expect(() => second.exec('INSERT INTO t VALUES (1)')).toThrow(
      expect.objectContaining({ code: 'STORE_LOCKED', retryable: true }),
    );
    first.exec('COMMIT');
    const reader = driver.open(file, { readOnly: true });
    expect(() => reader.exec('INSERT INTO t VALUES (1)')).toThrow(expect.objectContaining({ code: 'STORE_READ_ONLY' }));
    for (const database of [first, second, reader]) database.close();
  });

  test('says that the disk is full', async () => {
    const database = (await loadSqlite(name)).open(path.join(temporaryFolder(), 'a.db'));
    database.exec('CREATE TABLE t(a)');
    database.exec('PRAGMA max_page_count=3');
    const fill = () => database.transaction(() => database.exec('INSERT INTO t VALUES (hex(zeroblob(100000)))'));
    expect(fill).toThrow(expect.objectContaining({ code: 'STORE_FULL', retryable: true }));
    database.close();
  });

  test('reads a file that lies where nothing can be written', async () => {
    const driver = await loadSqlite(name);
    const folder = temporaryFolder();
    const file = path.join(folder, 'a b#c.db');
    const made = driver.open(file);
    made.exec('PRAGMA journal_mode=WAL');
    made.exec('CREATE TABLE t(a)');
    made.close();
    chmodSync(folder, 0o500);
    try {
      const database = driver.open(file, { readOnly: true, immutable: true });
      expect(database.prepare('SELECT count(*) FROM t').get()).toEqual([0]);
      database.close();
    } finally {
      chmodSync(folder, 0o700);
    }
  });
});

test('takes the SQLite of the runtime first', async () => {
  expect((await loadSqlite()).name).toBe('node');
});
