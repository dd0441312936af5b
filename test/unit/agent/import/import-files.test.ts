import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { createFileImporter } from '../../../../src/agent/import-files.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { createNodeFileSystem } from '../../../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../../../src/drivers/node/system-clock.ts';
import { eventAt } from '../../../../src/model/event-batch.ts';
import type { ImportRequest } from '../../../../src/ports/importer.ts';
import { CollectingSink, lines, makeFolder, numbered, removeFolder } from '../../../kit/agent-kit.ts';

// The lines of numbered('packed', 0, 2), made with the usual tools.
const BZIP2 =
  'QlpoOTFBWSZTWXMoMiYAABVdgAAQQAZ1EAEhrghAACAASCqptJ6geoACVAAaaDSZ7aIvyhsuzuU1WRSyUxCFKWYpHgpMUUY4eGGKnxdyRThQkHMoMiY=';
const ZSTD = 'KLUv/SBMjQEAVAIyMDI2LTExLTI0IDEwOjAsMDAwIElORk8gcGFja2VkIDAKMTEKAwDgEJPS0MDVAQ==';
const XZ =
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ABLAC5dABkMApKyqWYUhWf6nx3cOVCePLwfabTmJJ6I4JYMYeyyDzWK65fT6XgZR4/1wIAAAABvn3OiUrmeVAABSkwfH3pVH7bzfQEAAAAABFla';

let folder: string;
let sink: CollectingSink;
beforeEach(() => {
  folder = makeFolder();
  sink = new CollectingSink();
});
afterEach(() => removeFolder(folder));

function write(name: string, bytes: string | Uint8Array): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  return file;
}

function run(paths: string[], request: Partial<ImportRequest> = {}, input = '') {
  const importer = createFileImporter({
    files: createNodeFileSystem(),
    sink,
    clock: createSystemClock(),
    host: 'here',
    standardInput: async function* () {
      yield new TextEncoder().encode(input);
    },
  });
  return importer.run({ paths, ...request }, () => {});
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function tarOf(entries: Record<string, string | Buffer>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(entries)) archive.entry({ name }, content);
  archive.finalize();
  return collect(archive as unknown as AsyncIterable<Uint8Array>);
}

function zipOf(entries: Record<string, string>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(entries)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  return collect(archive.outputStream as unknown as AsyncIterable<Uint8Array>);
}

test('a folder is read with all that is in it, and counted', async () => {
  write('a/engine.log', numbered('engine', 0, 3));
  write('b/frontd.log', numbered('frontd', 0, 2));
  const result = await run([folder]);
  expect(result).toMatchObject({ files: 2, lines: 5, events: 5, services: ['engine', 'frontd'], unreadable: [] });
  expect(sink.messages.sort()).toEqual([...lines('engine', 0, 3), ...lines('frontd', 0, 2)].sort());
  expect(sink.events[0]?.host?.name).toBe('here');
});

const packed = numbered('packed', 0, 2);

test.each<[string, () => Buffer]>([
  ['packed.log.gz', () => zlib.gzipSync(packed)],
  ['packed.log.bz2', () => Buffer.from(BZIP2, 'base64')],
  ['packed.log.xz', () => Buffer.from(XZ, 'base64')],
  ['packed.log.2.gz', () => Buffer.concat([zlib.gzipSync(packed.slice(0, 10)), zlib.gzipSync(packed.slice(10))])],
])('%s is unpacked', async (name, bytes) => {
  const result = await run([write(name, bytes())]);
  expect(result).toMatchObject({ files: 1, lines: 2, events: 2, services: ['packed'], unreadable: [] });
  expect(sink.messages).toEqual(lines('packed', 0, 2));
});

test('zstd is unpacked by either decoder', async () => {
  const bytes = Buffer.from(ZSTD, 'base64');
  await run([write('packed.log.zst', bytes)]);
  expect(sink.messages).toEqual(lines('packed', 0, 2));
  const { Decompress } = await import('fzstd');
  const parts: Uint8Array[] = [];
  new Decompress((part) => parts.push(part)).push(bytes, true);
  expect(Buffer.concat(parts).toString()).toBe(packed);
});

test('archives are opened, and archives in them', async () => {
  const tar = await tarOf({
    'logs/one.log': numbered('one', 0, 2),
    'logs/two.log.gz': zlib.gzipSync(numbered('two', 0, 2)),
  });
  write('a.tgz', zlib.gzipSync(tar));
  write('b.zip', await zipOf({ 'three.log': numbered('three', 0, 2) }));
  const result = await run([folder]);
  expect(result).toMatchObject({ files: 3, events: 6, services: ['one', 'three', 'two'], unreadable: [] });
  expect(sink.messages.sort()).toEqual([...lines('one', 0, 2), ...lines('three', 0, 2), ...lines('two', 0, 2)].sort());
});

test('standard input', async () => {
  const result = await run(['-'], { service: 'piped' }, numbered('x', 0, 3));
  expect(result).toMatchObject({ events: 3, services: ['piped'] });
});

