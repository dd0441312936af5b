// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { firstRise } from '../../../../../renderer/features/incident/propose-times.ts';

const buckets = (...counts: number[]) => counts.map((count, index) => ({ fromMs: index * 10, count }));

describe('where the errors rise', () => {
  it('is where they first reach half of their highest rate, not where a lone one stands', () => {
    expect(firstRise(buckets(1, 0, 3, 12, 20, 19))).toBe(30);
    expect(firstRise(buckets(1, 0, 3, 12, 20, 19).reverse())).toBe(30);
  });
  it('is nowhere without errors', () => {
    expect(firstRise(buckets(0, 0))).toBeUndefined();
    expect(firstRise([])).toBeUndefined();
  });
});
