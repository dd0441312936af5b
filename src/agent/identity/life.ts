// One life of a file, from creation or truncation to deletion or the next truncation: what a checkpoint remembers.
import type { Checkpoint } from '../../ports/checkpoint-store.ts';
import { type FileIdentity, hashBytes, parseIdentity, printIdentity, TAIL_BYTES } from './file-identity.ts';

export interface Life {
  readonly generation: string;
  /** The file that holds its bytes now: a copy or an archive may have taken over. */
  identity: FileIdentity;
  /** Where that file was seen last. */
  path: string;
  /** Every event before it is acknowledged. */
  offset: number;
  /** The bytes just before `offset` (up to TAIL_BYTES); undefined while only their hash is known. */
  tail: Uint8Array | undefined;
  tailHash: string;
  /** The first bytes (up to HEAD_BYTES); undefined while only their hash is known. */
  head: Uint8Array | undefined;
  headBytes: number;
  headHash: string;
  updatedAtMs: number;
  finished: boolean;
  /** Bytes of the head in the newest saved checkpoint. */
  savedHeadBytes: number;
  /** `tail` or `head` changed since their hashes were made. */
  stale: boolean;
}

export interface LifeStart {
  generation: string;
  identity: FileIdentity;
  path: string;
  offset: number;
  tail: Uint8Array;
  head: Uint8Array;
  nowMs: number;
}

export function createLife(start: LifeStart): Life {
  const { generation, identity, path, offset, tail, head, nowMs } = start;
  const life: Life = {
    generation,
    identity,
    path,
    offset,
    tail,
    tailHash: '',
    head,
    headBytes: head.length,
    headHash: '',
    updatedAtMs: nowMs,
    finished: false,
    savedHeadBytes: 0,
    stale: true,
  };
  refreshHashes(life);
  return life;
}

/** Number of bytes before an offset that its tail hash covers. */
export function tailLength(offset: number): number {
  return Math.min(TAIL_BYTES, offset);
}

export function toCheckpoint(life: Life): Checkpoint {
  refreshHashes(life);
  return {
    identity: printIdentity(life.generation, life.identity),
    path: life.path,
    offset: life.offset,
    tailHash: life.tailHash,
    headBytes: life.headBytes,
    headHash: life.headHash,
    updatedAtMs: life.updatedAtMs,
    ...(life.finished ? { finished: true } : {}),
  };
}

/** Undefined when the checkpoint cannot be understood. */
export function fromCheckpoint(checkpoint: Checkpoint): Life | undefined {
  const parsed = parseIdentity(checkpoint.identity);
  if (parsed === undefined || !Number.isSafeInteger(checkpoint.offset) || checkpoint.offset < 0) return undefined;
  return {
    generation: parsed.generation,
    identity: parsed.identity,
    path: checkpoint.path,
    offset: checkpoint.offset,
    tail: undefined,
    tailHash: checkpoint.tailHash,
    head: undefined,
    headBytes: checkpoint.headBytes,
    headHash: checkpoint.headHash,
    updatedAtMs: checkpoint.updatedAtMs,
    finished: checkpoint.finished === true,
    savedHeadBytes: checkpoint.headBytes,
    stale: false,
  };
}

// Hashes are made when they are asked for, not with every batch: a checkpoint is written once a second at most.
export function refreshHashes(life: Life): void {
  if (!life.stale) return;
  life.stale = false;
  if (life.tail !== undefined) life.tailHash = hashBytes(life.tail);
  if (life.head !== undefined) {
    life.headBytes = life.head.length;
    life.headHash = hashBytes(life.head);
  }
}
