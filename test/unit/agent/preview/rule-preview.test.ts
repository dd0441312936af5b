import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PreviewOptions, previewRules } from '../../../../src/agent/preview/rule-preview.ts';
import { parseRules } from '../../../../src/agent/rules/rule-text.ts';
import { createNodeFileSystem } from '../../../../src/drivers/node/node-file-system.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'crosstail-preview-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function preview(keys: string, options: Partial<PreviewOptions> = {}) {
  const { rules, problems } = parseRules(
    `version: 1\nrules:\n  - id: app\n    paths: ["${folder}/**/*.log"]\n    ${keys}\n`,
  );
  expect(problems).toEqual([]);
  return previewRules({ rules, files: createNodeFileSystem(), host: 'web-1', nowMs: Date.now(), ...options });
}

const LINES = [
  '2026-03-01 10:00:00.000 INFO start user=ann password=secret1',
  '2026-03-01 10:00:00.100 ERROR failed',
  'Traceback (most recent call last):',
  '  File "app.py", line 3, in <module>',
  'ValueError: no',
  '2026-03-01 10:00:00.200 DEBUG ping',
  '2026-03-01 10:00:01.000 INFO done',
  '',
].join('\n');

describe('counts', () => {
  test('lines, events, what is joined, taken out and hidden', async () => {
    write('app.log', LINES);
    const result = await preview("drop: ['level:DEBUG']\n    redact: [{ preset: password }]");
    expect(result).toMatchObject({
      lines: 7,
      events: 4,
      merged: 3,
      dropped: 1,
      redacted: 1,
      sampledOut: 0,
      overRate: 0,
    });
    expect(result.fields['log.level']).toBe(3);
    expect(result.isPart).toBe(false);
  });

  test('what the rate limit would leave out, by the times of the events', async () => {
    write('app.log', LINES);
    expect((await preview('rateLimit: 2/s')).overRate).toBe(1);
  });

  test('what sampling would leave out', async () => {
    write('app.log', Array.from({ length: 500 }, (_, n) => `2026-03-01 10:00:00.000 INFO line ${n}\n`).join(''));
    const { sampledOut, samples } = await preview('sample: 50%');
    expect(sampledOut).toBeGreaterThan(100);
    expect(sampledOut).toBeLessThan(400);
    expect(samples.filter(({ outcome }) => outcome === 'sampled-out').length).toBeGreaterThan(0);
  });
});

test('events before and after, with why one is not sent', async () => {
  const file = write('app.log', LINES);
  const { samples } = await preview("drop: ['level:DEBUG']\n    redact: [{ preset: password }]");
  expect(samples.map(({ outcome, isRedacted, lines }) => [outcome, isRedacted, lines])).toEqual([
    ['kept', true, 1],
    ['kept', false, 4],
    ['dropped', false, 1],
    ['kept', false, 1],
  ]);
  expect(samples[0]).toMatchObject({ path: file, before: expect.stringContaining('secret1') });
  expect(JSON.stringify(samples[0]?.after)).not.toContain('secret1');
  expect(samples[2]?.after).toBeUndefined();
});

test('a change that comes late is shown as well', async () => {
  const early = Array.from({ length: 200 }, (_, n) => `2026-03-01 10:00:00.000 INFO line ${n}\n`).join('');
  write('app.log', `${early}2026-03-01 10:00:01.000 DEBUG late\n`);
  const { samples } = await preview("drop: ['level:DEBUG']", { limits: { bytes: 1_000_000, files: 5, samples: 10 } });
  expect(samples.length).toBe(11);
  expect(samples.at(-1)).toMatchObject({ outcome: 'dropped', before: expect.stringContaining('late') });
});

test('matched files are counted; of many or long ones a part is read', async () => {
  for (let n = 0; n < 5; n++) write(`f${n}.log`, LINES.repeat(50));
  write('not.txt', LINES);
  const result = await preview('format: auto', { limits: { bytes: 500, files: 3, samples: 5 } });
  expect(result.matchedTotal).toBe(5);
  expect(result.matchedBytes).toBe(5 * 50 * LINES.length);
  expect(result.files.length).toBe(3);
  expect(result.isPart).toBe(true);
  expect(result.lines).toBeLessThan(3 * 20);
});

describe('what the agent may not read', () => {
  test('is named as unreadable, links out of a folder too', async () => {
    const inside = write('in/a.log', LINES);
    symlinkSync(write('out/b.log', LINES), path.join(folder, 'in/link.log'));
    const result = await preview('format: auto', { allowedRoots: [path.join(folder, 'in')] });
    expect(result.files).toEqual([inside]);
    expect(result.unreadable.map(({ path: at }) => path.relative(folder, at)).sort()).toEqual([
      'in/link.log',
      'out/b.log',
    ]);
  });

  test('is refused as a sample', async () => {
    const sample = write('out/b.log', LINES);
    const allowedRoots = [path.join(folder, 'in')];
    await expect(preview('format: auto', { sample, allowedRoots })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    await expect(preview('format: auto', { sample, ownPaths: [folder] })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });
});

test('a sample is read instead of what the rule names', async () => {
  write('app.log', LINES);
  const sample = write('other.txt', 'one\ntwo\n');
  const result = await preview('format: auto', { sample });
  expect(result.files).toEqual([sample]);
  expect(result.matchedTotal).toBe(1);
});

test('a sample that is not there says so', async () => {
  await expect(preview('format: auto', { sample: path.join(folder, 'no.log') })).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
  });
});

test('stops when it is told to', async () => {
  write('app.log', LINES);
  await expect(preview('format: auto', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});
