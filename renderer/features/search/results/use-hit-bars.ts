import { useMemo } from 'react';
import { useCall } from '../../../platform/use-call.ts';
import type { SearchPlace } from '../use-search-place.ts';
import { type Bar, barsOf, niceStep } from './histogram-scale.ts';

const MOST_BARS = 110;

export interface HitBars {
  bars: readonly Bar[];
  /** All hits of the range. */
  hits: number;
  isStale: boolean;
  /** False until the hits of this very search are counted, and when they cannot be. */
  isCounted: boolean;
}

/** Hits over time by level, of the search as it stands. */
export function useHitBars({ query, isGood, range }: SearchPlace): HitBars {
  const { fromMs, toMs } = range;
  const bucketMs = niceStep(toMs - fromMs, MOST_BARS);
  const { value, error, isLoading } = useCall(
    'search.histogram',
    isGood ? { query, range, bucketMs, by: 'log.level' } : null,
  );
  const bars = useMemo(() => barsOf(value?.buckets ?? [], fromMs, toMs, bucketMs), [value, fromMs, toMs, bucketMs]);
  const hits = useMemo(() => bars.reduce((sum, bar) => sum + bar.count, 0), [bars]);
  return { bars, hits, isStale: isLoading, isCounted: value !== undefined && !isLoading && error === undefined };
}
