import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileCheckpointStore } from '../../../src/agent/file-checkpoint-store.ts';
import { createNodeFileSystem } from '../../../src/drivers/node/node-file-system.ts';
import { acquireStateLock } from '../../../src/drivers/node/state-lock.ts';
import type { Checkpoint } from '../../../src/ports/checkpoint-store.ts';
import { makeFolder, removeFolder } from '../../kit/agent-kit.ts';
import { FaultyFiles } from '../../kit/faulty-files.ts';

let folder: string;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => removeFolder(folder));

function checkpoint(offset: number): Checkpoint {
  return { identity: 'g.0@1-2-3', path: '/x', offset, tailHash: 't', headBytes: 1, headHash: 'h', updatedAtMs: 1 };
}
const open = () => new FileCheckpointStore(folder, createNodeFileSystem());
const offsetNow = async () => (await open().load()).checkpoints[0]?.offset;

test('nothing was saved yet', async () => {
  expect(await open().load()).toEqual({ checkpoints: [], repaired: false });
});

test('what was saved last is loaded, and nobody else may read it', async () => {
  const store = open();
  await store.save([checkpoint(1)]);
  await store.save([checkpoint(2)]);
  expect(await open().load()).toEqual({ checkpoints: [checkpoint(2)], repaired: false });
  expect(fs.statSync(path.join(folder, 'checkpoints.json')).mode & 0o777).toBe(0o600);
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['zero-filled', (bytes) => Buffer.alloc(bytes.length)],
  ['cut', (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ['emptied', () => Buffer.alloc(0)],
  ['one byte changed', (bytes) => Buffer.from(bytes.map((byte, i) => (i === bytes.length - 20 ? byte ^ 1 : byte)))],
])('A3.48 the newest copy %s: the one before is used and it is said', async (_, damage) => {
  const store = open();
  await store.save([checkpoint(1)]);
  await store.save([checkpoint(2)]);
  const file = path.join(folder, 'checkpoints.json');
  fs.writeFileSync(file, damage(fs.readFileSync(file)));
  expect(await open().load()).toEqual({ checkpoints: [checkpoint(1)], repaired: true });
  // The damaged copy does not push the good one out.
  const repaired = open();
  await repaired.load();
  await repaired.save([checkpoint(3)]);
  expect(await offsetNow()).toBe(3);
});

test('A3.49 a crash at each call of the write: the old state or the new one', async () => {
  for (let at = 1; ; at++) {
    fs.rmSync(folder, { recursive: true, force: true });
    await open().save([checkpoint(1)]);
    const files = new FaultyFiles(createNodeFileSystem(), at, 'EIO');
    const store = new FileCheckpointStore(folder, files);
    const saved = await store
      .load()
      .then(() => store.save([checkpoint(2)]))
      .then(
        () => true,
        () => false,
      );
    expect([1, 2]).toContain(await offsetNow());
    if (saved) expect(await offsetNow()).toBe(2);
    if (files.failed === undefined) return;
  }
});

test('A3.50 no room: the save fails, the old state is untouched, the next save works', async () => {
  await open().save([checkpoint(1)]);
  const store = new FileCheckpointStore(folder, new FaultyFiles(createNodeFileSystem(), 4, 'ENOSPC'));
  await store.load();
  await expect(store.save([checkpoint(2)])).rejects.toThrow('ENOSPC');
  expect(await offsetNow()).toBe(1);
  await store.save([checkpoint(3)]);
  expect(await offsetNow()).toBe(3);
});

test('A3.53 a second agent on the same state directory is refused; a dead one is taken over', () => {
  const release = acquireStateLock(folder);
  expect(() => acquireStateLock(folder)).toThrow(/already uses/);
  release();
  fs.writeFileSync(path.join(folder, 'agent.lock'), '999999999 1\n');
  acquireStateLock(folder)();
});
