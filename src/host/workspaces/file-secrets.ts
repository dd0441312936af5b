// Secrets in one file that only its user may read. Where the system's keychain is at hand, its key encrypts them; where
// none is, this is said plainly.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError, messageOf } from '../../base/errors.ts';
import type { SecretStore } from '../../ports/secret-store.ts';

/** Encrypts by a key that the system's keychain holds. */
export interface SecretCipher {
  encrypt(text: string): Buffer;
  /** Throws when the keychain does not give the key. */
  decrypt(bytes: Buffer): string;
}

/** As it is, or as base64 of what a keychain's key encrypted. */
type Kept = string | { keychain: string };

/** The file is made when the first secret is written. Rejects PERMISSION_DENIED when others may read it. */
export function openFileSecrets(file: string, cipher?: SecretCipher): SecretStore {
  const load = (): Record<string, Kept> => {
    let text: string;
    try {
      if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
        throw new AppError('PERMISSION_DENIED', `Others may read the secrets in ${file}.`, {
          hint: `chmod 600 ${file}`,
        });
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
      throw error;
    }
    try {
      return JSON.parse(text) as Record<string, Kept>;
    } catch (error) {
      throw new AppError('STORE_CORRUPT', `The secrets in ${file} cannot be read: ${messageOf(error)}.`, {
        hint: 'Move the file away and add the workspaces again.',
      });
    }
  };
  const save = (secrets: Record<string, Kept>) => {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, JSON.stringify(secrets), { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  };
  return {
    protection:
      cipher === undefined
        ? { kind: 'file', warning: `Passwords are kept readable in ${file}, for this user alone (mode 0600).` }
        : { kind: 'keychain' },
    read: async (handle) => {
      const secrets = load();
      return Object.hasOwn(secrets, handle) ? reveal(secrets[handle]!, cipher) : undefined;
    },
    write: async (handle, secret) =>
      save({
        ...load(),
        [handle]: cipher === undefined ? secret : { keychain: cipher.encrypt(secret).toString('base64') },
      }),
    remove: async (handle) => {
      const { [handle]: _, ...others } = load();
      save(others);
    },
  };
}

function reveal(kept: Kept, cipher: SecretCipher | undefined): string {
  if (typeof kept === 'string') return kept;
  try {
    if (cipher === undefined) throw new TypeError('only the desktop console can ask it');
    return cipher.decrypt(Buffer.from(kept.keychain, 'base64'));
  } catch (error) {
    throw new AppError('PERMISSION_DENIED', `A password lies in the keychain of this system: ${messageOf(error)}.`, {
      hint: 'Open the workspace in the desktop console, or add it by crosstail workspace add with { env: NAME } as the password.',
    });
  }
}
