/** The value below which that share (0 to 1) of the values lies; the largest for 1. NaN when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** How values in ms are spread, in whole ms. */
export function spreadOf(valuesMs: readonly number[]) {
  const at = (share: number) => Math.round(percentile(valuesMs, share));
  return { count: valuesMs.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
