import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { createSourceLook } from '../../../src/agent/look-at-paths.ts';
import { createNodeFileSystem } from '../../../src/drivers/node/node-file-system.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';

let home = '';
const look = createSourceLook(createNodeFileSystem(), () => Date.UTC(2026, 10, 24));
const at = (name: string) => path.join(home, name);
const PYTHON = '2026-11-24 10:00:00,123 INFO [shop.cart] order 7 taken\n'.repeat(20);

beforeEach(() => {
  home = temporaryFolder();
  mkdirSync(at('billing'));
  writeFileSync(at('billing/error.log'), PYTHON);
  writeFileSync(at('billing/old.log.gz'), gzipSync(PYTHON));
  writeFileSync(
    at('billing/core.bin'),
    Uint8Array.from({ length: 4_096 }, (_, index) => (index * 7) % 251),
  );
  writeFileSync(at('cart-2026-11-24.log'), PYTHON);
});

test('each path is told apart: whose it seems to be, its format, what is packed, what cannot be read', async () => {
  const looked = await look.look([at('billing'), at('cart-2026-11-24.log'), at('*.log'), at('nosuch.log'), 'rel.log']);
  expect(
    looked.map(({ kind, service, format, plain, packed }) => [kind, service, format, plain.length, packed.length]),
  ).toEqual([
    ['folder', 'billing', 'python', 1, 1],
    ['file', 'cart', 'python', 1, 0],
    ['pattern', 'cart', 'python', 1, 0],
    ['file', 'nosuch', null, 0, 0],
    ['file', 'rel', null, 0, 0],
  ]);
  expect(looked.map(({ problem }) => problem)).toEqual([
    null,
    null,
    null,
    'there is no such file or folder',
    expect.stringContaining('not a whole path'),
  ]);
  expect(looked[0]!.unreadable).toEqual([{ path: at('billing/core.bin'), reason: 'it is not a text file' }]);
});

test('a pattern that fits nothing, and one that would walk the disk, say so', async () => {
  const [none, disk] = await look.look([at('*.nothing'), '/**']);
  expect(none).toMatchObject({ kind: 'pattern', problem: 'no file is there yet' });
  expect(disk!.problem).toContain('whole disk');
});
