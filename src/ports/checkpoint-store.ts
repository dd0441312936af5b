/** How far each file has been acknowledged. Written by the agent only behind acknowledgements. */
export interface Checkpoint {
  /** Identity of the file's life (agent/file-identity prints and reads it). */
  identity: string;
  path: string;
  /** Byte offset up to which every event is acknowledged. */
  offset: number;
  /** Hash of the bytes just before the offset: tells a rewritten file from a grown one. */
  tailHash: string;
  /** Length and hash of the head that identify the file. */
  headBytes: number;
  headHash: string;
  updatedAtMs: number;
  /** The life is over and was read to its end: nothing of it will be read again. */
  finished?: boolean;
}

export interface CheckpointStore {
  /** What was saved last; `repaired` says that the newest copy was damaged and the one before it was used. */
  load(): Promise<{ checkpoints: Checkpoint[]; repaired: boolean }>;
  /** Replaces everything, durably: after it resolves a crash finds this or something newer. */
  save(checkpoints: Checkpoint[]): Promise<void>;
}
