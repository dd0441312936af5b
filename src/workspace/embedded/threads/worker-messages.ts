// What goes between the main thread and the store's threads.
import type { ErrorEnvelope } from '../../../base/errors.ts';
import type { SqliteDriverName } from '../../../drivers/sqlite/sqlite-database.ts';
import type { TimeRange } from '../../../model/time-range.ts';
import type { ContextRequest, HistogramRequest, SearchRequest, ValuesRequest } from '../../../ports/event-store.ts';
import type { Query } from '../../../query/query-ast.ts';
import type { Retention } from '../segments/retention.ts';
import type { WireBatch } from '../segments/store-writer.ts';

export interface StoreThreadData {
  role: 'writer' | 'reader';
  folder: string;
  driver: SqliteDriverName | undefined;
  retention: Retention;
}

export type StoreCall =
  /** Live batches are committed before those of an import. */
  | { method: 'append'; batch: WireBatch; isLive: boolean }
  | { method: 'search'; request: SearchRequest; maxSeq: number | undefined }
  | { method: 'count'; query: Query; range: TimeRange }
  | { method: 'histogram'; request: HistogramRequest }
  | { method: 'values'; request: ValuesRequest }
  | { method: 'context'; request: ContextRequest }
  | { method: 'fields'; range: TimeRange }
  | { method: 'stats' }
  | { method: 'close' };

export type ToThread =
  /** `taken[0]` turns 1 when nobody waits for the answer any more: seen even by a thread that is busy. */
  | { type: 'call'; id: number; call: StoreCall; taken: Int32Array }
  /** One more item may be sent. */
  | { type: 'more'; id: number };

export type FromThread =
  | { type: 'ready'; lastSequence: number }
  | { type: 'failed'; error: ErrorEnvelope }
  /** `json` is the text of one page: cheaper to pass than its objects. */
  | { type: 'item'; id: number; json: string }
  | { type: 'done'; id: number; result: unknown }
  | { type: 'error'; id: number; error: ErrorEnvelope };

/** Pages that a search may be ahead of its reader. */
export const SEARCH_CREDIT = 2;
