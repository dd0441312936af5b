// The one door between page and shell. The page gets a message port and speaks the contract on it; there is no other
// channel, and nobody but the top frame of our own page is heard.
import { type IpcMainEvent, ipcMain, MessageChannelMain } from 'electron';
import type { ClientFrame, HostFrame, Transport } from '../src/carrier/frames.ts';
import { PORT_MESSAGE, PORT_REQUEST } from '../src/carrier/port-messages.ts';
import { createStderrLogger } from '../src/host/stderr-logger.ts';
import { APP_ORIGIN } from './app-origin.ts';
import { wrapHostPort } from './port-transport.ts';

/** Serves what a page asks over its port. */
export type ServePort = (transport: Transport<HostFrame, ClientFrame>) => void;

/** Gives every page of ours that asks a port, served as soon as it can be; a page that loads again asks again. */
export function setUpPortHost(serving: Promise<ServePort>): void {
  const log = createStderrLogger();
  ipcMain.on(PORT_REQUEST, (event) => {
    if (!isOurPage(event)) {
      log.warn('a port was refused: the asking frame is not our page');
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    event.sender.postMessage(PORT_MESSAGE, undefined, [port2]);
    // What the page sends meanwhile waits in the port.
    void serving.then((serve) => serve(wrapHostPort(port1)));
  });
}

function isOurPage({ senderFrame }: IpcMainEvent): boolean {
  // Null when the frame has gone meanwhile.
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === APP_ORIGIN;
}
