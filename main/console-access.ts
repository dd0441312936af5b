// What stands behind the window's port. Apart from the boot list, because the contract's schemas take a while to load and
// the window need not wait for them.
import { serve } from '../src/carrier/carrier-host.ts';
import { type ConsoleServices, contract } from '../src/contract/contract.ts';
import { lateServices } from '../src/host/late-services.ts';
import { createStderrLogger } from '../src/host/stderr-logger.ts';
import type { ServePort } from './port-host.ts';

export interface ConsoleAccess {
  /** There before the workspace is; each request waits for it. */
  services: ConsoleServices;
  servePort: ServePort;
}

/** Access to services that are being opened. */
export function createConsoleAccess(opening: Promise<ConsoleServices>): ConsoleAccess {
  const log = createStderrLogger();
  const services = lateServices(() => opening);
  const servePort: ServePort = (transport) =>
    serve(contract, services, transport, {
      onInternalError: (errorId, method, error) =>
        log.error('a request failed', { errorId, method, error: String(error) }),
    });
  return { services, servePort };
}
