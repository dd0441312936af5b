// Checkpoints in one file: written to a temporary file, made durable, renamed, and the rename made durable; the copy
// before stays beside it. Under a crash at any call the newest complete copy is found; a damaged one is never believed:
// each copy carries a checksum over everything in it.
import { createHash } from 'node:crypto';
import { AppError, messageOf } from '../base/errors.ts';
import type { Checkpoint, CheckpointStore } from '../ports/checkpoint-store.ts';
import type { FileSystem } from '../ports/file-system.ts';

/** Raised when an older program could not read what is written. */
const VERSION = 1;
const MAX_BYTES = 256 * 1024 * 1024;

type Copy = { state: 'good'; checkpoints: Checkpoint[] } | { state: 'missing' } | { state: 'damaged'; reason: string };

export class FileCheckpointStore implements CheckpointStore {
  readonly #folder: string;
  readonly #files: FileSystem;
  #folderMade = false;
  /** The file holds a copy that can be read: only then is it worth keeping as the one before. */
  #currentIsGood = false;

  /** `folder` is the agent's own state directory, made when missing. */
  constructor(folder: string, files: FileSystem) {
    this.#folder = folder.replace(/\/+$/, '');
    this.#files = files;
  }

  /**
   * The newest copy that is whole. `repaired`: a copy was damaged, and what it held beyond the one used is read again.
   * Rejects CHECKPOINT_CORRUPT only when copies are there and cannot be read at all (no permission, input/output error):
   * going on would read everything again.
   */
  async load(): Promise<{ checkpoints: Checkpoint[]; repaired: boolean }> {
    let repaired = false;
    for (const path of [this.#current, this.#temporary, this.#previous]) {
      const copy = await this.#read(path);
      if (copy.state === 'good') {
        this.#currentIsGood = path === this.#current;
        return { checkpoints: copy.checkpoints, repaired };
      }
      // An unfinished temporary file is what a crash leaves: nothing was promised with it.
      if (copy.state === 'damaged' && path !== this.#temporary) repaired = true;
    }
    return { checkpoints: [], repaired };
  }

  async save(checkpoints: Checkpoint[]): Promise<void> {
    if (!this.#folderMade) {
      await this.#files.makeDirectory(this.#folder, 0o700);
      this.#folderMade = true;
    }
    const bytes = new TextEncoder().encode(print(checkpoints));
    const file = await this.#files.open(this.#temporary, 'write');
    try {
      await file.write(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (this.#currentIsGood) await this.#files.rename(this.#current, this.#previous);
    this.#currentIsGood = false;
    await this.#files.rename(this.#temporary, this.#current);
    await this.#files.syncDirectory(this.#folder);
    this.#currentIsGood = true;
  }

  get #current(): string {
    return `${this.#folder}/checkpoints.json`;
  }

  get #previous(): string {
    return `${this.#folder}/checkpoints.previous.json`;
  }

  get #temporary(): string {
    return `${this.#folder}/checkpoints.new.json`;
  }

  async #read(path: string): Promise<Copy> {
    let text: string;
    try {
      text = new TextDecoder().decode(await this.#files.readWhole(path, MAX_BYTES));
    } catch (error) {
      const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'missing' };
      throw new AppError('CHECKPOINT_CORRUPT', `The checkpoints in ${path} cannot be read: ${messageOf(error)}.`, {
        cause: error,
        hint: 'Make the file readable for the agent. Remove it only to have every file read again from its rule’s start.',
      });
    }
    return parse(text);
  }
}

// The checksum stands first, on its own line, so that it covers every byte behind it.
function print(checkpoints: readonly Checkpoint[]): string {
  const body = `{"version":${VERSION},"checkpoints":[\n${checkpoints.map((checkpoint) => JSON.stringify(checkpoint)).join(',\n')}\n]}\n`;
  return `${checksum(body)}\n${body}`;
}

function parse(text: string): Copy {
  const newline = text.indexOf('\n');
  const body = text.slice(newline + 1);
  if (newline === -1 || text.slice(0, newline) !== checksum(body)) return { state: 'damaged', reason: 'checksum' };
  try {
    const content = JSON.parse(body) as { version?: unknown; checkpoints?: unknown };
    if (content.version !== VERSION) return { state: 'damaged', reason: `version ${String(content.version)}` };
    if (!Array.isArray(content.checkpoints)) return { state: 'damaged', reason: 'no list' };
    return { state: 'good', checkpoints: content.checkpoints.filter(isCheckpoint) };
  } catch (error) {
    return { state: 'damaged', reason: messageOf(error) };
  }
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== 'object' || value === null) return false;
  const checkpoint = value as Record<string, unknown>;
  return (
    typeof checkpoint.identity === 'string' &&
    typeof checkpoint.path === 'string' &&
    Number.isSafeInteger(checkpoint.offset) &&
    typeof checkpoint.tailHash === 'string' &&
    Number.isSafeInteger(checkpoint.headBytes) &&
    typeof checkpoint.headHash === 'string' &&
    typeof checkpoint.updatedAtMs === 'number'
  );
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
