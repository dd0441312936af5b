import { connectClient } from '../carrier/carrier-client.ts';
import { serve } from '../carrier/carrier-host.ts';
import { createLocalTransports } from '../carrier/local-transport.ts';
import { type ConsoleClient, contract } from '../contract/contract.ts';
import { openConsole, openingOf } from './open-console.ts';
import { chooseWorkspace, type WorkspaceOptions } from './workspaces/workspace-choice.ts';

/** A client for a command: of the process that has the workspace open, else of a console opened for the command. */
export async function openConsoleClient(
  workspace: WorkspaceOptions,
): Promise<{ client: ConsoleClient; close(): Promise<void> }> {
  const choice = await chooseWorkspace(workspace);
  const opened = await openConsole({ ...openingOf(choice), sample: false, shell: 'browser' });
  const transports = createLocalTransports();
  serve(contract, opened.services, transports.host, {
    onInternalError: (_errorId, method, error) => process.stderr.write(`crosstail: ${method}: ${String(error)}\n`),
  });
  const connected = connectClient(contract, transports.client);
  return {
    client: connected.client,
    close: async () => {
      connected.close();
      await opened.close();
    },
  };
}
