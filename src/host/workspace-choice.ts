// Which workspace a command means: a folder, a saved profile, a profile file, or servers named on the command line.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError, messageOf } from '../base/errors.ts';
import { dataFolder, workspaceFolder } from './data-folder.ts';
import { openFileSecrets } from './file-secrets.ts';
import { type ClusterSettings, parseProfile, resolveProfile, settingsOfOptions } from './profile.ts';

export interface WorkspaceOptions {
  workspace?: string;
  kafka?: string;
  zookeeper?: string;
  elasticsearch?: string;
}

export type WorkspaceChoice = { kind: 'embedded'; folder: string } | { kind: 'cluster'; settings: ClusterSettings };

/** Where saved profiles and their secrets lie. */
export function profileFolder(): string {
  return path.join(dataFolder(), 'profiles');
}

/** The file of a saved profile. Throws USAGE on a name that is none. */
export function profileFile(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name))
    throw new AppError('USAGE', `"${name}" is not a name of a workspace.`, {
      hint: 'Names have 1 to 64 letters, digits, - and _.',
    });
  return path.join(profileFolder(), `${name}.yaml`);
}

export function profileSecrets() {
  return openFileSecrets(path.join(profileFolder(), 'secrets.json'));
}

/** What is meant; servers named by options come first, then a profile, then a folder. */
export async function chooseWorkspace(options: WorkspaceOptions): Promise<WorkspaceChoice> {
  const { kafka, zookeeper, elasticsearch } = options;
  if (kafka !== undefined || zookeeper !== undefined || elasticsearch !== undefined)
    return { kind: 'cluster', settings: await settingsOfOptions(options) };
  const wanted = options.workspace ?? process.env.CROSSTAIL_WORKSPACE;
  if (wanted !== undefined) {
    const saved = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(wanted) ? profileFile(wanted) : undefined;
    const file = /\.ya?ml$/i.test(wanted) ? path.resolve(wanted) : saved;
    if (file !== undefined && (file !== saved || existsSync(file)))
      return { kind: 'cluster', settings: await readProfile(file) };
  }
  return { kind: 'embedded', folder: workspaceFolder(options.workspace) };
}

/** The settings in a profile file. */
export async function readProfile(file: string): Promise<ClusterSettings> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `The profile ${file} cannot be read: ${messageOf(error)}.`, {
      hint: 'Check the path; crosstail workspace list names those that are saved.',
    });
  }
  const name = path.basename(file).replace(/\.ya?ml$/i, '');
  return resolveProfile(parseProfile(text, file), { name, folder: path.dirname(file), secrets: profileSecrets() });
}
