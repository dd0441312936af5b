import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNodeFileSystem } from '../../../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../../../src/drivers/node/system-clock.ts';
import { loadSqlite } from '../../../../src/drivers/sqlite/sqlite-driver.ts';
import { parseQuery } from '../../../../src/query/parse-query.ts';
import { openEmbeddedWorkspace } from '../../../../src/workspace/embedded/embedded-workspace.ts';
import { FileRuleStore } from '../../../../src/workspace/embedded/file-rule-store.ts';
import { testRule } from '../../../conformance/rule-store.suite.ts';
import { batchOf, testEvent, testSource } from '../../../kit/event-batches.ts';
import { temporaryFolder } from '../../../kit/temporary-folder.ts';
import { until } from '../../../kit/until.ts';

const START_MS = Date.parse('2026-11-23T10:30:00.000Z');
const HOUR_MS = 3_600_000;
const ALL = parseQuery('');

function batch(hour: number, count: number, from = 0) {
  const source = testSource('a');
  const events = Array.from({ length: count }, (_, i) =>
    testEvent(source, (from + i) * 10, START_MS + hour * HOUR_MS + i, `line ${from + i}`, 'INFO'),
  );
  return batchOf(source, events);
}

const segments = (directory: string) =>
  readdirSync(path.join(directory, 'store')).filter((name) => name.endsWith('.events.db'));

describe('a workspace folder', () => {
  test('is there again after closing, with what was stored', async () => {
    const directory = path.join(temporaryFolder(), 'new', 'workspace');
    const first = await openEmbeddedWorkspace({ directory });
    await first.sink.append(batch(0, 10));
    await first.close();
    const second = await openEmbeddedWorkspace({ directory });
    expect(await second.store.count(ALL, {})).toBe(10);
    expect(await second.sink.append(batch(0, 12))).toEqual({ duplicates: 10 });
    const stop = new AbortController();
    const feed = second.tail.follow(
      { selectors: [], query: ALL, start: { kind: 'last', count: 3 }, bufferEvents: 10 },
      stop.signal,
    );
    const got = (await feed[Symbol.asyncIterator]().next()).value as { type: string }[];
    expect(got.length).toBe(3);
    stop.abort();
    await second.close();
  });

  test('is private to its owner', async () => {
    const directory = path.join(temporaryFolder(), 'workspace');
    const workspace = await openEmbeddedWorkspace({ directory });
    expect(statSync(directory).mode & 0o077).toBe(0);
    await workspace.close();
  });

  test('has one writer, and any number of readers beside it', async () => {
    const directory = temporaryFolder();
    const writer = await openEmbeddedWorkspace({ directory });
    await writer.sink.append(batch(0, 5));
    await expect(openEmbeddedWorkspace({ directory })).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    const readers = await Promise.all([1, 2].map(() => openEmbeddedWorkspace({ directory, readOnly: true })));
    await writer.sink.append(batch(0, 5, 5));
    for (const reader of readers) {
      expect(await reader.store.count(ALL, {})).toBe(10);
      await expect(reader.sink.append(batch(0, 1))).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
      await reader.close();
    }
    await writer.close();
    const next = await openEmbeddedWorkspace({ directory });
    await next.close();
  });

  test('that is not there can be read: it is empty', async () => {
    const directory = path.join(temporaryFolder(), 'nothing');
    const workspace = await openEmbeddedWorkspace({ directory, readOnly: true });
    expect(await workspace.store.count(ALL, {})).toBe(0);
    expect((await workspace.store.stats()).segments).toEqual([]);
    expect(await workspace.rules.read()).toEqual({ revision: 0, rules: [] });
    expect(existsSync(directory)).toBe(false);
    await workspace.close();
  });

  test('of a newer version is refused, whole or by the hour', async () => {
    const directory = temporaryFolder();
    const workspace = await openEmbeddedWorkspace({ directory });
    await workspace.sink.append(batch(0, 5));
    await workspace.close();
    const file = path.join(directory, 'store', segments(directory)[0]!);
    const database = (await loadSqlite()).open(file);
    database.exec('PRAGMA user_version=99');
    database.close();
    const reader = await openEmbeddedWorkspace({ directory, readOnly: true });
    await expect(reader.store.count(ALL, {})).rejects.toMatchObject({ code: 'STORE_NEWER' });
    await reader.close();
    writeFileSync(path.join(directory, 'store', 'store.json'), '{"format":"crosstail-store","version":99}');
    await expect(openEmbeddedWorkspace({ directory })).rejects.toMatchObject({ code: 'STORE_NEWER' });
    await expect(openEmbeddedWorkspace({ directory, readOnly: true })).rejects.toMatchObject({ code: 'STORE_NEWER' });
    writeFileSync(path.join(directory, 'store', 'store.json'), '{"form');
    await expect(openEmbeddedWorkspace({ directory })).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });

  test('with a damaged hour sets it aside, says which, and goes on with the others', async () => {
    const directory = temporaryFolder();
    const workspace = await openEmbeddedWorkspace({ directory });
    await workspace.sink.append(batch(0, 5));
    await workspace.close();
    const [name] = segments(directory);
    writeFileSync(path.join(directory, 'store', name!), 'not a database at all '.repeat(1_000));
    const reader = await openEmbeddedWorkspace({ directory, readOnly: true });
    expect(await reader.store.count(ALL, {})).toBe(0);
    expect((await reader.store.stats()).damaged).toEqual([path.join(directory, 'store', name!)]);
    await reader.close();
    const again = await openEmbeddedWorkspace({ directory });
    await again.sink.append(batch(0, 4));
    await again.sink.append(batch(5, 3));
    expect(await again.store.count(ALL, {})).toBe(7);
    expect((await again.store.stats()).damaged).toEqual([path.join(directory, 'store', `${name}.damaged`)]);
    await again.close();
  });

  test('that may not be written is refused for writing, not for reading', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may write everywhere');
    const directory = temporaryFolder();
    const workspace = await openEmbeddedWorkspace({ directory });
    await workspace.sink.append(batch(0, 5));
    await workspace.close();
    const store = path.join(directory, 'store');
    chmodSync(store, 0o500);
    try {
      await expect(openEmbeddedWorkspace({ directory })).rejects.toMatchObject({
        code: expect.stringMatching(/PERMISSION|READ_ONLY|UNREADABLE/),
      });
      const reader = await openEmbeddedWorkspace({ directory, readOnly: true });
      expect(await reader.store.count(ALL, {})).toBe(5);
      await reader.close();
    } finally {
      chmodSync(store, 0o700);
    }
  });

  test('keeps only what the retention allows, whole hours at a time', async () => {
    const directory = temporaryFolder();
    const workspace = await openEmbeddedWorkspace({ directory });
    for (const hour of [0, 1, 2, 3]) await workspace.sink.append(batch(hour, 5, hour * 5));
    expect(await workspace.store.count(ALL, {})).toBe(20);
    await workspace.close();
    expect(segments(directory).length).toBe(4);
    const kept = await openEmbeddedWorkspace({ directory, retention: { maxBytes: 1 } });
    expect(await kept.store.count(ALL, {})).toBe(5);
    expect(readdirSync(path.join(directory, 'store')).filter((name) => name.includes('T10'))).toEqual([]);
    await kept.close();
  });

  test('that is deleted under an open workspace gives errors or nothing, and does not hang', async () => {
    const directory = temporaryFolder();
    const workspace = await openEmbeddedWorkspace({ directory });
    await workspace.sink.append(batch(0, 5));
    rmSync(path.join(directory, 'store'), { recursive: true });
    expect(await workspace.store.count(ALL, {})).toBe(0);
    await expect(workspace.sink.append(batch(7, 5))).rejects.toMatchObject({
      code: expect.any(String),
      hint: expect.any(String),
    });
    await workspace.close();
  });
});

