import { safeStorage } from 'electron';
import type { SecretCipher } from '../src/host/workspaces/file-secrets.ts';

/** The system's keychain, once the app is ready; undefined where there is none, or only one that hides nothing. */
export function keychainCipher(): SecretCipher | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  // Without a keyring Linux would take a password that everybody knows.
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return undefined;
  return {
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(bytes),
  };
}
