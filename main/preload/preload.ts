// The whole bridge between page and shell: it passes on the page's wish for a port, and the port. No method, no event
// object and nothing of Electron is handed to the page.
import { ipcRenderer } from 'electron';
import { PORT_MESSAGE, PORT_REQUEST } from '../../src/carrier/port-messages.ts';

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === PORT_REQUEST) ipcRenderer.send(PORT_REQUEST);
});

ipcRenderer.on(PORT_MESSAGE, ({ ports }) => {
  window.postMessage(PORT_MESSAGE, location.origin, [...ports]);
});
