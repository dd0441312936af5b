// Profiles under the data folder: added, listed, removed. Passwords in them move to the secret store.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument, visit } from 'yaml';
import { AppError, messageOf } from '../../base/errors.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
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

/** The servers that a saved profile names, in a line. */
export async function profileServers(name: string): Promise<string> {
  try {
    const file = profileFile(name);
    const { kafka, zookeeper, elasticsearch } = parseProfile(await readFile(file, 'utf8'), file);
    const parts = { Kafka: kafka?.brokers, ZooKeeper: zookeeper?.servers, Elasticsearch: elasticsearch?.nodes };
    const named = Object.entries(parts).filter(([, hosts]) => hosts !== undefined);
    // A password may stand in an address.
    return named.map(([server, hosts]) => `${server} ${String(hosts).replace(/\/\/[^/@]*@/g, '//')}`).join(' · ');
  } catch (error) {
    return messageOf(error);
  }
}

/** Saves a profile under a name, in place of an earlier one; gives a warning about where its passwords are, if it has any. */
export async function addProfile(name: string, from: string): Promise<string | undefined> {
  profileFile(name);
  let text: string;
  try {
    text = await readFile(from, 'utf8');
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `The profile ${from} cannot be read: ${messageOf(error)}.`, {
      hint: 'Check the path and its permissions.',
    });
  }
  const store = profileSecrets();
  const hasSecrets = await saveProfile({ name, text, where: from, folder: path.resolve(path.dirname(from)) }, store);
  return hasSecrets ? store.protection.warning : undefined;
}

/** A profile as text; `folder` is where the files lie that it names, `where` what an error calls it. */
export interface WrittenProfile {
  name: string;
  text: string;
  where: string;
  folder: string;
}

/** Saves it, its passwords in the store; gives whether it had any. Rejects BAD_INPUT on one that cannot be used. */
export async function saveProfile({ name, text, where, folder }: WrittenProfile, store: SecretStore): Promise<boolean> {
  const target = profileFile(name);
  // What cannot be used is not saved.
  await resolveProfile(parseProfile(text, where), { name, folder, secrets: store });
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
  return moved.length > 0;
}

/** Removes a saved profile and its passwords; nothing on the servers. */
export async function removeProfile(name: string, store: SecretStore = profileSecrets()): Promise<void> {
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
  for (const [, handle] of text.matchAll(/secret: ["']?([^"'\s}]+)/g))
    if (handle !== undefined) await store.remove(handle);
  await rm(file);
}
