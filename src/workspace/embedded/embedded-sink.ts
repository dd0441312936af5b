// EventSink over the writing thread: an acknowledged batch is committed, and was pushed to the open tails.
import { AppError } from '../../base/errors.ts';
import type { EventBatch } from '../../model/event-batch.ts';
import type { EventSink, SinkAck } from '../../ports/event-sink.ts';
import type { AppendResult } from './segments/store-writer.ts';
import { StoreThread } from './threads/store-thread.ts';
import type { StoreThreadData } from './threads/worker-messages.ts';

/** Told of every committed batch, in commit order; `isLive` is false for what was imported. */
export type CommitListener = (batch: EventBatch, result: AppendResult, isLive: boolean) => void;

export class EmbeddedSink implements EventSink {
  readonly #thread: StoreThread;
  readonly #committed: CommitListener;
  readonly #pending = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(data: Omit<StoreThreadData, 'role'>, committed: CommitListener) {
    this.#thread = new StoreThread({ ...data, role: 'writer' });
    this.#committed = committed;
  }

  /** The newest commit there was before. Rejects STORE_LOCKED, STORE_NEWER, PERMISSION_DENIED. */
  async open(): Promise<number> {
    try {
      return await this.#thread.ready;
    } catch (error) {
      await this.#thread.terminate();
      throw error;
    }
  }

  append(batch: EventBatch, signal?: AbortSignal): Promise<SinkAck> {
    return this.#tracked(batch, signal, true);
  }

  /** The same store for what lies in the past: open tails are not told, it is no news. */
  get archive(): EventSink {
    return {
      append: (batch, signal) => this.#tracked(batch, signal, false),
      // The store stays open for the sink itself.
      close: async () => {
        await Promise.allSettled(this.#pending);
      },
    };
  }

  #tracked(batch: EventBatch, signal: AbortSignal | undefined, isLive: boolean): Promise<SinkAck> {
    if (this.#isClosed)
      return Promise.reject(
        new AppError('DISCONNECTED', 'The store is closed.', { hint: 'Open the workspace again.' }),
      );
    const appended = this.#append(batch, signal, isLive);
    this.#pending.add(appended);
    const settled = () => this.#pending.delete(appended);
    appended.then(settled, settled);
    return appended;
  }

  // The signal ends the waiting of the caller, not the commit: tails hear of what was committed in any case.
  async #append(batch: EventBatch, signal: AbortSignal | undefined, isLive: boolean): Promise<SinkAck> {
    signal?.throwIfAborted();
    const json = batch.json.slice(0, batch.count === 0 ? 0 : batch.ends[batch.count - 1]! + 1);
    const wire = { json, sourceKey: batch.source.key, topic: batch.source.topic };
    const result = await this.#thread.call<AppendResult>({ method: 'append', batch: wire, isLive }, undefined, [
      json.buffer,
    ]);
    this.#committed(batch, result, isLive);
    signal?.throwIfAborted();
    return { duplicates: result.duplicates.length };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.allSettled(this.#pending);
    await this.#thread.call({ method: 'close' });
    await this.#thread.terminate();
  }
}
