import type { EventBatch } from '../model/event-batch.ts';

export interface SinkAck {
  /** Events of the batch that the receiver already had (a repeat after a crash). */
  duplicates: number;
  /** The receiver keeps nothing of the batch's bytes: they may be overwritten. */
  isFree?: boolean;
}

/** Where an agent's events go. */
export interface EventSink {
  /**
   * Resolves when the receiver owns the events: only then may the checkpoint pass them. Batches of one source are
   * taken in call order. Rejects with a retryable AppError when the same batch should be offered again, with any
   * other when it never will be taken.
   */
  append(batch: EventBatch, signal?: AbortSignal): Promise<SinkAck>;
  /** Why what was appended is not acknowledged yet, for people; undefined when nothing is in the way. */
  readonly problem?: string | undefined;
  /** Waits for what was appended; then releases the receiver. */
  close(): Promise<void>;
}
