// Documents as JSON files in one folder: written to a temporary file, made durable, renamed.
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../base/errors.ts';
import type { DocumentStore } from '../../ports/document-store.ts';

const SAFE_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** A document store in a folder, made when first written to. */
export class JsonDocuments implements DocumentStore {
  readonly #folder: string;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(): Promise<{ documents: unknown[]; damaged: string[] }> {
    const documents: unknown[] = [];
    const damaged: string[] = [];
    for (const file of await this.#files()) {
      try {
        documents.push(JSON.parse(await readFile(path.join(this.#folder, file), 'utf8')));
      } catch {
        damaged.push(path.join(this.#folder, file));
      }
    }
    return { documents, damaged };
  }

  async read(name: string): Promise<unknown> {
    const file = this.#file(name);
    try {
      return JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new AppError('FILE_UNREADABLE', `${file} cannot be read as a document.`, {
        cause: error,
        hint: 'Mend or remove the file.',
      });
    }
  }

  /** One write after the other: two saves of one document must not share a temporary file. */
  write(name: string, document: unknown): Promise<void> {
    const file = this.#file(name);
    const written = this.#writes.then(() => this.#replace(file, `${JSON.stringify(document, null, 2)}\n`));
    this.#writes = written.catch(() => {
      // The caller got the error; the next write is not held up by it.
    });
    return written;
  }

  async remove(name: string): Promise<void> {
    await rm(this.#file(name), { force: true });
  }

  async #replace(file: string, text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const temporary = `${file}.tmp`;
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  }

  async #files(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((file) => file.endsWith('.json'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #file(name: string): string {
    if (!SAFE_NAME.test(name))
      throw new AppError('BAD_INPUT', `"${name.slice(0, 80)}" cannot be a document's name.`, {
        hint: 'Use small letters, digits and -.',
      });
    return path.join(this.#folder, `${name}.json`);
  }
}
