import { expect, onTestFinished, test } from 'vitest';
import { clockOffsets } from '../../../src/console/clock-offsets.ts';
import { openEmbeddedWorkspace } from '../../../src/workspace/embedded/embedded-workspace.ts';
import { batchOf, testSource } from '../../kit/event-batches.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';
import { NOON, shopLines } from '../investigate/made-shop.ts';

const { signal } = new AbortController();

test('clocks are estimated from requests, but not where somebody set one right by hand', async () => {
  const workspace = await openEmbeddedWorkspace({ directory: temporaryFolder() });
  onTestFinished(() => workspace.close());
  const lines = shopLines('c', NOON, 40, { stockClockMs: 61_000 });
  for (const service of ['gate', 'cart', 'stock', 'store']) {
    const own = lines.filter((event) => event.service?.name === service);
    await workspace.sink.append(batchOf(testSource(service), own));
  }
  const trace = lines.filter((event) => event.trace?.id === lines[0]!.trace!.id);
  const range = { fromMs: NOON, toMs: NOON + 120_000 };
  const estimated = await clockOffsets(workspace, trace, range, signal);
  const stock = estimated.find(({ host }) => host === 'host-stock');
  expect(Math.abs(stock!.offsetMs - 61_000)).toBeLessThan(20);

  const byHand = trace.map((event) =>
    event.service?.name === 'stock' ? { ...event, crosstail: { ...event.crosstail, shifted_ms: -61_003 } } : event,
  );
  expect(await clockOffsets(workspace, byHand, range, signal)).toEqual([]);
});
