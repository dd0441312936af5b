import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildEngine } from '../../../../src/host/sample/engine-build.ts';
import type { Toolchain } from '../../../../src/host/sample/toolchain.ts';
import { temporaryFolder } from '../../../kit/temporary-folder.ts';

const signal = new AbortController().signal;

/** A workshop with sources, a cache and a compiler that writes down each time it is called. */
async function workshop(script: string) {
  const root = temporaryFolder();
  const [sources, cache, compiler] = ['sources', 'cache', 'compiler'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(sources);
  await writeFile(path.join(sources, 'inventoryd.cc'), 'int main() {}\n');
  const calls = path.join(root, 'calls');
  await writeFile(calls, '');
  const head = `#!/bin/sh\necho called >> '${calls}'\nwhile [ "$1" != -o ]; do shift; done\n`;
  await writeFile(compiler, head + script, { mode: 0o755 });
  const tools: Toolchain = { compiler, compilerVersion: '1', python: 'python3' };
  return { sources, cache, tools, calls: async () => (await readFile(calls, 'utf8')).split('\n').length - 1 };
}

describe.skipIf(process.platform === 'win32')('the engine', () => {
  it('is compiled once, and again when a source or the compiler changed', async () => {
    const { sources, cache, tools, calls } = await workshop('echo program > "$2"\n');
    const first = await buildEngine(sources, cache, tools, signal);
    expect(await readFile(first, 'utf8')).toBe('program\n');
    expect(await buildEngine(sources, cache, tools, signal)).toBe(first);
    expect(await calls()).toBe(1);
    await writeFile(path.join(sources, 'inventoryd.cc'), 'int main() { return 0; }\n');
    expect(await buildEngine(sources, cache, tools, signal)).not.toBe(first);
    await buildEngine(sources, cache, { ...tools, compilerVersion: '2' }, signal);
    expect(await calls()).toBe(3);
  });

  it('can be compiled by two at the same time', async () => {
    const { sources, cache, tools } = await workshop('echo pro > "$2"; sleep 0.1; echo gram >> "$2"\n');
    const both = await Promise.all([1, 2].map(() => buildEngine(sources, cache, tools, signal)));
    expect(both[0]).toBe(both[1]);
    expect(await readFile(both[0]!, 'utf8')).toBe('pro\ngram\n');
    expect(await readdir(cache)).toEqual([path.basename(both[0]!)]);
  });

  it('leaves nothing half made when the compiler fails, and says why it failed', async () => {
    const { sources, cache, tools } = await workshop('echo half > "$2"; echo "x.cc:1:2: error: no" >&2; exit 1\n');
    await expect(buildEngine(sources, cache, tools, signal)).rejects.toMatchObject({
      code: 'SAMPLE_UNAVAILABLE',
      message: expect.stringContaining('x.cc:1:2: error: no'),
    });
    expect(await readdir(cache)).toEqual([]);
  });

  it('is given up when the start is', async () => {
    const { sources, cache, tools } = await workshop('exec sleep 30\n');
    const abort = new AbortController();
    const building = buildEngine(sources, cache, tools, abort.signal);
    setTimeout(() => abort.abort(), 100);
    await expect(building).rejects.toThrow(/abort/i);
  });
});
