// The door of a workspace folder: the process that owns it serves the console contract on a socket that only its user
// may open, so that `crosstail tail`, `import` or a second window work beside a running console.
import { connectClient } from '../../carrier/carrier-client.ts';
import { serve } from '../../carrier/carrier-host.ts';
import type { ClientFrame, HostFrame } from '../../carrier/frames.ts';
import { type ConsoleClient, type ConsoleServices, contract } from '../../contract/contract.ts';
import { connectLocally, listenLocally, socketAddress } from '../../drivers/node/local-socket.ts';
import type { Logger } from '../../ports/logger.ts';

/** Opens the door; resolves once others can come in. */
export function openDoor(folder: string, services: ConsoleServices, log: Logger): Promise<{ close(): Promise<void> }> {
  return listenLocally<HostFrame, ClientFrame>(socketAddress(folder), (transport) => {
    serve(contract, services, transport, {
      onInternalError: (errorId, method, error) =>
        log.error('a request failed', { errorId, method, error: String(error) }),
    });
  });
}

/** A client of the process that owns the folder; undefined when nobody has it open. */
export async function knock(folder: string): Promise<{ client: ConsoleClient; close(): void } | undefined> {
  const transport = await connectLocally<ClientFrame, HostFrame>(socketAddress(folder));
  if (transport === undefined) return undefined;
  const { client, close } = connectClient(contract, transport);
  return { client, close };
}
