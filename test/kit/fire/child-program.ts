import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';

/** A program of ours that is killed and started again; what it says goes to a file. */
export class ChildProgram {
  /** Times it ended without being asked to. */
  endedAlone = 0;
  readonly #script: URL;
  readonly #settings: string;
  readonly #log: string;
  #child: ChildProcess | undefined;

  /** `settings` is given to the program as JSON. */
  constructor(script: URL, settings: object, log: string) {
    this.#script = script;
    this.#settings = JSON.stringify(settings);
    this.#log = log;
  }

  /** Resolves when the program says that it runs. */
  async start(): Promise<void> {
    const out = fs.openSync(this.#log, 'a');
    const child = fork(this.#script, [this.#settings], {
      stdio: ['ignore', out, out, 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    fs.closeSync(out);
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`${this.#script} ended with ${code} before it ran: ${this.#log}`)));
    });
    child.once('exit', () => {
      if (this.#child !== child) return;
      this.endedAlone++;
      // As its supervisor would.
      void this.start();
    });
  }

  /** As a crash does. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}
