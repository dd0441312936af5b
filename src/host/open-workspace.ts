import type { Workspace } from '../ports/workspace.ts';
import { openEmbeddedWorkspace } from '../workspace/embedded/embedded-workspace.ts';
import { workspaceFolder } from './data-folder.ts';

/** Opens an embedded workspace for questions only; it may be open elsewhere at the same time. Made when missing. */
export function openWorkspaceToRead(workspace: string | undefined): Promise<Workspace> {
  return openEmbeddedWorkspace({ directory: workspaceFolder(workspace), readOnly: true });
}
