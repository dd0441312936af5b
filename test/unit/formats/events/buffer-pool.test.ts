import { expect, test } from 'vitest';
import { BufferPool } from '../../../../src/formats/events/buffer-pool.ts';

test('a buffer that was given back is given out again, whole', () => {
  const pool = new BufferPool();
  const first = pool.take(1_000);
  pool.give(first.subarray(0, 10));
  expect(pool.take(900).buffer).toBe(first.buffer);
  expect(pool.take(900).buffer).not.toBe(first.buffer);
});

test('who wants little gets no large buffer, who wants more gets one that is large enough', () => {
  const pool = new BufferPool();
  const large = pool.take(100_000);
  pool.give(large);
  expect(pool.take(10).buffer).not.toBe(large.buffer);
  expect(pool.take(100_001).length).toBeGreaterThanOrEqual(100_001);
});

test('it keeps no more than its limit', () => {
  const pool = new BufferPool();
  const buffers = Array.from({ length: 20 }, () => pool.take(1024 * 1024));
  for (const buffer of buffers) pool.give(buffer);
  const again = new Set(buffers.map(({ buffer }) => buffer));
  const known = Array.from({ length: 20 }, () => pool.take(1024 * 1024)).filter(({ buffer }) => again.has(buffer));
  expect(known.length).toBe(8);
});
