// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { firstRise, proposeTimes } from '../../../../../renderer/features/incident/propose-times.ts';
import type { ConsoleClient } from '../../../../../src/contract/contract.ts';

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

it('takes the stretch itself where single errors are no burst', async () => {
  const client = {
    'search.histogram': async () => ({ buckets: buckets(0, 1) }),
    'suspects.propose': async () => ({
      window: { fromMs: 1, toMs: 2 },
      baseline: { fromMs: 0, toMs: 1 },
      basis: 'around' as const,
    }),
  } as unknown as ConsoleClient;
  expect(await proposeTimes(client, { fromMs: 100, toMs: 200 })).toEqual({
    window: { fromMs: 100, toMs: 200 },
    baseline: { fromMs: 0, toMs: 100 },
  });
});
