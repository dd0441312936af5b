import type { LogEvent } from '../model/log-event.ts';
import type { Selector } from '../model/selector.ts';
import type { Query } from '../query/query-ast.ts';

export type TailStart =
  | { kind: 'now' }
  | { kind: 'time'; timeMs: number }
  | { kind: 'last'; count: number }
  /** Kafka offset, only with one topic selector. */
  | { kind: 'offset'; offset: string };

export interface TailRequest {
  selectors: Selector[];
  query: Query;
  start: TailStart;
  /** Most events held for a slow reader; beyond it the oldest are skipped and reported as a gap. */
  bufferEvents: number;
}

export type TailItem =
  /** `origin` tells the past (store) from what flows (stream). */
  | { type: 'event'; event: LogEvent; origin: 'store' | 'stream' }
  | {
      type: 'gap';
      skipped: number;
      reason: 'slow-reader' | 'rate' | 'expired' | 'source';
      fromMs?: number;
      toMs?: number;
    }
  /** Sent once when the past is done and every later event is live. */
  | { type: 'live' }
  /**
   * Sent at least every second while nothing matches: lag, and the time of the newest event seen. `lagRecords` are those
   * that are there and not read yet; `trouble` says why nothing comes, and that it is waited for.
   */
  | { type: 'pulse'; seen: number; lagMs: number; lastEventMs?: number; lagRecords?: number; trouble?: string };

export interface LiveTail {
  /**
   * Follows until the signal aborts. Items come in batches as they are pushed; nothing is polled, nobody's consumer
   * group is joined, nothing is left behind. `setQuery` changes the filter in place from the next event on.
   */
  follow(request: TailRequest, signal: AbortSignal): TailFeed;
}

export interface TailFeed extends AsyncIterable<TailItem[]> {
  setQuery(query: Query, selectors: Selector[]): void;
}
