/** Lines and severe lines of one stretch of time. */
export interface SeverityBucket {
  fromMs: number;
  count: number;
  /** Of them level error or above. */
  severe: number;
}

export interface ProposedWindow {
  window: { fromMs: number; toMs: number };
  baseline: { fromMs: number; toMs: number };
  /** `burst`: of errors, found near the instant; `around`: none was found, the time around it is taken. */
  basis: 'burst' | 'around';
}

const MINUTE_MS = 60_000;
const MAX_WINDOW_MS = 10 * MINUTE_MS;
const MIN_WINDOW_MS = MINUTE_MS;
const MAX_BASELINE_MS = 15 * MINUTE_MS;
/** A burst's start is seen late: errors follow the fault. The window begins and the baseline ends before it. */
const LEAD_MS = 15_000;
/** Quiet time within a burst that does not end it. */
const LULL_MS = 30_000;

/**
 * Window and baseline for an instant that somebody clicked: the burst of errors around or next to it, and what was before.
 * `buckets` are of one width, by time, over the time that may be looked at (half an hour on both sides is enough).
 */
export function proposeWindow(buckets: readonly SeverityBucket[], bucketMs: number, aroundMs: number): ProposedWindow {
  const limit = burstLimit(buckets);
  const isBurst = (bucket: SeverityBucket | undefined) => bucket !== undefined && bucket.severe > limit;
  const nearest = buckets
    .map((bucket, index) => ({ index, apartMs: Math.abs(bucket.fromMs + bucketMs / 2 - aroundMs), bucket }))
    .filter(({ bucket }) => isBurst(bucket))
    .sort((a, b) => a.apartMs - b.apartMs)[0];
  const isNear = nearest !== undefined && nearest.apartMs <= MAX_WINDOW_MS;
  const burst = isNear ? burstAround(buckets, nearest.index, bucketMs, isBurst) : undefined;
  const fromMs = burst === undefined ? aroundMs - MIN_WINDOW_MS : burst.fromMs - LEAD_MS;
  const wanted = burst === undefined ? aroundMs + MIN_WINDOW_MS : Math.max(burst.toMs, fromMs + MIN_WINDOW_MS);
  const toMs = Math.min(wanted, fromMs + MAX_WINDOW_MS);
  return {
    window: { fromMs, toMs },
    baseline: baselineBefore(buckets, fromMs, toMs - fromMs),
    basis: burst ? 'burst' : 'around',
  };
}

/** Severe lines of a bucket that are more than its usual noise: median and four robust deviations, at least two. */
function burstLimit(buckets: readonly SeverityBucket[]): number {
  const counts = buckets
    .filter(({ count }) => count > 0)
    .map(({ severe }) => severe)
    .sort((a, b) => a - b);
  const usual = counts[counts.length >> 1] ?? 0;
  const apart = counts.map((count) => Math.abs(count - usual)).sort((a, b) => a - b)[counts.length >> 1] ?? 0;
  return Math.max(2, usual + 4 * 1.4826 * Math.max(apart, Math.sqrt(usual) / 2));
}

function burstAround(
  buckets: readonly SeverityBucket[],
  index: number,
  bucketMs: number,
  isBurst: (bucket: SeverityBucket | undefined) => boolean,
): { fromMs: number; toMs: number } {
  const lull = Math.max(1, Math.ceil(LULL_MS / bucketMs));
  const reach = (step: 1 | -1) => {
    let last = index;
    for (let at = index + step; at >= 0 && at < buckets.length && Math.abs(at - last) <= lull; at += step) {
      if (isBurst(buckets[at])) last = at;
    }
    return last;
  };
  return { fromMs: buckets[reach(-1)]!.fromMs, toMs: buckets[reach(1)]!.fromMs + bucketMs };
}

/** Up to five times the window before it, from where there are lines at all. */
function baselineBefore(buckets: readonly SeverityBucket[], windowFromMs: number, lengthMs: number) {
  const toMs = windowFromMs - LEAD_MS;
  const first = buckets.find(({ count }) => count > 0)?.fromMs ?? toMs - 5 * lengthMs;
  const fromMs = Math.max(first, toMs - Math.min(MAX_BASELINE_MS, Math.max(5 * lengthMs, 5 * MINUTE_MS)));
  return { fromMs: Math.min(fromMs, toMs - MINUTE_MS), toMs };
}
