import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openFileSecrets } from '../../../../src/host/workspaces/file-secrets.ts';
import { temporaryFolder } from '../../../kit/temporary-folder.ts';

const backwards = (text: string) => [...text].reverse().join('');
const cipher = {
  encrypt: (text: string) => Buffer.from(backwards(text)),
  decrypt: (bytes: Buffer) => backwards(bytes.toString()),
};

test('secrets are kept for this user alone, and only those that are named go', async () => {
  const file = path.join(temporaryFolder(), 'profiles', 'secrets.json');
  const store = openFileSecrets(file);
  expect(await store.read('a')).toBeUndefined();
  await store.write('a', 'one');
  await store.write('b', 'two');
  await store.remove('a');
  expect([await store.read('a'), await store.read('b'), await store.read('toString')]).toEqual([
    undefined,
    'two',
    undefined,
  ]);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(store.protection.warning).toContain(file);
});

test('with a keychain nothing readable is on disk, and without it nothing can be read', async () => {
  const file = path.join(temporaryFolder(), 'secrets.json');
  const store = openFileSecrets(file, cipher);
  await store.write('a', 'password');
  expect(readFileSync(file, 'utf8')).not.toContain('password');
  expect(await store.read('a')).toBe('password');
  expect(store.protection).toEqual({ kind: 'keychain' });
  await expect(openFileSecrets(file).read('a')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test('what others may read, and what is no store, is refused', async () => {
  const file = path.join(temporaryFolder(), 'secrets.json');
  writeFileSync(file, '{"a":"x"}', { mode: 0o600 });
  if (process.platform !== 'win32') {
    chmodSync(file, 0o644);
    await expect(openFileSecrets(file).read('a')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    chmodSync(file, 0o600);
  }
  writeFileSync(file, '{"a":');
  await expect(openFileSecrets(file).read('a')).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
});
