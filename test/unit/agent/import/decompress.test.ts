import { execFileSync } from 'node:child_process';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';

// "plain text\n", four times, as bzip2 1.0 and xz 5 write it.
const BZIP2 = 'QlpoOTFBWSZTWWt3pNcAAA/RgAAQQAAiJURAIAAxADAKqAbSQoo0dIQ8WQs+LuSKcKEg1u9Jrg==';
const XZ =
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AArABJdADgbCEeCspz+OEcp6FKtheiAAAAAAE/GtV1cTygiAAEuLOTQWRkftvN9AQAAAAAEWVo=';
const TEXT = 'plain text\n'.repeat(4);
const MODULE = new URL('../../../../src/agent/import/decompress.ts', import.meta.url).href;
const LIMIT_MS = 60_000;

// In a process of its own: the test runner loads packages more leniently than Node does.
test.each([
  ['gzip', zlib.gzipSync(TEXT).toString('base64')],
  ['zstd', zlib.zstdCompressSync(TEXT).toString('base64')],
  ['bzip2', BZIP2],
  ['xz', XZ],
])(
  '%s is read in plain Node',
  (compression, packed) => {
    const script = `
    import { decompress } from ${JSON.stringify(MODULE)};
    const bytes = (async function* () { yield Buffer.from(${JSON.stringify(packed)}, 'base64'); })();
    for await (const chunk of decompress(bytes, ${JSON.stringify(compression)})) process.stdout.write(chunk);`;
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: LIMIT_MS });
    expect(text.toString()).toBe(TEXT);
  },
  LIMIT_MS,
);
