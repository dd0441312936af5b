import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBundle } from '../../../src/bundle/create-bundle.ts';
import { createNodeFileSystem } from '../../../src/drivers/node/node-file-system.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import type { FileSystem } from '../../../src/ports/file-system.ts';
import { pagesOf, sampleEvents, sampleFindings, sampleRequest, writeSample } from '../../kit/bundle-samples.ts';
import { seededRandom } from '../../kit/log-lines.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';
import { unzipped } from '../../kit/zip-parts.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Ties in another order, as another order of arrival gives them. */
function withTiesShuffled(events: readonly LogEvent[], seed: number): LogEvent[] {
  const random = seededRandom(seed);
  return events
    .map((event) => ({ event, at: Math.floor(Date.parse(event['@timestamp'])), tie: random() }))
    .sort((a, b) => a.at - b.at || a.tie - b.tie)
    .map(({ event }) => event);
}

/** The same fields, written in another order. */
function withKeysReversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, withKeysReversed(inner)])
      .reverse(),
  );
}

describe('createBundle', () => {
  test('holds the events, the plain logs, a report and notes, all named in the manifest', async () => {
    const folder = temporaryFolder();
    const events = sampleEvents(400);
    const made = await writeSample(folder, events, { findings: sampleFindings(events) });
    expect(made).toMatchObject({ events: 400, services: ['inventoryd', 'orders'], hidden: null });
    expect(made.sha256).toBe(sha256(readFileSync(made.path)));
    const parts = await unzipped(made.path);
    expect(parts.map(({ name }) => name)).toEqual([
      'manifest.json',
      'report.html',
      'notes.md',
      'incident.json',
      'timeline.ndjson',
      'logs/inventoryd.log',
      'logs/orders.log',
    ]);
    const text = (name: string) => parts.find((part) => part.name === name)!.bytes.toString();
    const timeline = text('timeline.ndjson').trimEnd().split('\n');
    expect(timeline.map((line) => JSON.parse(line) as unknown)).toEqual(
      withTiesShuffled(events, 0).sort(byTimeAndPlace),
    );
    expect(text('logs/orders.log').split('\n').slice(0, 2)).toEqual([events[1]!.message, events[3]!.message]);
    const manifest = JSON.parse(text('manifest.json'));
    expect(manifest).toMatchObject({
      bundle: 1,
      scope: { query: 'level>=INFO', from: '2026-11-23T10:30:00.000Z', to: '2026-11-23T11:30:00.000Z' },
      events: { count: 400 },
      ruleRevision: 4,
      sources: [
        { host: 'engine-1', path: '/var/log/inventoryd.log', events: 200, fromOffset: 0, toOffset: 39_800 },
        { host: 'shop-1', path: '/var/log/orders.log', events: 200, fromOffset: 100, toOffset: 39_900 },
      ],
    });
    for (const [i, part] of parts.slice(1).entries()) {
      expect(manifest.parts[i]).toMatchObject({ name: part.name, size: part.bytes.length, sha256: sha256(part.bytes) });
    }
  });

  test('is the same bytes for the same content, whatever the order of ties, of keys, and the size of pages', async () => {
    const folder = temporaryFolder();
    const events = sampleEvents(3_000);
    const hashes = new Set<string>();
    for (let round = 0; round < 4; round++) {
      const shuffled = withTiesShuffled(events, round).map((event) => withKeysReversed(event) as LogEvent);
      const files = createNodeFileSystem();
      const target = { files, path: path.join(folder, `${round}.zip`) };
      const pages = pagesOf(round % 2 === 0 ? events : shuffled, 7 + round * 100);
      hashes.add((await createBundle(sampleRequest(), pages, target)).sha256);
    }
    expect(hashes.size).toBe(1);
  });

  test('stopped at any moment it leaves nothing behind', async () => {
    const folder = temporaryFolder();
    for (const at of ['reading', 'writing']) {
      const stop = new AbortController();
      const made = writeSample(
        folder,
        sampleEvents(500),
        {},
        {
          signal: stop.signal,
          progress: ({ phase }) => phase === at && stop.abort(new Error('stopped')),
        },
      );
      await expect(made).rejects.toThrow('stopped');
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('a disk that gets full leaves nothing behind, whichever write is the first without room', async () => {
    const folder = temporaryFolder();
    let failed = 0;
    for (let room = 0; ; room++) {
      const made = await writeSample(folder, sampleEvents(300), {}, { files: fullAfter(room) }).catch((error) => error);
      if (made.code === undefined) break;
      failed++;
      expect(made).toMatchObject({ code: 'STORE_FULL', message: expect.stringContaining('sample.zip') });
      expect(readdirSync(folder)).toEqual([]);
    }
    expect(failed).toBeGreaterThan(10);
    expect(readdirSync(folder)).toEqual(['sample.zip']);
  });

  test('a file of that name is kept unless it is to be replaced', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'sample.zip'), 'precious');
    await expect(writeSample(folder, sampleEvents(5))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(readFileSync(path.join(folder, 'sample.zip'), 'utf8')).toBe('precious');
    await writeSample(folder, sampleEvents(5), {}, { overwrite: true });
    expect(await unzipped(path.join(folder, 'sample.zip'))).toHaveLength(6);
  });

  test('services get file names that every system takes, no two alike', async () => {
    const folder = temporaryFolder();
    const names = ['a/../../b', 'A', 'a', 'con', '.hidden', '', 'ü', 'ö', 'x'.repeat(300)];
    const events = sampleEvents(names.length).map((event, i) => ({ ...event, service: { name: names[i]! } }));
    const made = await writeSample(folder, events);
    const logs = (await unzipped(made.path)).map(({ name }) => name).filter((name) => name.startsWith('logs/'));
    expect(new Set(logs.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const log of logs) expect(log).toMatch(/^logs\/[A-Za-z0-9_][A-Za-z0-9._-]{0,70}\.log$/);
    expect(logs).toContain('logs/_con.log');
  });
});

function byTimeAndPlace(a: LogEvent, b: LogEvent): number {
  return (
    Date.parse(a['@timestamp']) - Date.parse(b['@timestamp']) ||
    a.host!.name.localeCompare(b.host!.name) ||
    a.log!.offset! - b.log!.offset!
  );
}

/** A file system with room for so many writes. */
function fullAfter(writes: number): FileSystem {
  const files = createNodeFileSystem();
  let left = writes;
  return {
    ...files,
    async open(file, mode) {
      const opened = await files.open(file, mode);
      return {
        stat: () => opened.stat(),
        read: (into, offset, length, position) => opened.read(into, offset, length, position),
        sync: () => opened.sync(),
        close: () => opened.close(),
        write: async (bytes) => {
          if (left-- <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          await opened.write(bytes);
        },
      };
    },
  };
}
