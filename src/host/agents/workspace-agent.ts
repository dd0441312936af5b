import path from 'node:path';
import { Agent } from '../../agent/agent.ts';
import { FileCheckpointStore } from '../../agent/file-checkpoint-store.ts';
import { createNodeFileSystem } from '../../drivers/node/node-file-system.ts';
import { createSystemClock } from '../../drivers/node/system-clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { EmbeddedWorkspace } from '../../workspace/embedded/embedded-workspace.ts';
import { packageVersion } from '../version.ts';

/** Starts the agent that lives inside a console: rules of the workspace → files of this host → its store. */
export async function startWorkspaceAgent(options: {
  workspace: EmbeddedWorkspace;
  folder: string;
  host: string;
  /** Folders it may read under; all when not given. */
  allowedRoots?: string[] | undefined;
  log: Logger;
}): Promise<Agent> {
  const { workspace, folder, host, allowedRoots, log } = options;
  const files = createNodeFileSystem();
  const agent = new Agent({
    id: `${host}-console`,
    host,
    labels: {},
    rules: workspace.rules,
    sink: workspace.sink,
    checkpoints: new FileCheckpointStore(path.join(folder, 'agent'), files),
    files,
    clock: createSystemClock(),
    log,
    directory: workspace.agents,
    ...(allowedRoots === undefined ? {} : { allowedRoots }),
    version: packageVersion(),
  });
  await agent.start();
  return agent;
}
