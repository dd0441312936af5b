// What goes into a block comes out of it.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packChunk, unpackChunk } from '../../../../src/workspace/embedded/blocks/block-chunk.ts';
import { packHead, rowOfKey, unpackHead } from '../../../../src/workspace/embedded/blocks/block-head.ts';
import type { BlockRow } from '../../../../src/workspace/embedded/blocks/block-row.ts';
import { packBytes, unpackBytes } from '../../../../src/workspace/embedded/blocks/packed-bytes.ts';
import { RowSet } from '../../../../src/workspace/embedded/blocks/row-set.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme-ascii' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\0', '\ud800 half', 'Ünï 連線 😀', ''),
);
const row: fc.Arbitrary<BlockRow> = fc.record({
  key: fc.nat(2 ** 31 - 1).map((key) => key * 100),
  source: fc.integer({ min: 1, max: 300 }),
  flags: fc.nat(511),
  seq: fc.nat(1_000_000_000),
  offset: fc.option(fc.integer({ min: 0, max: 2 ** 51 - 1 })),
  shape: fc.option(fc.integer({ min: 1, max: 5_000 })),
  leaves: fc.option(text),
  message: fc.option(text),
  words: fc.constant(''),
});

describe('a block', () => {
  test('gives back its rows', async () => {
    await fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (given) => {
        const rows = given.sort((a, b) => a.key - b.key);
        const { keys, levels, sources } = unpackHead(packHead(rows));
        const chunk = unpackChunk(packChunk(rows), sources);
        const read = rows.map((_, i) => ({
          ...chunk.row(i),
          key: keys[i],
          source: sources[i],
          flags: chunk.row(i).flags | levels[i]!,
          words: '',
        }));
        expect(read).toEqual(rows);
      }),
    );
  });

  test('finds the first row of a key', () => {
    const keys = Float64Array.from([10, 20, 30]);
    expect([5, 10, 11, 30, 31].map((key) => rowOfKey(keys, key))).toEqual([0, 0, 1, 2, 3]);
  });

  test('gives back compressed bytes, and says when they are damaged or of a later version', () => {
    const bytes = new Uint8Array(100_000).map((_, i) => (i * i) % 251);
    const packed = packBytes(bytes);
    expect(Buffer.compare(unpackBytes(packed), bytes)).toBe(0);
    expect(packed.length).toBeLessThan(bytes.length / 2);
    expect(() => unpackBytes(packed.subarray(0, 200))).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
    expect(() => unpackBytes(Uint8Array.from([9, ...packed.subarray(1)]))).toThrow(
      expect.objectContaining({ code: 'STORE_NEWER' }),
    );
  });
});

describe('a set of rows', () => {
  test('counts and lists what is in it, between any two rows', async () => {
    const size = fc.integer({ min: 1, max: 200 });
    await fc.assert(
      fc.property(size, fc.array(fc.nat(199)), fc.nat(200), fc.nat(200), (rows, members, a, b) => {
        const set = new RowSet(rows);
        const inside = new Set(members.filter((member) => member < rows));
        for (const member of inside) set.add(member);
        const [from, to] = [Math.min(a, b, rows), Math.min(Math.max(a, b), rows)];
        const between = (wanted: boolean) =>
          Array.from({ length: rows }, (_, i) => i).filter((i) => i >= from && i < to && inside.has(i) === wanted);
        expect(set.list(from, to)).toEqual(between(true));
        expect(set.count(from, to)).toBe(between(true).length);
        expect(set.invert().list(from, to)).toEqual(between(false));
      }),
    );
  });
});
