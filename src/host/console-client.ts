import { connectClient } from '../carrier/carrier-client.ts';
import { serve } from '../carrier/carrier-host.ts';
import { createLocalTransports } from '../carrier/local-transport.ts';
import { type ConsoleClient, contract } from '../contract/contract.ts';
import { openConsole } from './open-console.ts';

/** A client for a command: of the process that has the workspace open, else of a console opened for the command. */
export async function openConsoleClient(
  workspaceDirectory: string,
): Promise<{ client: ConsoleClient; close(): Promise<void> }> {
  const opened = await openConsole({ workspaceDirectory, sample: false, shell: 'browser' });
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
