export interface PatternChange {
  kind: 'new' | 'gone' | 'more' | 'less' | 'same';
  /** −log10 of the probability of a difference this large by chance. */
  significance: number;
}

/** p < 0.001: with thousands of patterns in view, one in twenty would be noise. */
const SIGNIFICANT = 3;
/** A share that moved by less than this factor is the same to a reader, however sure it is. */
const NOTEWORTHY = 1.5;

/**
 * Compares a pattern's share of two windows by the likelihood ratio (G test, one degree of freedom).
 * `new` and `gone` are facts (none in the other window); their significance says whether that was to be expected.
 */
export function changeOf(count: number, total: number, comparedCount: number, comparedTotal: number): PatternChange {
  const significance = logP(gStatistic(count, total, comparedCount, comparedTotal));
  if (comparedCount === 0) return { kind: 'new', significance };
  if (count === 0) return { kind: 'gone', significance };
  const ratio = count / Math.max(1, total) / (comparedCount / Math.max(1, comparedTotal));
  if (significance < SIGNIFICANT || (ratio < NOTEWORTHY && ratio > 1 / NOTEWORTHY))
    return { kind: 'same', significance: 0 };
  return { kind: ratio > 1 ? 'more' : 'less', significance };
}

/** 2·Σ observed·ln(observed/expected) of the 2×2 table pattern × window (Dunning 1993). */
export function gStatistic(count: number, total: number, otherCount: number, otherTotal: number): number {
  const all = total + otherTotal;
  const hits = count + otherCount;
  if (all === 0 || hits === 0) return 0;
  const cell = (seen: number, row: number, column: number) =>
    seen <= 0 ? 0 : seen * Math.log((seen * all) / (row * column));
  const rest = all - hits;
  return Math.max(
    0,
    2 *
      (cell(count, hits, total) +
        cell(otherCount, hits, otherTotal) +
        cell(total - count, rest, total) +
        cell(otherTotal - otherCount, rest, otherTotal)),
  );
}

/** −log10 of the upper tail of χ² with one degree of freedom; by its asymptote where the tail leaves doubles. */
function logP(g: number): number {
  const x = Math.sqrt(g / 2);
  if (x > 5) return (x * x + Math.log(x) + Math.log(Math.PI) / 2) / Math.LN10;
  return -Math.log10(Math.max(erfc(x), 1e-300));
}

/** Complementary error function for x ≥ 0, error below 1.5e-7 (Abramowitz and Stegun 7.1.26). */
function erfc(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return polynomial * Math.exp(-x * x);
}
