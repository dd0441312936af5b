// Open descriptors, at most so many: the one used longest ago is closed for the next. A file that has no name any more
// cannot be opened again: it keeps its descriptor until it is let go, as long as there is room for the others.
import type { FileSystem, OpenFile } from '../../ports/file-system.ts';
import { identityOf, isSameFile } from '../identity/file-identity.ts';
import type { FollowedFile } from './followed-file.ts';
import { PlainHandle } from './plain-handle.ts';

interface Held {
  handle: OpenFile;
  /** Turns that use it now. */
  users: number;
}

/** The path leads to another file by now. */
export class FileSwapped extends Error {
  readonly code = 'SWAPPED';
}

export class OpenFiles {
  readonly #files: FileSystem;
  readonly #limit: number;
  /** In order of use, the oldest first. */
  readonly #held = new Map<FollowedFile, Held>();

  constructor(files: FileSystem, limit: number) {
    this.#files = files;
    this.#limit = limit;
  }

  get count(): number {
    return this.#held.size;
  }

  isOpen(file: FollowedFile): boolean {
    return this.#held.has(file);
  }

  /** Files without a name whose descriptor is held, the longest unused first. */
  nameless(): FollowedFile[] {
    return [...this.#held.keys()].filter((file) => file.openPath === undefined);
  }

  /**
   * Runs `use` with the file open. Rejects with the system's code when it cannot be opened, and with FileSwapped when
   * its path leads to another file.
   */
  async with<T>(file: FollowedFile, use: (handle: OpenFile) => Promise<T>): Promise<T> {
    let held = this.#held.get(file);
    if (held === undefined) {
      await this.#makeRoom();
      held = { handle: await this.#open(file), users: 0 };
    }
    this.#held.delete(file);
    this.#held.set(file, held);
    held.users++;
    try {
      return await use(held.handle);
    } finally {
      held.users--;
    }
  }

  async close(file: FollowedFile): Promise<void> {
    const held = this.#held.get(file);
    this.#held.delete(file);
    await held?.handle.close();
  }

  async closeAll(): Promise<void> {
    for (const file of [...this.#held.keys()]) await this.close(file);
  }

  async #open(file: FollowedFile): Promise<OpenFile> {
    if (file.openPath === undefined) throw new FileSwapped(`${file.displayPath} has no name any more.`);
    const handle = await this.#files.open(file.openPath, 'read');
    try {
      const stat = await handle.stat();
      if (stat.kind === 'file' && isSameFile(identityOf(stat), file.life.identity))
        return file.compression === undefined ? handle : new PlainHandle(handle, file.compression);
    } catch (error) {
      await handle.close();
      throw error;
    }
    await handle.close();
    throw new FileSwapped(`${file.openPath} is another file now.`);
  }

  async #makeRoom(): Promise<void> {
    while (this.#held.size >= this.#limit) {
      const victim = this.#victim();
      if (victim === undefined) return;
      await this.close(victim);
    }
  }

  #victim(): FollowedFile | undefined {
    for (const [file, held] of this.#held) if (held.users === 0 && file.openPath !== undefined) return file;
    return undefined;
  }
}
