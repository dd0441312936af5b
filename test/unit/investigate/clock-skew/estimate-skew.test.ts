import { describe, expect, test } from 'vitest';
import { estimateSkew } from '../../../../src/investigate/clock-skew/estimate-skew.ts';
import { NOON, shopLines } from '../made-shop.ts';

describe('estimateSkew', () => {
  test.each([-300_000, -1_234, 37, 61_000, 300_000])('a clock %i ms off is found', async (stockClockMs) => {
    const offsets = await estimateSkew(shopLines('s', NOON, 60, { stockClockMs }));
    const stock = offsets.find(({ host }) => host === 'host-stock')!;
    expect(Math.abs(stock.offsetMs - stockClockMs)).toBeLessThan(20);
    expect(stock.errorMs).toBeLessThan(20);
    for (const { host, offsetMs } of offsets) if (host !== 'host-stock') expect(Math.abs(offsetMs)).toBeLessThan(20);
  });

  test('hosts that share no request are left out', async () => {
    const alone = shopLines('s', NOON, 20, { withoutIds: true });
    expect(await estimateSkew(alone)).toEqual([]);
  });
});
