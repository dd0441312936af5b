import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { verifyBundle } from '../../../src/bundle/verify-bundle.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import type { EventSink } from '../../../src/ports/event-sink.ts';
import { parseQuery } from '../../../src/query/parse-query.ts';
import { openEmbeddedWorkspace } from '../../../src/workspace/embedded/embedded-workspace.ts';
import { sampleEvents, sampleFindings, writeSample } from '../../kit/bundle-samples.ts';
import { seededRandom } from '../../kit/log-lines.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';
import { unzipped, type ZipPart, zipped } from '../../kit/zip-parts.ts';

async function stored(folder: string, query = ''): Promise<LogEvent[]> {
  const workspace = await openEmbeddedWorkspace({ directory: folder, readOnly: true });
  const events: LogEvent[] = [];
  try {
    const request = { query: parseQuery(query), range: {}, order: 'oldest' as const };
    for await (const page of workspace.store.search(request)) events.push(...page.events);
  } finally {
    await workspace.close();
  }
  return events;
}

async function load(file: string, folder: string) {
  const workspace = await openEmbeddedWorkspace({ directory: folder });
  try {
    return await openBundle(file, async () => workspace.archive);
  } finally {
    await workspace.close();
  }
}

const refusing: EventSink = {
  append: () => Promise.reject(new Error('Something was stored.')),
  close: async () => {},
};

describe('openBundle', () => {
  test('a fresh workspace has the same events, and opening again changes nothing', async () => {
    const folder = temporaryFolder();
    const events = sampleEvents(600).map((event, i) =>
      // Times that go back within a file, and ids of other programs, must survive as well.
      i % 50 === 3 ? { ...event, event: { id: `foreign-${i}` }, log: { level: 'WARN' } } : event,
    );
    const file = (await writeSample(folder, events, { findings: sampleFindings(events) })).path;
    const workspace = path.join(folder, 'workspace');
    const first = await load(file, workspace);
    expect(first).toMatchObject({
      events: 600,
      duplicates: 0,
      incident: { id: 'checkout-503', traceId: 'req-000001' },
    });
    expect(await load(file, workspace)).toMatchObject({ events: 600, duplicates: 600 });
    const found = await stored(workspace);
    expect(found).toHaveLength(600);
    const byId = (list: LogEvent[]) => [...list].sort((a, b) => (a.event.id < b.event.id ? -1 : 1));
    expect(byId(found)).toEqual(byId(events));
    expect(await stored(workspace, 'level:ERROR')).toHaveLength(60);
    const again = await writeSample(folder, found, { findings: sampleFindings(events) }, { name: 'again.zip' });
    expect(readFileSync(again.path).equals(readFileSync(file))).toBe(true);
  });

  test('events of a file whose times go back are all loaded', async () => {
    const folder = temporaryFolder();
    const events = sampleEvents(200).map((event, i) => ({
      ...event,
      log: { ...event.log, offset: (200 - i) * 100 },
      event: { id: `agent_one-${((200 - i) * 100).toString(36)}` },
    }));
    const file = (await writeSample(folder, events)).path;
    await load(file, path.join(folder, 'workspace'));
    expect(await stored(path.join(folder, 'workspace'))).toHaveLength(200);
  });

  test('a changed bundle is refused before anything is stored', async () => {
    const folder = temporaryFolder();
    const file = (await writeSample(folder, sampleEvents(50))).path;
    const bytes = readFileSync(file);
    bytes[bytes.indexOf('logs/orders.log') + 30]! ^= 1;
    writeFileSync(file, bytes);
    await expect(openBundle(file, async () => refusing)).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
      message: expect.stringContaining('logs/orders.log'),
    });
  });

  test('what was written by the first version still opens', async () => {
    const file = path.join(import.meta.dirname, '../../fixtures/bundle-1.zip');
    const folder = temporaryFolder();
    expect((await verifyBundle(file)).problems).toEqual([]);
    const opened = await load(file, folder);
    expect(opened).toMatchObject({
      events: 40,
      incident: { pins: [{ note: 'first' }] },
      manifest: { ruleRevision: 4 },
    });
    expect((await stored(folder)).map(({ message }) => message)).toEqual(
      expect.arrayContaining(sampleEvents(40).map(({ message }) => message)),
    );
  });
});

