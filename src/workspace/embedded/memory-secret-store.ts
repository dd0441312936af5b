import type { SecretStore } from '../../ports/secret-store.ts';

/** SecretStore that forgets everything at the end of the process. */
export class MemorySecretStore implements SecretStore {
  readonly protection = { kind: 'memory' as const, warning: 'Secrets are forgotten when Crosstail ends.' };
  readonly #secrets = new Map<string, string>();

  async read(handle: string): Promise<string | undefined> {
    return this.#secrets.get(handle);
  }

  async write(handle: string, secret: string): Promise<void> {
    this.#secrets.set(handle, secret);
  }

  async remove(handle: string): Promise<void> {
    this.#secrets.delete(handle);
  }
}
