// The desktop shell: one window on the console of one workspace. Read downwards, this is the order of the start; the
// window opens first and the workspace behind it, because what a person waits for is the window.
import { app } from 'electron';
import { rendererFolder } from '../src/host/http/renderer-folder.ts';
import { keepPatternsLinear } from '../src/host/linear-patterns.ts';
import { registerAppScheme, serveAppScheme } from './app-scheme.ts';
import { guardContents } from './contents-guard.ts';
import { reportCrashes } from './crash-report.ts';
import { DesktopConsole } from './desktop-console.ts';
import { setUpMenu } from './menu.ts';
import { setUpPortHost } from './port-host.ts';
import { takeProfile } from './profile.ts';
import { guardSession } from './session-guard.ts';
import { WindowKeeper } from './window-keeper.ts';

reportCrashes();
keepPatternsLinear();
// Before `ready`: Chromium reads these only once. A top-level await would wait for ever, since `ready` waits for us.
registerAppScheme();
if (takeProfile()) void app.whenReady().then(start);
else app.quit();

function start(): void {
  guardSession();
  guardContents();
  serveAppScheme(rendererFolder());
  const windows = new WindowKeeper();
  windows.open();
  const { access } = new DesktopConsole();
  const services = access.then((given) => given.services);
  setUpPortHost(access.then((given) => given.servePort));
  setUpMenu(windows, services);
}