describe('a rule file', () => {
  const open = (directory: string) =>
    new FileRuleStore(createNodeFileSystem(), directory, path.join(directory, 'rules.json'), createSystemClock());

  test('edited by hand is seen by watchers; half a file is not', async () => {
    const directory = temporaryFolder();
    const rules = open(directory);
    await rules.publish({ rules: [testRule('a')], note: '', by: 'me', expectRevision: 0 });
    const seen: number[] = [];
    const stop = new AbortController();
    const watching = (async () => {
      for await (const set of rules.watch(stop.signal)) seen.push(set.revision);
    })();
    await until(() => seen.length === 1);
    const file = path.join(directory, 'rules.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, 40));
    await expect(rules.read()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    await new Promise((resolve) => setTimeout(resolve, 30));
    writeFileSync(file, text.replace('"revision": 1', '"revision": 5'));
    await until(() => seen.includes(5));
    expect(seen).toEqual([1, 5]);
    stop.abort();
    await watching;
  });

  test('of a newer version is refused', async () => {
    const directory = temporaryFolder();
    writeFileSync(path.join(directory, 'rules.json'), '{"version":9,"revisions":[]}');
    await expect(open(directory).read()).rejects.toMatchObject({ code: 'STORE_NEWER' });
  });

  test('is written whole or not at all', async () => {
    const directory = path.join(temporaryFolder(), 'blocked');
    writeFileSync(directory, 'a file where the folder should be');
    await expect(
      open(path.join(directory, 'deeper')).publish({ rules: [], note: '', by: 'me', expectRevision: 0 }),
    ).rejects.toMatchObject({ hint: expect.any(String) });
  });
});
