import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packBlock, SteadyDeflate } from '../../../../src/bundle/zip/steady-deflate.ts';
import { logLines } from '../../../kit/log-lines.ts';

function packed(blocks: readonly Uint8Array[]): Buffer {
  const deflate = new SteadyDeflate();
  return Buffer.concat([...blocks.map((block) => deflate.append(packBlock(block)).slice()), deflate.end()]);
}

describe('SteadyDeflate', () => {
  test('whatever goes in comes out of zlib, however it is cut into blocks', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc.array(fc.constantFrom(0, 1, 255), { maxLength: 3_000 }).map((list) => Uint8Array.from(list)),
      fc.string({ maxLength: 400 }).map((text) => new Uint8Array(Buffer.from(text.repeat(5)))),
    );
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 4 }), (blocks) => {
        expect(inflateRawSync(packed(blocks)).equals(Buffer.concat(blocks))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('long runs, far repeats and all lengths of match', () => {
    const far = Buffer.concat([
      Buffer.from('needle in a log'),
      Buffer.alloc(32_768, 'x'),
      Buffer.from('needle in a log'),
    ]);
    const runs = Buffer.concat(Array.from({ length: 300 }, (_, i) => Buffer.from(`${'ab'.repeat(i)}|`)));
    for (const raw of [Buffer.alloc(200_000, 7), far, runs, Buffer.alloc(0), Buffer.from('a')])
      expect(inflateRawSync(packed([raw])).equals(raw)).toBe(true);
  });

  test('skewed frequencies keep codes within 15 bits', () => {
    const raw = Buffer.concat(
      Array.from({ length: 24 }, (_, i) => Buffer.alloc(Math.min(2 ** i, 60_000)).map((_, k) => (k * 7 + i) & 255)),
    );
    expect(inflateRawSync(packed([raw])).equals(raw)).toBe(true);
  });

  test('log lines become a quarter or less, and always the same bytes', () => {
    const text = [...logLines(3_000, 0, 3_600_000, 5, 100)].map(({ line }) => line).join('\n');
    const raw = Buffer.from(text);
    const out = packed([raw]);
    expect(out.length).toBeLessThan(raw.length / 4);
    // A change here makes bundles differ from those of earlier versions: raise the bundle version with it.
    expect(createHash('sha256').update(out).digest('hex')).toMatchInlineSnapshot(
      `"2c44aa812a66cd711c07bb715a84c18e8f2832bb28a3db726039a46b51ddfa98"`,
    );
  });
});
