// The workspaces of this machine: folders under the data folder, and saved profiles.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { AppError } from '../../base/errors.ts';
import type { ProfileText } from '../../contract/profile-schema.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import type { ServerTests, WorkspaceBook, WorkspaceEntry } from '../../ports/workspace-book.ts';
import { workspaceFolder } from './data-folder.ts';
import { resolveProfile } from './profile.ts';
import { listProfiles, profileServers, removeProfile, saveProfile } from './saved-profiles.ts';
import { testServers } from './test-servers.ts';
import { profileFile, profileSecrets } from './workspace-choice.ts';

const DEFAULT = 'default';

export interface WorkspaceBookOptions {
  secrets?: SecretStore;
  /** Opens another workspace in the console that asks; without it none can be opened here. */
  open?: (entry: Pick<WorkspaceEntry, 'name' | 'kind'>) => Promise<void>;
}

/** The book of this machine's user. Files that a profile names are looked for from the home folder on. */
export function openWorkspaceBook({
  secrets = profileSecrets(),
  open = cannotOpen,
}: WorkspaceBookOptions = {}): WorkspaceBook<ProfileText> {
  const { warning } = secrets.protection;
  return {
    ...(warning === undefined ? {} : { warning }),
    async open(entry) {
      const known = await this.list();
      if (!known.some(({ name, kind }) => name === entry.name && kind === entry.kind))
        throw new AppError('NOT_FOUND', `There is no workspace "${entry.name}".`, { hint: 'Add it first.' });
      await open(entry);
    },
    async list() {
      const [folders, profiles] = await Promise.all([listFolders(), listProfiles()]);
      const servers = await Promise.all(profiles.map(profileServers));
      return [
        // A profile of the same name is what the name means.
        ...folders.filter((name) => !profiles.includes(name)).map(folderEntry),
        ...profiles.map((name, i) => ({ name, kind: 'cluster' as const, detail: servers[i]! })),
      ];
    },
    async test(profile): Promise<ServerTests> {
      return testServers(await resolveProfile(profile, { name: 'to be tried', folder: homedir(), secrets }));
    },
    async save(name, profile, { replace }) {
      if (!replace && (existsSync(profileFile(name)) || existsSync(workspaceFolder(name))))
        throw new AppError('BAD_INPUT', `There is a workspace "${name}" already.`, { hint: 'Choose another name.' });
      await saveProfile({ name, text: stringify(profile), where: name, folder: homedir() }, secrets);
    },
    remove: (name) => removeProfile(name, secrets),
  };
}

async function listFolders(): Promise<string[]> {
  try {
    const found = await readdir(path.dirname(workspaceFolder(DEFAULT)), { withFileTypes: true });
    const names = found.filter((each) => each.isDirectory()).map(({ name }) => name);
    return [...new Set([DEFAULT, ...names.sort()])];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [DEFAULT];
    throw error;
  }
}

function folderEntry(name: string): WorkspaceEntry {
  return { name, kind: 'embedded', detail: workspaceFolder(name) };
}

async function cannotOpen(): Promise<never> {
  throw new AppError('NOT_SUPPORTED', 'This console is that of another process: it cannot be switched from here.', {
    hint: 'Start one of your own: crosstail serve --workspace NAME.',
  });
}
