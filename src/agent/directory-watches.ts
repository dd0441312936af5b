// Hints that something changed. They make reading prompt; that nothing is missed is the scans' and polls' work.
import type { FileSystem } from '../ports/file-system.ts';

/** Watches taken at most: the system's are shared by all programs. */
const MAX_WATCHES = 1_000;

export type ChangeListener = (directory: string, name: string | undefined, what: 'content' | 'entry') => void;

export class DirectoryWatches {
  readonly #files: FileSystem;
  readonly #changed: ChangeListener;
  readonly #watches = new Map<string, () => void>();

  constructor(files: FileSystem, changed: ChangeListener) {
    this.#files = files;
    this.#changed = changed;
  }

  /** Watches these folders and no others. True when all of them are watched. */
  setDirectories(directories: ReadonlySet<string>): boolean {
    for (const [directory, close] of this.#watches) {
      if (directories.has(directory)) continue;
      close();
      this.#watches.delete(directory);
    }
    for (const directory of directories) {
      if (this.#watches.has(directory)) continue;
      if (this.#watches.size >= MAX_WATCHES) return false;
      const close = this.#files.watch(directory, (name, what) => this.#changed(directory, name, what));
      if (close !== undefined) this.#watches.set(directory, close);
    }
    return this.#watches.size === directories.size;
  }

  close(): void {
    for (const close of this.#watches.values()) close();
    this.#watches.clear();
  }
}
