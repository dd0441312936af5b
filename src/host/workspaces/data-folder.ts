import { homedir } from 'node:os';
import path from 'node:path';

/** Where workspaces and caches live: `CROSSTAIL_HOME`, else the user's data folder of this system. */
export function dataFolder(): string {
  const { CROSSTAIL_HOME, XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  if (CROSSTAIL_HOME) return path.resolve(CROSSTAIL_HOME);
  if (process.platform === 'win32')
    return path.join(LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), 'Crosstail');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Crosstail');
  return path.join(XDG_DATA_HOME ?? path.join(homedir(), '.local', 'share'), 'crosstail');
}

/** What a workspace on servers keeps on this machine: incidents and bundles. */
export function clusterFolder(name: string): string {
  return path.join(dataFolder(), 'clusters', encodeURIComponent(name));
}

/**
 * Folder of an embedded workspace: a name is a folder under the data folder, anything with a separator is a path.
 * Undefined takes `CROSSTAIL_WORKSPACE`, else `default`.
 */
export function workspaceFolder(workspace: string | undefined): string {
  const wanted = workspace ?? process.env.CROSSTAIL_WORKSPACE ?? 'default';
  const isPath = path.isAbsolute(wanted) || wanted.includes('/') || wanted.includes(path.sep) || wanted.startsWith('.');
  return isPath ? path.resolve(wanted) : path.join(dataFolder(), 'workspaces', wanted);
}
