// Which workspace a command means: a folder, a saved profile, a profile file, or servers named on the command line.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError, messageOf } from '../../base/errors.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import { dataFolder, workspaceFolder } from './data-folder.ts';
import { openFileSecrets, type SecretCipher } from './file-secrets.ts';
import { type ClusterSettings, type NamedServers, parseProfile, resolveProfile, settingsOfOptions } from './profile.ts';

/** What a command line says of the workspace: `topic`, `group` and `prefix` hold over what a profile says. */
export interface WorkspaceOptions extends NamedServers {
  workspace?: string;
}

export type WorkspaceChoice = { kind: 'embedded'; folder: string } | { kind: 'cluster'; settings: ClusterSettings };

/** Where saved profiles and their secrets lie. */
export function profileFolder(): string {
  return path.join(dataFolder(), 'profiles');
}

/** The file of a saved profile. Throws USAGE on a name that is none. */
export function profileFile(name: string): string {
  if (!isProfileName(name))
    throw new AppError('USAGE', `"${name}" is not a name of a workspace.`, {
      hint: 'Names have 1 to 64 letters, digits, - and _.',
    });
  return path.join(profileFolder(), `${name}.yaml`);
}

function isProfileName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name);
}

/** Where passwords of saved profiles are; a shell that has a keychain gives its cipher. */
export function profileSecrets(cipher?: SecretCipher): SecretStore {
  return openFileSecrets(path.join(profileFolder(), 'secrets.json'), cipher);
}

/** What is meant; servers named by options come first, then a profile, then a folder. */
export async function chooseWorkspace(
  options: WorkspaceOptions,
  secrets: SecretStore = profileSecrets(),
): Promise<WorkspaceChoice> {
  const { kafka, zookeeper, elasticsearch, topic, group, prefix } = options;
  if (kafka !== undefined || zookeeper !== undefined || elasticsearch !== undefined)
    return { kind: 'cluster', settings: await settingsOfOptions(options) };
  const file = profileOf(options.workspace ?? process.env.CROSSTAIL_WORKSPACE);
  if (file === undefined) return { kind: 'embedded', folder: workspaceFolder(options.workspace) };
  const settings = await readProfile(file, secrets);
  const own = {
    ...(topic === undefined ? {} : { topics: topic }),
    ...(group === undefined ? {} : { group }),
    ...(prefix === undefined ? {} : { prefix }),
  };
  return { kind: 'cluster', settings: { ...settings, ...own } };
}

/** The servers that are meant; rejects USAGE where a folder is. */
export async function chooseCluster(options: WorkspaceOptions): Promise<ClusterSettings> {
  const choice = await chooseWorkspace(options);
  if (choice.kind === 'cluster') return choice.settings;
  throw new AppError('USAGE', `${choice.folder} is a workspace in a folder: it has no servers.`, {
    hint: 'Name a profile (--workspace NAME or FILE.yaml) or the servers: --kafka kafka1:9092 --elasticsearch http://es1:9200.',
  });
}

/** The folder that is meant; throws USAGE where servers are. */
export function chooseFolder(workspace: string | undefined): string {
  if (profileOf(workspace ?? process.env.CROSSTAIL_WORKSPACE) === undefined) return workspaceFolder(workspace);
  throw new AppError('USAGE', `${workspace ?? process.env.CROSSTAIL_WORKSPACE} is a workspace on servers.`, {
    hint: 'This works on a folder of this machine: name another one with --workspace.',
  });
}

/** The profile file that a name or path means; undefined where it means a folder. */
function profileOf(wanted: string | undefined): string | undefined {
  if (wanted === undefined) return undefined;
  if (/\.ya?ml$/i.test(wanted)) return path.resolve(wanted);
  const saved = isProfileName(wanted) ? profileFile(wanted) : undefined;
  return saved !== undefined && existsSync(saved) ? saved : undefined;
}

/** The settings in a profile file. */
async function readProfile(file: string, secrets: SecretStore): Promise<ClusterSettings> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `The profile ${file} cannot be read: ${messageOf(error)}.`, {
      hint: 'Check the path; crosstail workspace list names those that are saved.',
    });
  }
  const name = path.basename(file).replace(/\.ya?ml$/i, '');
  return resolveProfile(parseProfile(text, file), { name, folder: path.dirname(file), secrets });
}
