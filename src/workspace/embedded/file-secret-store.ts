// SecretStore where no keychain is: a file that only its owner may read.
import { AppError, messageOf } from '../../base/errors.ts';
import type { FileSystem } from '../../ports/file-system.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import { readFileText, replaceFile } from './whole-file.ts';

const MAX_BYTES = 1024 * 1024;

export class FileSecretStore implements SecretStore {
  readonly protection = {
    kind: 'file' as const,
    warning: 'No keychain is used: secrets lie in a file that only you may read, unencrypted.',
  };
  readonly #files: FileSystem;
  readonly #directory: string;
  readonly #file: string;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(files: FileSystem, directory: string, file: string) {
    this.#files = files;
    this.#directory = directory;
    this.#file = file;
  }

  async read(handle: string): Promise<string | undefined> {
    return (await this.#load()).get(handle);
  }

  write(handle: string, secret: string): Promise<void> {
    return this.#change((secrets) => secrets.set(handle, secret));
  }

  remove(handle: string): Promise<void> {
    return this.#change((secrets) => secrets.delete(handle));
  }

  #change(change: (secrets: Map<string, string>) => void): Promise<void> {
    const changed = this.#writing.then(async () => {
      const secrets = await this.#load();
      change(secrets);
      await replaceFile(this.#files, this.#directory, this.#file, `${JSON.stringify([...secrets])}\n`);
    });
    this.#writing = changed.catch(() => {
      // The caller got the error; the next change is not held up by it.
    });
    return changed;
  }

  async #load(): Promise<Map<string, string>> {
    const text = await readFileText(this.#files, this.#file, MAX_BYTES);
    if (text === undefined) return new Map();
    try {
      return new Map(JSON.parse(text) as [string, string][]);
    } catch (error) {
      throw new AppError('FILE_UNREADABLE', `The secrets in ${this.#file} cannot be read: ${messageOf(error)}.`, {
        hint: 'Move the file away and enter the passwords again.',
      });
    }
  }
}
