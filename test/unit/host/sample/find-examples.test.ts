import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { findExamples } from '../../../../src/host/sample/find-examples.ts';

const made: string[] = [];

async function tree(...files: string[]): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'examples-'));
  made.push(root);
  for (const file of files) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), '');
  }
  return root;
}

afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true });
});

it('finds the examples of the sources', () => {
  expect(findExamples()).toBe(path.resolve('examples'));
});

it('finds them from a built program and from a chunk of it', async () => {
  const root = await tree('examples/shop/shop.py', 'dist/cli/crosstail.js', 'dist/chunks/x.js');
  expect(findExamples(path.join(root, 'dist/cli'))).toBe(path.join(root, 'examples'));
  expect(findExamples(path.join(root, 'dist/chunks'))).toBe(path.join(root, 'examples'));
});

it('takes the files beside the archive of a packaged app', async () => {
  const root = await tree('resources/app.asar.unpacked/examples/shop/shop.py');
  const inside = path.join(root, 'resources/app.asar/dist/main');
  expect(findExamples(inside)).toBe(path.join(root, 'resources/app.asar.unpacked/examples'));
});

it('says what to do when there are none', async () => {
  const root = await tree('dist/cli/crosstail.js');
  expect(() => findExamples(path.join(root, 'dist/cli'))).toThrow(/No sample shop was found/);
});
