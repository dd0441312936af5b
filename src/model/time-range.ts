/** A stretch of time in epoch milliseconds: from inclusive, to exclusive. Absent ends are open. */
export interface TimeRange {
  fromMs?: number;
  toMs?: number;
}

/** True when the instant lies in the range. */
export function inRange(range: TimeRange, timeMs: number): boolean {
  return (range.fromMs === undefined || timeMs >= range.fromMs) && (range.toMs === undefined || timeMs < range.toMs);
}
