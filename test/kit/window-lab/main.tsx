import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '../../../renderer/ui/tokens.css';
import '../../../renderer/ui/base.css';
import '../../../renderer/ui/frame.css';
import '../../../renderer/ui/controls.css';
import '../../../renderer/ui/overlays.css';
import '../../../renderer/ui/parts.css';
import '../../../renderer/ui/rows.css';
import '../../../renderer/ui/panes.css';
import '../../../renderer/ui/drawer.css';
import '../../../renderer/ui/tables.css';
import '../../../renderer/app/shell.css';
import { createRoot } from 'react-dom/client';
import { App } from '../../../renderer/app/app.tsx';
import { Connection } from '../../../renderer/platform/connect.ts';
import { ConnectionProvider } from '../../../renderer/platform/console-context.tsx';
import { applyPreferences } from '../../../renderer/platform/preferences.ts';
import type { ClientFrame, HostFrame, Transport } from '../../../src/carrier/frames.ts';

applyPreferences();
const connection = new Connection(async () => {
  const worker = new Worker(new URL('./lab-host.ts', import.meta.url), {
    type: 'module',
    name: location.search,
  });
  const transport: Transport<ClientFrame, HostFrame> = {
    send: (frame) => worker.postMessage(frame),
    onFrame: (listener) => worker.addEventListener('message', (event) => listener(event.data as HostFrame)),
    onClose: () => {},
    close: () => worker.terminate(),
  };
  return transport;
});
void connection.start();
createRoot(document.getElementById('root')!).render(
  <ConnectionProvider connection={connection}>
    <App />
  </ConnectionProvider>,
);
