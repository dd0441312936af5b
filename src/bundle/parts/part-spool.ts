import type { FileSystem, OpenFile } from '../../ports/file-system.ts';

/** Where bytes lie in a spool file. */
interface Extent {
  position: number;
  length: number;
}

/** The bytes of one part, in pieces among those of the others. */
export class SpooledBytes {
  readonly extents: Extent[] = [];
  length = 0;
}

/** Bytes gathered for one write or taken with one read. */
const CHUNK = 1024 * 1024;

/**
 * Holds the packed parts of a bundle until all are known: they grow side by side, a zip has them one after the other.
 * One file, whatever the number of parts.
 */
export class PartSpool {
  readonly #files: FileSystem;
  readonly #path: string;
  readonly #out: OpenFile;
  #size = 0;
  /** What is gathered for the next write, and chunks that were written and are free again. */
  #chunk: Uint8Array = new Uint8Array(CHUNK);
  #filled = 0;
  readonly #free: Uint8Array[] = [];
  #written: Promise<void> = Promise.resolve();

  private constructor(files: FileSystem, path: string, out: OpenFile) {
    this.#files = files;
    this.#path = path;
    this.#out = out;
  }

  static async open(files: FileSystem, path: string): Promise<PartSpool> {
    return new PartSpool(files, path, await files.open(path, 'write'));
  }

  /** Copies the bytes. A promise when the caller must wait for the disk: one write runs while the next is gathered. */
  append(part: SpooledBytes, bytes: Uint8Array): Promise<void> | undefined {
    if (bytes.length === 0) return undefined;
    const last = part.extents.at(-1);
    if (last !== undefined && last.position + last.length === this.#size) last.length += bytes.length;
    else part.extents.push({ position: this.#size, length: bytes.length });
    part.length += bytes.length;
    this.#size += bytes.length;
    let written: Promise<void> | undefined;
    for (let at = 0; at < bytes.length; ) {
      const end = Math.min(bytes.length, at + CHUNK - this.#filled);
      this.#chunk.set(bytes.subarray(at, end), this.#filled);
      this.#filled += end - at;
      at = end;
      if (this.#filled === CHUNK) written = this.#write();
    }
    return written;
  }

  /**
   * The bytes of these parts, each in order, piece by piece; a piece is gone when the next one is asked for. Nothing may be
   * appended any more.
   */
  async *read(parts: readonly SpooledBytes[]): AsyncGenerator<{ part: SpooledBytes; bytes: Uint8Array }> {
    await this.#write();
    await this.#written;
    const file = await this.#files.open(this.#path, 'read');
    const chunk = this.#chunk;
    try {
      for (const part of parts) {
        for (const { position, length } of part.extents) {
          for (let at = 0; at < length; at += CHUNK) {
            const bytes = chunk.subarray(0, Math.min(CHUNK, length - at));
            await readExactly(file, bytes, position + at);
            yield { part, bytes };
          }
        }
      }
    } finally {
      await file.close();
    }
  }

  /** Closes and removes the file. */
  async remove(): Promise<void> {
    await this.#written.catch(() => {
      // Whoever appended was told.
    });
    await this.#out.close();
    await this.#files.remove(this.#path);
  }

  async #write(): Promise<void> {
    const chunk = this.#chunk;
    const bytes = chunk.subarray(0, this.#filled);
    this.#chunk = this.#free.pop() ?? new Uint8Array(CHUNK);
    this.#filled = 0;
    const before = this.#written;
    this.#written = before.then(async () => {
      await this.#out.write(bytes);
      this.#free.push(chunk);
    });
    this.#written.catch(() => {
      // Told by the next write, by reading, or at the end.
    });
    await before;
  }
}

async function readExactly(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let filled = 0; filled < bytes.length; ) {
    const count = await file.read(bytes, filled, bytes.length - filled, position + filled);
    if (count === 0) throw new Error('A temporary file of the bundle became shorter while it was used.');
    filled += count;
  }
}
