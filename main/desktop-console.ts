import { app, shell } from 'electron';
import type { ConsoleServices } from '../src/contract/contract.ts';
import { createStderrLogger } from '../src/host/stderr-logger.ts';
import type { ConsoleAccess } from './console-access.ts';
import { keychainCipher } from './keychain-cipher.ts';

/** A workspace that has not closed by then is left to its crash safety. */
const CLOSE_LIMIT_MS = 5_000;

interface Opened {
  services: ConsoleServices;
  close(): Promise<void>;
}

/** The console behind the window: opened once the window is on its way, closed before the program ends. */
export class DesktopConsole {
  readonly access: Promise<ConsoleAccess>;
  readonly #opening: Promise<Opened>;
  readonly #log = createStderrLogger();
  #closing: Promise<void> | undefined;

  /** Opens the workspace. What fails here is what every request of the window then fails with. */
  constructor() {
    this.#opening = this.#open();
    const services = this.#opening.then((opened) => opened.services);
    services.catch((error: unknown) => this.#log.error('the console did not open', { error: String(error) }));
    this.access = import('./console-access.ts').then(({ createConsoleAccess }) => createConsoleAccess(services));
    app.on('before-quit', (event) => {
      if (this.#closing !== undefined) return;
      event.preventDefault();
      this.#closing = this.#close().finally(() => app.quit());
    });
  }

  // Loaded here and not at the top: the window must not wait for the store's code.
  async #open(): Promise<Opened> {
    const { openSwitchableConsole } = await import('../src/host/workspaces/switchable-console.ts');
    const cipher = keychainCipher();
    const opened = await openSwitchableConsole({
      named: {},
      sample: process.env.CROSSTAIL_NO_SAMPLE === undefined,
      shell: 'desktop',
      showFile: (file) => shell.showItemInFolder(file),
      ...(cipher === undefined ? {} : { cipher }),
    });
    // The services say it to the window; the log keeps it for whoever looks there.
    opened.ready.catch((error: unknown) => this.#log.error('the workspace did not open', { error: String(error) }));
    return opened;
  }

  async #close(): Promise<void> {
    const limit = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS));
    const closed = this.#opening.then(
      (opened) => opened.close(),
      () => {
        // It never opened: there is nothing to close, and its error has been shown.
      },
    );
    await Promise.race([closed, limit]).catch((error: unknown) =>
      this.#log.error('the workspace did not close', { error: String(error) }),
    );
  }
}
