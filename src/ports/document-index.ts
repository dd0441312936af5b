import type { IndexHealth } from './pipeline.ts';

/** Why an item of a bulk was refused. */
export interface ItemRefusal {
  /** HTTP status of the item. */
  status: number;
  /** The server's type of the error. */
  type: string;
  reason: string;
}

export interface IndexSetup {
  /** Who removes old days: the server's lifecycle management, or the indexer. Undefined when they are kept. */
  retentionBy: 'server' | 'indexer' | undefined;
  template: string;
}

/** Where an indexer stores documents. */
export interface DocumentIndex {
  /** Names of day indices begin with it. */
  readonly prefix: string;
  /**
   * Stores the items of a finished bulk body. The answer has one entry an item, in order: undefined when it is stored
   * (or was before), else why not. Rejects when the whole request failed; `details.status` is the server's answer then.
   */
  bulk(body: Uint8Array, signal?: AbortSignal): Promise<(ItemRefusal | undefined)[]>;
  /** Installs how events are indexed and how long they are kept. May be called again at any time. */
  setUp(options: { retentionDays?: number }, signal?: AbortSignal): Promise<IndexSetup>;
  /** Rejects when `setUp` was never done, or by another version. */
  check(signal?: AbortSignal): Promise<void>;
  /** Removes days that lie behind the retention, where the server does not; gives their names. */
  removeOldDays(nowMs: number, signal?: AbortSignal): Promise<string[]>;
  /** Never rejects: what is wrong is in the answer. */
  health(signal?: AbortSignal): Promise<IndexHealth>;
}
