// The whole bridge between page and shell: it passes on the page's wish for a port, the port, and the paths of files that
// a person drops on the window. No method, no event object and nothing of Electron is handed to the page.
import { ipcRenderer, webUtils } from 'electron';
import { DROPPED_PATHS, PORT_MESSAGE, PORT_REQUEST } from '../../src/carrier/port-messages.ts';

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === PORT_REQUEST) ipcRenderer.send(PORT_REQUEST);
});

ipcRenderer.on(PORT_MESSAGE, ({ ports }) => {
  window.postMessage(PORT_MESSAGE, location.origin, [...ports]);
});

window.addEventListener(
  'drop',
  ({ dataTransfer }) => {
    const paths = [...(dataTransfer?.files ?? [])].map((file) => webUtils.getPathForFile(file));
    if (paths.some((path) => path !== '')) window.postMessage({ [DROPPED_PATHS]: paths }, location.origin);
  },
  true,
);
