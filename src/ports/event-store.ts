import type { LogEvent } from '../model/log-event.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { Query } from '../query/query-ast.ts';

export type SearchOrder = 'newest' | 'oldest';

export interface SearchRequest {
  query: Query;
  range: TimeRange;
  order: SearchOrder;
  /** Most events to give; undefined for all. */
  limit?: number;
  /** Goes on behind an earlier answer's page. */
  after?: string;
}

export interface SearchPage {
  /** In the asked order: by time, ties in arrival order. */
  events: LogEvent[];
  /** Pass as `after` to go on; undefined when the search is at its end. */
  next?: string;
  /** Share of the range looked at so far, 0 to 1. */
  progress: number;
}

export interface HistogramRequest {
  query: Query;
  range: TimeRange;
  /** Bucket width in ms; buckets start at multiples of it. */
  bucketMs: number;
  /** Field to split by, such as `log.level`. */
  by?: string;
}

export interface HistogramBucket {
  fromMs: number;
  count: number;
  /** Counts by value of the `by` field; the empty string stands for events without it. */
  by?: Record<string, number>;
}

export interface ValuesRequest {
  query: Query;
  range: TimeRange;
  field: string;
  top: number;
}

export interface ContextRequest {
  eventId: string;
  before: number;
  after: number;
  scope: 'file' | 'host' | 'service' | 'all';
}

export interface FieldInfo {
  field: string;
  kind: 'keyword' | 'number' | 'text' | 'time';
  /** Events of the sample that have it. */
  count: number;
}

export interface StoreStats {
  events: number;
  bytes: number;
  fromMs?: number;
  toMs?: number;
  segments: { fromMs: number; events: number; bytes: number }[];
  /** Files that cannot be read, or were set aside for it: answers are without their events. */
  damaged?: string[];
  capabilities: { append: boolean; retention: boolean };
}

/** Stored events of a workspace. Every method takes a signal and stops soon after it aborts. */
export interface EventStore {
  /** Pages of matching events; the first comes as soon as there are hits or `limit` is reached. */
  search(request: SearchRequest, signal?: AbortSignal): AsyncIterable<SearchPage>;
  count(query: Query, range: TimeRange, signal?: AbortSignal): Promise<number>;
  histogram(request: HistogramRequest, signal?: AbortSignal): Promise<HistogramBucket[]>;
  values(request: ValuesRequest, signal?: AbortSignal): Promise<{ value: string; count: number }[]>;
  /** Events around one, oldest first, the asked one marked `crosstail.hit`. Rejects NOT_FOUND. */
  context(request: ContextRequest, signal?: AbortSignal): Promise<LogEvent[]>;
  /** Fields seen in the newest events of the range. */
  fields(range: TimeRange, signal?: AbortSignal): Promise<FieldInfo[]>;
  stats(signal?: AbortSignal): Promise<StoreStats>;
  close(): Promise<void>;
}
