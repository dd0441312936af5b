// One server as a child of this process: started, awaited, stopped, and for tests of faults killed, paused, restarted.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { whichProgram } from '../debian-libraries.mjs';

const START_LIMIT_MS = 240_000;
const STOP_LIMIT_MS = 30_000;
const PROBE_EVERY_MS = 150;

export class ServerProcess {
  #options;
  #child;
  #ended = Promise.resolve();

  /** `probe` resolves to true once the server answers; `wrap` stands before the command. */
  constructor({ name, command, args, wrap = [], env = {}, folder, log, probe }) {
    this.#options = { name, command, args, wrap, env, folder, log, probe };
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Starts it and waits until it answers. Throws with the end of its log when it does not. */
  async start() {
    const { name, command, args, wrap, env, folder, log, probe } = this.#options;
    const out = openSync(log, 'a');
    const [program, ...rest] = [...wrap, ...diesWithParent(), command, ...args];
    const child = spawn(program, rest, { cwd: folder, stdio: ['ignore', out, out], env: { ...process.env, ...env } });
    closeSync(out);
    this.#child = child;
    let gone = false;
    this.#ended = new Promise((resolve) => {
      child.once('error', resolve);
      child.once('exit', resolve);
    }).then(() => {
      gone = true;
    });
    const endMs = Date.now() + START_LIMIT_MS;
    while (!(await answers(probe))) {
      if (gone || Date.now() > endMs) {
        await this.kill();
        const last = readFileSync(log, 'utf8').split('\n').slice(-25).join('\n');
        throw new Error(`${name} ${gone ? 'ended at once' : 'did not answer in time'}. The end of its log:\n${last}`);
      }
      await sleep(PROBE_EVERY_MS);
    }
  }

  /** Ends it in order, or by force when it takes too long. */
  async stop() {
    this.resume();
    this.#child?.kill('SIGTERM');
    const force = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.#ended;
    clearTimeout(force);
  }

  /** As a crash does: `kill -9`. */
  async kill() {
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** Freezes it: connections stay open and nothing answers. */
  pause() {
    this.#child?.kill('SIGSTOP');
  }

  resume() {
    this.#child?.kill('SIGCONT');
  }
}

/** On Linux the kernel ends a server whose starter is gone, however that went. */
function diesWithParent() {
  const has = process.platform === 'linux' && whichProgram('setpriv') !== undefined;
  return has ? ['setpriv', '--pdeathsig', 'KILL'] : [];
}

async function answers(probe) {
  try {
    return await probe();
  } catch {
    // Not yet.
    return false;
  }
}
