import { app } from 'electron';
import type { ConsoleServices } from '../src/contract/contract.ts';
import { workspaceFolder } from '../src/host/data-folder.ts';
import { createStderrLogger } from '../src/host/stderr-logger.ts';
import { deferServices } from './deferred-services.ts';

/** A workspace that has not closed by then is left to its crash safety. */
const CLOSE_LIMIT_MS = 5_000;

interface Opened {
  services: ConsoleServices;
  close(): Promise<void>;
}

/** The console behind the window: there at once, opened later, closed before the program ends. */
export class DesktopConsole {
  readonly services: ConsoleServices;
  #resolve: (opening: Promise<Opened>) => void = () => {};
  readonly #opening: Promise<Opened>;
  readonly #log = createStderrLogger();
  #closing: Promise<void> | undefined;

  constructor() {
    this.#opening = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.services = deferServices(this.#opening.then(({ services }) => services));
    app.on('before-quit', (event) => {
      if (this.#closing !== undefined) return;
      event.preventDefault();
      this.#closing = this.#close().finally(() => app.quit());
    });
  }

  /** Opens the workspace. What fails here is what every request of the window then fails with. */
  open(): void {
    const opening = this.#open();
    opening.catch((error: unknown) => this.#log.error('the workspace did not open', { error: String(error) }));
    this.#resolve(opening);
  }

  // Loaded here and not at the top: the window must not wait for the store's code.
  async #open(): Promise<Opened> {
    const { openConsole } = await import('../src/host/open-console.ts');
    const opened = await openConsole({
      workspaceDirectory: workspaceFolder(undefined),
      sample: process.env.CROSSTAIL_NO_SAMPLE === undefined,
      shell: 'desktop',
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
