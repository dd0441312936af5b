import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyBundle } from '../../../src/bundle/verify-bundle.ts';
import { sampleEvents, sampleFindings, writeSample } from '../../kit/bundle-samples.ts';
import { seededRandom } from '../../kit/log-lines.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';
import { unzipped, type ZipPart, zipped } from '../../kit/zip-parts.ts';

async function sample(folder: string): Promise<string> {
  const events = sampleEvents(120);
  return (await writeSample(folder, events, { findings: sampleFindings(events) })).path;
}

describe('verifyBundle', () => {
  test('a bundle as it was written is in order', async () => {
    const verified = await verifyBundle(await sample(temporaryFolder()));
    expect(verified).toMatchObject({ ok: true, problems: [], manifest: { bundle: 1 } });
    expect(verified.seal).toMatch(/^[0-9a-f]{64}$/);
  });

  test('every one of 1,000 changed bytes is found', { timeout: 300_000 }, async () => {
    const file = await sample(temporaryFolder());
    const bytes = readFileSync(file);
    const random = seededRandom(9);
    const descriptor = openSync(file, 'r+');
    let named = 0;
    try {
      for (let i = 0; i < 1_000; i++) {
        const at = Math.floor(random() * bytes.length);
        const changed = bytes[at]! ^ (1 << Math.floor(random() * 8));
        writeSync(descriptor, Buffer.from([changed]), 0, 1, at);
        const { ok, problems } = await verifyBundle(file);
        writeSync(descriptor, bytes, at, 1, at);
        expect(ok, `byte ${at}`).toBe(false);
        expect(problems[0]?.text, `byte ${at}`).toMatch(/./);
        if (problems.some(({ part }) => part !== undefined)) named++;
      }
    } finally {
      closeSync(descriptor);
    }
    // The rest are in the directory and the seal, which belong to no part.
    expect(named).toBeGreaterThan(800);
    expect((await verifyBundle(file)).ok).toBe(true);
  });

  test('a changed byte of a part is told as that part', async () => {
    const folder = temporaryFolder();
    const file = await sample(folder);
    const bytes = readFileSync(file);
    for (const name of ['timeline.ndjson', 'logs/orders.log', 'report.html', 'incident.json']) {
      const at = bytes.indexOf(name) + name.length + 40;
      const changed = Buffer.from(bytes);
      changed[at]! ^= 4;
      const copy = path.join(folder, 'changed.zip');
      writeFileSync(copy, changed);
      const { problems } = await verifyBundle(copy);
      expect(problems.map(({ part }) => part)).toContain(name);
    }
  });

  test('100 structural changes are found and told', async () => {
    const folder = temporaryFolder();
    const file = await sample(folder);
    const parts = await unzipped(file);
    const comment = readFileSync(file).subarray(-90).toString('latin1');
    const random = seededRandom(4);
    const pick = (below: number) => 1 + Math.floor(random() * (below - 1));
    const copy = path.join(folder, 'changed.zip');
    for (let i = 0; i < 100; i++) {
      const changed: ZipPart[] = parts.map((part) => ({ ...part }));
      const at = pick(changed.length);
      let expected = changed[at]!.name;
      switch (i % 4) {
        case 0:
          changed.splice(at, 1);
          break;
        case 1:
          expected = `logs/added-${i}.log`;
          changed.splice(at, 0, { name: expected, bytes: Buffer.from('more\n') });
          break;
        case 2: {
          const other = at === 1 ? 2 : at - 1;
          [changed[at], changed[other]] = [changed[other]!, changed[at]!];
          break;
        }
        case 3: {
          const bytes = changed[at]!.bytes;
          changed[at]!.bytes = random() < 0.5 ? bytes.subarray(1) : Buffer.concat([bytes, Buffer.from('x')]);
          break;
        }
      }
      await zipped(copy, changed, i % 2 === 0 ? comment : '');
      const { ok, problems } = await verifyBundle(copy);
      expect(ok).toBe(false);
      expect(
        problems.map(({ part }) => part),
        JSON.stringify(problems),
      ).toContain(expected);
    }
  });

  test('bytes before, behind and a file cut short are found', async () => {
    const folder = temporaryFolder();
    const bytes = readFileSync(await sample(folder));
    const copy = path.join(folder, 'changed.zip');
    const junk = Buffer.from('junk');
    const half = bytes.subarray(0, bytes.length / 2);
    for (const changed of [Buffer.concat([junk, bytes]), Buffer.concat([bytes, junk]), half, Buffer.alloc(0), junk]) {
      writeFileSync(copy, changed);
      expect(await verifyBundle(copy)).toMatchObject({ ok: false, problems: [{ text: expect.any(String) }] });
    }
  });

  test('the same parts packed by another program are told as such', async () => {
    const folder = temporaryFolder();
    const copy = path.join(folder, 'again.zip');
    await zipped(copy, await unzipped(await sample(folder)));
    const { ok, problems } = await verifyBundle(copy);
    expect(ok).toBe(false);
    expect(problems.at(-1)?.text).toContain('seal');
  });

  test('no file, and a newer format, say so', async () => {
    const folder = temporaryFolder();
    await expect(verifyBundle(path.join(folder, 'none.zip'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    const newer = path.join(folder, 'newer.zip');
    await zipped(newer, [{ name: 'manifest.json', bytes: Buffer.from('{"bundle":2}') }]);
    expect((await verifyBundle(newer)).problems[0]?.text).toContain('newer');
  });
});
