import type { Workspace } from '../ports/workspace.ts';
import { openEmbeddedWorkspace } from '../workspace/embedded/embedded-workspace.ts';
import { openCluster } from './open-cluster.ts';
import { chooseWorkspace, type WorkspaceOptions } from './workspace-choice.ts';

/** Opens a workspace for questions only; a folder may be open elsewhere at the same time, and is made when missing. */
export async function openWorkspaceToRead(options: WorkspaceOptions): Promise<Workspace> {
  const choice = await chooseWorkspace(options);
  return choice.kind === 'cluster'
    ? openCluster(choice.settings)
    : openEmbeddedWorkspace({ directory: choice.folder, readOnly: true });
}
