import { AppError, messageOf } from '../base/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';

const MOST_ENTRIES = 2_000;
const USUAL_FOLDERS = ['/var/log', '/', 'C:/'];

export interface FolderListing {
  folder: string;
  parent: string | null;
  entries: { name: string; isFolder: boolean }[];
  isCut: boolean;
}

/** Names in a folder, folders first; of the usual place of logs when none is named. Rejects BAD_INPUT. */
export async function listFolder(files: FileSystem, folder: string | undefined): Promise<FolderListing> {
  if (folder !== undefined) return list(files, folder);
  for (const usual of USUAL_FOLDERS) {
    try {
      return await list(files, usual);
    } catch {
      // Not on this system, or not for this user: the next one.
    }
  }
  throw new AppError('BAD_INPUT', 'No folder of this machine can be listed.', { hint: 'Type the path of a file.' });
}

async function list(files: FileSystem, folder: string): Promise<FolderListing> {
  const at = folder.replace(/[\\/]+$/, '') || '/';
  try {
    const found = await files.list(at);
    const entries: FolderListing['entries'] = [];
    for (const { name, kind } of found.slice(0, MOST_ENTRIES)) {
      const isFolder = kind === 'directory' || (kind === 'link' && (await leadsToFolder(files, `${at}/${name}`)));
      if (isFolder || kind === 'file' || kind === 'link') entries.push({ name, isFolder });
    }
    entries.sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || (a.name < b.name ? -1 : 1));
    const parent = at === '/' || /^[A-Za-z]:$/.test(at) ? null : at.slice(0, at.lastIndexOf('/')) || '/';
    return { folder: at, parent, entries, isCut: found.length > MOST_ENTRIES };
  } catch (error) {
    throw new AppError('BAD_INPUT', `The folder ${at} cannot be listed: ${messageOf(error)}.`, {
      hint: 'Choose another one, or type the path of a file.',
      cause: error,
    });
  }
}

async function leadsToFolder(files: FileSystem, path: string): Promise<boolean> {
  try {
    return (await files.stat(path)).kind === 'directory';
  } catch {
    // It leads nowhere: shown as a file, which the look at it then says.
    return false;
  }
}
