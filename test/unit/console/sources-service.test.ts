import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { createSourceLook } from '../../../src/agent/look-at-paths.ts';
import type { ConsoleParts } from '../../../src/console/console-parts.ts';
import { createSourcesService } from '../../../src/console/sources-service.ts';
import { createNodeFileSystem } from '../../../src/drivers/node/node-file-system.ts';
import type { Rule } from '../../../src/model/rule.ts';
import type { ImportRequest } from '../../../src/ports/importer.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';

let home = '';
let imported: ImportRequest[] = [];
let published: Rule[][] = [];
const at = (name: string) => path.join(home, name);
const LINES = '2026-11-24 10:00:00,123 INFO [shop.cart] order 7 taken\n'.repeat(5);

/** Services over real files; the importer notes what it was to read, the store what was published. */
function services() {
  const files = createNodeFileSystem();
  const importer = {
    run: async (request: ImportRequest) => {
      imported.push(request);
      const count = request.paths.length;
      return {
        files: count,
        lines: count,
        events: count,
        from: null,
        to: null,
        services: [request.service ?? 'guessed'],
        formats: {},
        encodings: [],
        unreadable: [],
      };
    },
  };
  let rules: Rule[] = [];
  const store = {
    read: async () => ({ revision: published.length, rules }),
    publish: async (next: { rules: Rule[] }) => {
      rules = next.rules;
      published.push(next.rules);
    },
  };
  return createSourcesService({
    workspace: Promise.resolve({ rules: store }),
    importer,
    sourceLook: createSourceLook(files, Date.now),
    bundles: { folder: home, files },
    about: { host: 'here', user: 'me' },
  } as unknown as ConsoleParts);
}

async function add(input: Parameters<ReturnType<typeof services>['sources.add']>[0], own = services()) {
  for await (const item of own['sources.add'](input, new AbortController().signal)) {
    if (item.type === 'done') return item;
  }
  throw new Error('The stream ended without a result.');
}

beforeEach(() => {
  imported = [];
  published = [];
  home = temporaryFolder();
  mkdirSync(at('billing'));
  writeFileSync(at('billing/app.log'), LINES);
  writeFileSync(at('billing/app.log.1.gz'), gzipSync(LINES));
  writeFileSync(at('cart.log'), LINES);
  writeFileSync(at('old.log.gz'), gzipSync(LINES));
});

test('followed: one rule a service, packed files read once, what is missing neither followed nor hidden', async () => {
  const done = await add({ paths: [at('billing'), at('cart.log'), at('old.log.gz'), at('nosuch.log')], follow: true });
  expect(published.at(-1)!.map(({ service, paths }) => [service, paths])).toEqual([
    ['billing', [`${at('billing')}/**`]],
    ['cart', [at('cart.log')]],
  ]);
  expect(imported.flatMap(({ paths }) => paths)).toEqual([at('billing/app.log.1.gz'), at('old.log.gz')]);
  expect(done.paths!.map(({ isFollowed, events, problem }) => [isFollowed, events, problem])).toEqual([
    [true, 1, null],
    [true, 0, null],
    [false, 1, null],
    [false, 0, 'there is no such file or folder'],
  ]);
  expect(done.result.unreadable).toEqual([{ path: at('nosuch.log'), reason: 'there is no such file or folder' }]);
});

test('what is chosen by path counts, and the same service and format share a rule', async () => {
  const own = {
    [at('cart.log')]: { service: 'shop', format: 'python' },
    [at('billing/app.log')]: { service: 'shop', format: 'python' },
  };
  await add({ paths: Object.keys(own), follow: true, own });
  expect(published.at(-1)).toMatchObject([{ service: 'shop', format: 'python', paths: Object.keys(own) }]);
});

test('nothing readable publishes nothing, and what is followed already is not followed twice', async () => {
  const own = services();
  await add({ paths: [at('nosuch.log')], follow: true }, own);
  expect(published).toEqual([]);
  await add({ paths: [at('cart.log')], follow: true }, own);
  await add({ paths: [at('cart.log')], follow: true }, own);
  expect(published).toHaveLength(1);
});

test('read once: a pattern is the files behind it', async () => {
  await add({ paths: [at('*.log'), at('billing')], follow: false, own: { [at('billing')]: { service: 'pay' } } });
  expect(imported).toMatchObject([{ paths: [at('cart.log')] }, { paths: [at('billing')], service: 'pay' }]);
  expect(published).toEqual([]);
});

test('a folder is listed, folders first; what is no folder is said', async () => {
  const { 'sources.list': list } = services();
  const { signal } = new AbortController();
  const listed = await list({ folder: home }, signal);
  expect(listed.entries).toEqual([
    { name: 'billing', isFolder: true },
    { name: 'cart.log', isFolder: false },
    { name: 'old.log.gz', isFolder: false },
  ]);
  expect(listed.parent).toBe(path.dirname(home));
  await expect(list({ folder: at('nosuch') }, signal)).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
