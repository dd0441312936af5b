import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { ConsoleServices } from '../src/contract/contract.ts';
import { addLogs } from './add-logs.ts';
import { type MenuText, menuText } from './menu-text.ts';
import type { WindowKeeper } from './window-keeper.ts';

/** Views with the keys that lead there; the page handles the keys, the menu names them. */
const VIEWS = [
  ['tails', 'g t'],
  ['search', 'g s'],
  ['incident', 'g i'],
  ['rules', 'g r'],
  ['hosts', 'g h'],
  ['pipeline', 'g p'],
  ['settings', ''],
] as const;

/** The native menu. Its accelerators are those of the system; single letters stay with the page. */
export function setUpMenu(windows: WindowKeeper, services: Promise<ConsoleServices>): void {
  const say = menuText();
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
      { label: say.file, submenu: fileMenu(say, windows, services) },
      { label: say.edit, role: 'editMenu' },
      { label: say.go, submenu: goMenu(say, windows) },
      { label: say.view, submenu: VIEW_MENU },
      { label: say.window, role: 'windowMenu' },
      { label: say.help, submenu: [{ label: `${say.keys}\t?`, click: () => windows.show('#/help') }] },
    ]),
  );
}

// Not the ready-made view menu: its forced reload and its zoom keys would shadow keys of the page.
const VIEW_MENU: MenuItemConstructorOptions[] = [
  { role: 'reload' },
  { type: 'separator' },
  { role: 'resetZoom' },
  { role: 'zoomIn' },
  { role: 'zoomOut' },
  { type: 'separator' },
  { role: 'togglefullscreen' },
  { role: 'toggleDevTools' },
];

function fileMenu(
  say: MenuText,
  windows: WindowKeeper,
  services: Promise<ConsoleServices>,
): MenuItemConstructorOptions[] {
  return [
    { label: say.addFiles, accelerator: 'CmdOrCtrl+O', click: () => addLogs(windows, services, 'openFile') },
    { label: say.addFolder, click: () => addLogs(windows, services, 'openDirectory') },
    { type: 'separator' },
    { role: process.platform === 'darwin' ? 'close' : 'quit' },
  ];
}

function goMenu(say: MenuText, windows: WindowKeeper): MenuItemConstructorOptions[] {
  return VIEWS.map(([view, keys]) => ({
    label: keys === '' ? say[view] : `${say[view]}\t${keys}`,
    click: () => windows.show(`#/${view}`),
  }));
}
