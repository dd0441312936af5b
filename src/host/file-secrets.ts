// Secrets in one file that only its user may read. A keychain is better; where none is there, this is said plainly.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError, messageOf } from '../base/errors.ts';
import type { SecretStore } from '../ports/secret-store.ts';

/** The file is made when the first secret is written. Rejects PERMISSION_DENIED when others may read it. */
export function openFileSecrets(file: string): SecretStore {
  const load = (): Record<string, string> => {
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
      return JSON.parse(text) as Record<string, string>;
    } catch (error) {
      throw new AppError('STORE_CORRUPT', `The secrets in ${file} cannot be read: ${messageOf(error)}.`, {
        hint: 'Move the file away and add the workspaces again.',
      });
    }
  };
  const save = (secrets: Record<string, string>) => {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, JSON.stringify(secrets), { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  };
  return {
    protection: { kind: 'file', warning: `Passwords are kept readable in ${file}, for this user alone (mode 0600).` },
    read: async (handle) => (Object.hasOwn(load(), handle) ? load()[handle] : undefined),
    write: async (handle, secret) => save({ ...load(), [handle]: secret }),
    remove: async (handle) => {
      const { [handle]: _, ...others } = load();
      save(others);
    },
  };
}
