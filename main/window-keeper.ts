import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme } from 'electron';
import { APP_PAGE } from './app-origin.ts';

/** Colours of the empty frame until the page has drawn; the page's own backgrounds. */
const BACKGROUND = { dark: '#0d0e11', light: '#f1f2f5' };
/** Shown by then even when the page has drawn nothing, so that a failure is seen. */
const SHOW_LIMIT_MS = 3_000;

/** Opens the one window, and brings it back when somebody asks for it. */
export class WindowKeeper {
  #window: BrowserWindow | undefined;

  constructor() {
    app.on('second-instance', () => this.focus());
    app.on('activate', () => this.focus());
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
  }

  open(): BrowserWindow {
    const window = createWindow();
    this.#window = window;
    window.once('closed', () => {
      this.#window = undefined;
    });
    void window.loadURL(APP_PAGE);
    return window;
  }

  /** The window in front; opened when there is none. */
  focus(): BrowserWindow {
    const window = this.#window ?? this.open();
    if (window.isMinimized()) window.restore();
    window.focus();
    return window;
  }

  /** Goes to a view by its hash route, e.g. `#/search`. */
  show(route: string): void {
    void this.focus().loadURL(`${APP_PAGE}${route}`);
  }
}

function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 720,
    minHeight: 480,
    // Drawn first, shown then: no white frame, and quicker (measured).
    show: false,
    title: app.name,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: fileURLToPath(new URL('preload.cjs', import.meta.url)),
      // Per window and not by app.enableSandbox(): that one hangs for root, who must run Chromium without its sandbox.
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  const limit = setTimeout(() => window.show(), SHOW_LIMIT_MS);
  window.once('ready-to-show', () => {
    clearTimeout(limit);
    window.show();
  });
  window.once('closed', () => clearTimeout(limit));
  return window;
}
