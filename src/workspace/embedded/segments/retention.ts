// Which hours are kept: whole files go, so nothing is rewritten.
import { HOUR_MS } from './segment-format.ts';

export interface Retention {
  /** Hours that ended longer ago than this are removed; undefined keeps all. */
  maxAgeMs?: number;
  /** While all files take more, the oldest is removed; undefined for no limit. */
  maxBytes?: number;
}

export interface SizedSegment {
  hour: number;
  bytes: number;
}

/** Hours to remove, oldest first. The newest hour is kept always: it is being written. */
export function hoursToRemove(segments: readonly SizedSegment[], retention: Retention, nowMs: number): number[] {
  const sorted = [...segments].sort((a, b) => a.hour - b.hour);
  let bytes = sorted.reduce((sum, segment) => sum + segment.bytes, 0);
  const gone: number[] = [];
  for (const segment of sorted.slice(0, -1)) {
    const isOld = retention.maxAgeMs !== undefined && (segment.hour + 1) * HOUR_MS < nowMs - retention.maxAgeMs;
    const isTooMuch = retention.maxBytes !== undefined && bytes > retention.maxBytes;
    if (!isOld && !isTooMuch) continue;
    gone.push(segment.hour);
    bytes -= segment.bytes;
  }
  return gone;
}
