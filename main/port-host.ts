// The one door between page and shell. The page gets a message port and speaks the contract on it; there is no other
// channel, and nobody but the top frame of our own page is heard.
import { type IpcMainEvent, ipcMain, MessageChannelMain } from 'electron';
import { serve } from '../src/carrier/carrier-host.ts';
import { PORT_MESSAGE, PORT_REQUEST } from '../src/carrier/port-messages.ts';
import { type ConsoleServices, contract } from '../src/contract/contract.ts';
import { createStderrLogger } from '../src/host/stderr-logger.ts';
import { APP_ORIGIN } from './app-origin.ts';
import { wrapHostPort } from './port-transport.ts';

/** Serves the contract to every page of ours that asks; a page that loads again asks again. */
export function setUpPortHost(services: ConsoleServices): void {
  const log = createStderrLogger();
  ipcMain.on(PORT_REQUEST, (event) => {
    if (!isOurPage(event)) {
      log.warn('a port was refused: the asking frame is not our page');
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    serve(contract, services, wrapHostPort(port1), {
      onInternalError: (errorId, method, error) =>
        log.error('a request failed', { errorId, method, error: String(error) }),
    });
    event.sender.postMessage(PORT_MESSAGE, undefined, [port2]);
  });
}

function isOurPage({ senderFrame }: IpcMainEvent): boolean {
  // Null when the frame has gone meanwhile.
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === APP_ORIGIN;
}
