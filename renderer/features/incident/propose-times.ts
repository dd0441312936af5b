// Window and baseline for an incident of a stretch of time.
import type { ConsoleClient } from '../../../src/contract/contract.ts';

export interface Stretch {
  fromMs: number;
  toMs: number;
}

const PARTS = 60;

/**
 * Where the errors of the stretch first rise to half their highest rate, the console proposes what is around it; a
 * stretch without a burst of errors is its own window, with as long a baseline before it.
 */
export async function proposeTimes(
  client: ConsoleClient,
  stretch: Stretch,
): Promise<{ window: Stretch; baseline: Stretch }> {
  const { fromMs, toMs } = stretch;
  const bucketMs = Math.max(1, Math.ceil((toMs - fromMs) / PARTS));
  const { buckets } = await client['search.histogram']({ query: 'level>=ERROR', range: stretch, bucketMs });
  const rise = firstRise(buckets);
  const asItIs = { window: stretch, baseline: { fromMs: fromMs - (toMs - fromMs), toMs: fromMs } };
  if (rise === undefined) return asItIs;
  const proposed = await client['suspects.propose']({ aroundMs: rise + bucketMs / 2 });
  return proposed.basis === 'around' ? asItIs : proposed;
}

/** Start of the first bucket with at least half as many as the fullest; undefined when all are empty. */
export function firstRise(buckets: readonly { fromMs: number; count: number }[]): number | undefined {
  const highest = Math.max(0, ...buckets.map((bucket) => bucket.count));
  if (highest === 0) return undefined;
  return [...buckets].sort((a, b) => a.fromMs - b.fromMs).find((bucket) => bucket.count >= highest / 2)!.fromMs;
}
