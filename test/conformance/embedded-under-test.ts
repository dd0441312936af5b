import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SqliteDriverName } from '../../src/drivers/sqlite/sqlite-database.ts';
import { openEmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import type { OpenWorkspaceUnderTest } from './workspace-under-test.ts';

/** Opens embedded workspaces in fresh folders with a driver; closing removes the folder. */
export function embeddedUnderTest(driver: SqliteDriverName): OpenWorkspaceUnderTest {
  return async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'crosstail-embedded-'));
    const workspace = await openEmbeddedWorkspace({ directory: path.join(folder, 'workspace'), driver });
    return {
      workspace,
      sink: workspace.sink,
      settled: async () => {
        // An acknowledged batch is committed: every later question sees it.
      },
      close: async () => {
        await workspace.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  };
}

export const DRIVERS: readonly SqliteDriverName[] = ['node', 'libsql'];