describe('hostile bundles', () => {
  const names = [
    '../evil.log',
    'logs/../../evil.log',
    '/etc/passwd',
    'C:/evil.log',
    'logs\\..\\evil.log',
    'logs/con',
    'logs/a\u202egol.log',
    'logs/.log',
    'logs/sub/folder.log',
    `logs/${'a'.repeat(300)}.log`,
    'timeline.NDJSON',
    'evil.sh',
    'report.html/',
  ];
  /** Raw names: the library refuses to write them. */
  async function renamed(file: string, from: string, to: string): Promise<void> {
    const bytes = readFileSync(file);
    const stand = Buffer.from(from);
    for (let at = bytes.indexOf(stand); at >= 0; at = bytes.indexOf(stand, at + 1)) Buffer.from(to).copy(bytes, at);
    writeFileSync(file, bytes);
  }

  async function refused(file: string): Promise<string> {
    const before = readdirSync(path.dirname(file)).sort();
    const startMs = performance.now();
    const error = await openBundle(file, async () => refusing).then(
      () => undefined,
      (reason) => reason as Error,
    );
    expect(error).toMatchObject({ code: 'BUNDLE_INVALID' });
    expect(performance.now() - startMs).toBeLessThan(5_000);
    expect(readdirSync(path.dirname(file)).sort()).toEqual(before);
    return error!.message;
  }

  test.each(names)('the name %j', async (name) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'hostile.zip');
    const parts = await unzipped((await writeSample(folder, sampleEvents(20))).path);
    const stand = 'n'.repeat(Buffer.byteLength(name));
    await zipped(file, [...parts, { name: stand, bytes: Buffer.from('x') }]);
    await renamed(file, stand, name);
    expect(await refused(file)).toMatch(/no part of such a name|directory cannot be read/);
  });

  test('a symbolic link, a name twice, a bomb, a huge manifest, deep nesting, no JSON, no zip', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'hostile.zip');
    const parts = await unzipped((await writeSample(folder, sampleEvents(20))).path);
    const others = parts.filter(({ name }) => name !== 'timeline.ndjson');
    const timeline = (bytes: Buffer | string): ZipPart => ({ name: 'timeline.ndjson', bytes: Buffer.from(bytes) });
    const cases: [RegExp, ZipPart[]][] = [
      [/symbolic link/, [...parts, { name: 'logs/link.log', bytes: Buffer.from('/etc/passwd'), mode: 0o120777 }]],
      [/no plain file/, [...parts, { name: 'logs/pipe.log', bytes: Buffer.from(''), mode: 0o010644 }]],
      [/two parts/, [...parts, { name: 'Report.html', bytes: Buffer.from('x') }].map(lowerReport)],
      [/claims to unpack/, [...others, timeline(Buffer.alloc(80 * 1024 * 1024))]],
      [/too many for one/, [{ name: 'manifest.json', bytes: Buffer.alloc(33 * 1024 * 1024, 32) }]],
      [/cannot be read/, [{ name: 'manifest.json', bytes: Buffer.from('['.repeat(200_000)) }, ...others.slice(1)]],
      [/manifest\.json/, [{ name: 'manifest.json', bytes: Buffer.from('null') }, ...others.slice(1)]],
      [/timeline\.ndjson/, [...others, timeline(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}\n`)]],
      [/no bundle/, [{ name: 'report.html', bytes: Buffer.from('x') }]],
    ];
    for (const [expected, hostile] of cases) {
      await zipped(file, hostile);
      expect(await refused(file)).toMatch(expected);
    }
    writeFileSync(file, 'PK but no zip');
    expect(await refused(file)).toMatch(/directory cannot be read/);
  });

  test('500 bundles of random damage: none harms, each is explained', async () => {
    const folder = temporaryFolder();
    const bytes = readFileSync((await writeSample(folder, sampleEvents(60))).path);
    const file = path.join(folder, 'hostile.zip');
    const random = seededRandom(77);
    const int = (below: number) => Math.floor(random() * below);
    for (let i = 0; i < 500; i++) {
      let damaged = Buffer.from(bytes);
      // Mostly where the headers are: sizes, offsets, counts, flags.
      const directoryAt = damaged.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
      for (let n = 1 + int(6); n > 0; n--) {
        const at = random() < 0.7 ? directoryAt + int(damaged.length - directoryAt) : int(damaged.length);
        damaged[at] = random() < 0.3 ? 0xff : int(256);
      }
      if (random() < 0.1) damaged = damaged.subarray(0, int(damaged.length));
      if (damaged.equals(bytes)) continue;
      writeFileSync(file, damaged);
      expect((await refused(file)).length).toBeGreaterThan(20);
    }
  });

  test('an incident document that is none is refused', async () => {
    const folder = temporaryFolder();
    const events = sampleEvents(20);
    const findings = sampleFindings(events);
    const broken = { ...findings, incident: { ...findings.incident!, id: '../../evil' } };
    const file = (await writeSample(folder, events, { findings: broken })).path;
    expect(await refused(file)).toContain('incident.json');
  });
});

function lowerReport(part: ZipPart): ZipPart {
  return part.name === 'Report.html' ? { ...part, name: 'report.html' } : part;
}
