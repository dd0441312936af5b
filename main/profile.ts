import { createHash } from 'node:crypto';
import path from 'node:path';
import { app } from 'electron';
import { dataFolder, workspaceFolder } from '../src/host/workspaces/data-folder.ts';
import { lastWorkspace } from '../src/host/workspaces/last-workspace.ts';

/**
 * Gives this workspace's window its own browser profile, and takes it. False when a window on the same workspace has
 * it: that one is told, and comes to the front. Windows on different workspaces do not know of each other.
 */
export function takeProfile(): boolean {
  const folder = workspaceFolder(process.env.CROSSTAIL_WORKSPACE ?? lastWorkspace());
  const name = `${path.basename(folder).slice(0, 40)}-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;
  app.setPath('userData', path.join(dataFolder(), 'windows', name));
  return app.requestSingleInstanceLock();
}
