import type { Workspace } from '../../ports/workspace.ts';
import { openEmbeddedWorkspace } from '../../workspace/embedded/embedded-workspace.ts';
import { clusterFolder } from './data-folder.ts';
import { openCluster } from './open-cluster.ts';
import { chooseWorkspace, type WorkspaceOptions } from './workspace-choice.ts';

/**
 * Opens a workspace for questions only; a folder may be open elsewhere at the same time, and is made when missing.
 * `folder` is where this machine keeps what belongs to it: its incidents.
 */
export async function openWorkspaceToRead(
  options: WorkspaceOptions,
): Promise<{ workspace: Workspace; folder: string }> {
  const choice = await chooseWorkspace(options);
  if (choice.kind === 'cluster')
    return { workspace: openCluster(choice.settings), folder: clusterFolder(choice.settings.name) };
  const { folder } = choice;
  return { workspace: await openEmbeddedWorkspace({ directory: folder, readOnly: true }), folder };
}