test('what cannot be read is named and does not stop the rest', async () => {
  write('good.log', numbered('good', 0, 2));
  write(
    'core',
    Uint8Array.from({ length: 4096 }, (_, i) => (i * 7) % 32),
  );
  write('cut.log.gz', zlib.gzipSync(numbered('cut', 0, 5000)).subarray(0, 2000));
  const result = await run([folder, path.join(folder, 'nowhere.log')]);
  expect(result.services).toContain('good');
  expect(result.unreadable.map(({ path: file }) => path.basename(file)).sort()).toEqual([
    'core',
    'cut.log.gz',
    'nowhere.log',
  ]);
  for (const { reason } of result.unreadable) expect(reason).not.toBe('');
});

test('the same file twice is stored once; another content at the same path is another source', async () => {
  const file = write('app.log', numbered('a', 0, 3));
  await run([file]);
  await run([file]);
  expect(sink.messages).toEqual(lines('a', 0, 3));
  write('app.log', numbered('b', 0, 3));
  await run([file]);
  expect(sink.messages).toEqual([...lines('a', 0, 3), ...lines('b', 0, 3)]);
});

test('a receiver that refuses for good ends the import with its reason', async () => {
  sink.gate = async () => {
    throw new AppError('STORE_READ_ONLY', 'The store is read-only.');
  };
  await expect(run([write('app.log', numbered('a', 0, 3))])).rejects.toThrow('read-only');
});

test('one event that is refused is counted and named; everything else is read', async () => {
  const inner = sink.append.bind(sink);
  sink.append = async (batch) => {
    for (let i = 0; i < batch.count; i++)
      if (eventAt(batch, i).message.includes(' bad 3')) throw new AppError('BAD_INPUT', 'too strange');
    return inner(batch);
  };
  const result = await run([write('bad.log', numbered('bad', 0, 8)), write('good.log', numbered('good', 0, 5))]);
  expect(sink.messages).toHaveLength(12);
  expect(result).toMatchObject({ files: 2, lines: 13, events: 12 });
  expect(result.unreadable).toEqual([
    { path: path.join(folder, 'bad.log'), reason: '1 of its 8 events were refused, the first: too strange' },
  ]);
});

test('a receiver that is away for a moment is waited for', async () => {
  let refusals = 2;
  sink.gate = async () => {
    if (refusals-- > 0) throw new AppError('DISCONNECTED', 'Away.', { retryable: true });
  };
  await run([write('app.log', numbered('a', 0, 3))]);
  expect(sink.messages).toEqual(lines('a', 0, 3));
});

test('what was stored of a damaged file is in the totals, and the file is named with the reason', async () => {
  const whole = zlib.gzipSync(numbered('cut', 0, 5000));
  const result = await run([write('cut.log.gz', whole.subarray(0, whole.length / 2))]);
  expect(result.events).toBeGreaterThan(0);
  expect(result).toMatchObject({ files: 1, events: sink.events.length, services: ['cut'], formats: { timestamp: 1 } });
  expect(result.from).not.toBeNull();
  expect(result.unreadable).toEqual([
    { path: path.join(folder, 'cut.log.gz'), reason: expect.stringContaining(`first ${result.lines} lines`) },
  ]);
});

test('a short file that is damaged is read up to there', async () => {
  const whole = zlib.gzipSync(numbered('short', 0, 20), { level: 0 });
  const result = await run([write('short.log.gz', whole.subarray(0, whole.length - 100))]);
  expect(result.events).toBeGreaterThan(10);
  expect(sink.events.length).toBe(result.events);
});

test('a file in an encoding nobody named is read in the likeliest one, which the result names', async () => {
  const text = '2026-11-24 10:00:00,000 INFO café\n2026-11-24 10:00:01,000 ERROR Größe\n';
  const file = write('latin1.log', Buffer.from(text, 'latin1'));
  const result = await run([file]);
  expect(sink.messages.map((message) => message.split(' ').at(-1))).toEqual(['café', 'Größe']);
  expect(result.encodings).toEqual([{ path: file, encoding: 'windows-1252', isGuessed: true, replaced: 0 }]);
});

test('broken bytes are counted per file', async () => {
  const file = write(
    'broken.log',
    Buffer.concat([Buffer.from('größer, höher\n'.repeat(20)), Buffer.from([0x61, 0xff, 10])]),
  );
  const result = await run([file]);
  expect(result.encodings).toEqual([{ path: file, encoding: 'utf-8', isGuessed: false, replaced: 1 }]);
});

test.each([{ format: 'nope' }, { encoding: 'klingon' }, { timezone: 'Mars/Olympus' }])(
  'settings that are none are refused before a file is read: %o',
  async (request) => {
    await expect(run([write('app.log', numbered('a', 0, 3))], request)).rejects.toMatchObject({ code: 'RULE_INVALID' });
  },
);
