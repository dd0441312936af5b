// Profiles under the data folder: added, listed, removed. Passwords in them move to the secret store.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument, visit } from 'yaml';
import { AppError, messageOf } from '../base/errors.ts';
import { parseProfile, resolveProfile } from './profile.ts';
import { profileFile, profileFolder, profileSecrets } from './workspace-choice.ts';

const SECRET_KEYS = new Set(['password', 'apiKey', 'passphrase']);
const FILE_KEYS = new Set(['ca', 'cert', 'key']);

/** Names of the saved profiles, in order. */
export async function listProfiles(): Promise<string[]> {
  try {
    const files = await readdir(profileFolder());
    return files
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.slice(0, -'.yaml'.length))
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Saves a profile under a name, in place of an earlier one; gives a warning about where its passwords are, if it has any. */
export async function addProfile(name: string, from: string): Promise<string | undefined> {
  const target = profileFile(name);
  let text: string;
  try {
    text = await readFile(from, 'utf8');
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `The profile ${from} cannot be read: ${messageOf(error)}.`, {
      hint: 'Check the path and its permissions.',
    });
  }
  const folder = path.resolve(path.dirname(from));
  const store = profileSecrets();
  // What cannot be used is not saved.
  await resolveProfile(parseProfile(text, from), { name, folder, secrets: store });
  const document = parseDocument(text);
  const moved: [handle: string, secret: string][] = [];
  visit(document, {
    Pair(_, pair, parents) {
      const key = String((pair.key as { value?: unknown } | null)?.value ?? '');
      const value = (pair.value as { value?: unknown } | null)?.value;
      if (typeof value !== 'string') return;
      if (FILE_KEYS.has(key)) pair.value = document.createNode(path.resolve(folder, value));
      if (!SECRET_KEYS.has(key)) return;
      const handle = `${name}/${parents.length}-${moved.length}-${key}`;
      moved.push([handle, value]);
      pair.value = document.createNode({ secret: handle });
    },
  });
  for (const [handle, secret] of moved) await store.write(handle, secret);
  await mkdir(profileFolder(), { recursive: true, mode: 0o700 });
  await writeFile(target, document.toString(), { mode: 0o600 });
  return moved.length === 0 ? undefined : store.protection.warning;
}

/** Removes a saved profile and its passwords; nothing on the servers. */
export async function removeProfile(name: string): Promise<void> {
  const file = profileFile(name);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('NOT_FOUND', `There is no saved profile "${name}".`, {
      hint: 'crosstail workspace list names them.',
      cause: error,
    });
  }
  const store = profileSecrets();
  for (const [, handle] of text.matchAll(/secret: ["']?([^"'\s}]+)/g))
    if (handle !== undefined) await store.remove(handle);
  await rm(file);
}
