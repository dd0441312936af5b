import './platform/no-eval.ts';
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './ui/tokens.css';
import './ui/base.css';
import './ui/frame.css';
import './ui/controls.css';
import './ui/overlays.css';
import './ui/parts.css';
import './ui/rows.css';
import './ui/panes.css';
import './ui/drawer.css';
import './ui/tables.css';
import './app/shell.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { Connection, openTransport } from './platform/connect.ts';
import { ConnectionProvider } from './platform/console-context.tsx';
import { keepPlace } from './platform/last-place.ts';
import { applyPreferences } from './platform/preferences.ts';

applyPreferences();
keepPlace();
const connection = new Connection(openTransport);
void connection.start();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ConnectionProvider connection={connection}>
      <App />
    </ConnectionProvider>
  </StrictMode>,
);
