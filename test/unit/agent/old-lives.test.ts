import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityOf } from '../../../src/agent/identity/file-identity.ts';
import { createLife, type Life } from '../../../src/agent/identity/life.ts';
import { FORGET_AFTER_MS, rememberedLives } from '../../../src/agent/identity/old-lives.ts';
import { createNodeFileSystem } from '../../../src/drivers/node/node-file-system.ts';
import { makeFolder, removeFolder } from '../../kit/agent-kit.ts';

const NOW_MS = Date.UTC(2026, 10, 24);
const files = createNodeFileSystem();
let folder: string;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => removeFolder(folder));

async function life(name: string, ageMs: number, finished: boolean): Promise<Life> {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `${name}\n`);
  const identity = identityOf(await files.stat(file));
  const [tail, head] = [new Uint8Array(0), new Uint8Array(0)];
  const made = createLife({
    generation: `${name}.0`,
    identity,
    path: file,
    offset: 0,
    tail,
    head,
    nowMs: NOW_MS - ageMs,
  });
  made.finished = finished;
  return made;
}

test('A3.56 only what was read to the end, long ago, and is gone is forgotten', async () => {
  const old = FORGET_AFTER_MS + 1;
  const lives = [
    await life('there', old, true),
    await life('gone', old, true),
    await life('gone-lately', FORGET_AFTER_MS - 1, true),
    await life('gone-unread', old, false),
  ];
  for (const name of ['gone', 'gone-lately', 'gone-unread']) fs.rmSync(path.join(folder, name));
  const kept = await rememberedLives(lives, files, NOW_MS);
  expect(kept.map(({ path: file }) => path.basename(file))).toEqual(['there', 'gone-lately', 'gone-unread']);
});

test('A3.56 what cannot be looked at is kept', async () => {
  const one = await life('blind', FORGET_AFTER_MS + 1, true);
  const blind = {
    ...files,
    stat: async () => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    },
  };
  expect(await rememberedLives([one], blind, NOW_MS)).toEqual([one]);
});
