// A file system whose k-th call fails, for every k: what an agent does when any single call goes wrong.
import type { FileSystem, OpenFile } from '../../src/ports/file-system.ts';

export type Fault = 'EIO' | 'ENOSPC' | 'EMFILE' | 'EACCES' | 'short';

/** Wraps a file system; the `at`-th of its calls (from 1) fails with `fault`. `short` reads half and writes half. */
export class FaultyFiles implements FileSystem {
  readonly #files: FileSystem;
  readonly #at: number;
  readonly #fault: Fault;
  calls = 0;
  /** The call that failed. */
  failed: string | undefined;

  constructor(files: FileSystem, at: number, fault: Fault) {
    this.#files = files;
    this.#at = at;
    this.#fault = fault;
  }

  async open(path: string, mode: 'read' | 'write' | 'append'): Promise<OpenFile> {
    this.#count(`open ${mode}`);
    return this.#wrap(await this.#files.open(path, mode));
  }

  async stat(path: string) {
    this.#count('stat');
    return this.#files.stat(path);
  }

  async list(directory: string) {
    this.#count('list');
    return this.#files.list(directory);
  }

  async readWhole(path: string, maxBytes: number) {
    this.#count('readWhole');
    return this.#files.readWhole(path, maxBytes);
  }

  async rename(from: string, to: string) {
    this.#count('rename');
    return this.#files.rename(from, to);
  }

  async remove(path: string) {
    this.#count('remove');
    return this.#files.remove(path);
  }

  async makeDirectory(path: string, mode: number) {
    this.#count('makeDirectory');
    return this.#files.makeDirectory(path, mode);
  }

  async realPath(path: string) {
    this.#count('realPath');
    return this.#files.realPath(path);
  }

  async syncDirectory(path: string) {
    this.#count('syncDirectory');
    return this.#files.syncDirectory(path);
  }

  /** No hints: polling is what must hold. */
  watch(): undefined {
    return undefined;
  }

  /** True when this call is the one; throws for every fault but `short`, which only reads and writes can be. */
  #count(call: string): boolean {
    if (++this.calls !== this.#at) return false;
    this.failed = call;
    if (this.#fault === 'short') return true;
    throw Object.assign(new Error(`${this.#fault}: made to fail, ${call}`), { code: this.#fault });
  }

  #wrap(file: OpenFile): OpenFile {
    return {
      stat: async () => {
        this.#count('fstat');
        return file.stat();
      },
      read: async (into, offset, length, position) => {
        const short = this.#count('read');
        return file.read(into, offset, short ? Math.max(1, length >> 10) : length, position);
      },
      write: async (bytes) => {
        if (!this.#count('write')) return file.write(bytes);
        await file.write(bytes.subarray(0, bytes.length >> 1));
        throw Object.assign(new Error('ENOSPC: half of it was written'), { code: 'ENOSPC' });
      },
      sync: async () => {
        this.#count('fsync');
        return file.sync();
      },
      close: async () => {
        await file.close();
        this.#count('close');
      },
    };
  }
}
