import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { AppError, messageOf } from '../../base/errors.ts';
import { SAMPLE_FAULTS } from '../../contract/schemas.ts';
import type { SampleFault } from '../../ports/sample.ts';
import type { ShopListener, ShopRun } from './shop-run.ts';

const START_TIMEOUT_MS = 30_000;
const ANSWER_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 8_000;
const KEPT_STDERR = 2_000;

export interface RealShopOptions {
  examples: string;
  python: string;
  engine: string;
  logDirectory: string;
  faultSeconds: number;
  pace: number;
  listener: ShopListener;
}

interface Said {
  event: string;
  fault?: string;
  reason?: string;
  pids?: Record<string, number>;
}

/**
 * The real programs, held by one child process (examples/shop/shop.py). Every program of the shop ends when its
 * standard input does, so that none is left behind however we end.
 */
export class RealShop implements ShopRun {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #listener: ShopListener;
  readonly #waiting = new Set<(said: Said | undefined) => void>();
  readonly #exited: Promise<void>;
  #stderr = '';
  #failure: string | undefined;
  /** Between start and stop: only then an end is a surprise worth telling. */
  #serving = false;
  /** Process ids by program, as they were at the start. */
  pids: Readonly<Record<string, number>> = {};

  private constructor(options: RealShopOptions) {
    this.#listener = options.listener;
    const script = path.join(options.examples, 'shop', 'shop.py');
    const words = ['-B', '-E', '-s', script, '--engine', options.engine, '--logs', options.logDirectory];
    words.push('--fault-seconds', String(options.faultSeconds), '--pace', String(options.pace));
    this.#child = spawn(options.python, words, { stdio: 'pipe' });
    // A write to a child that is gone; its end is reported by `exit`.
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_STDERR);
    });
    createInterface(this.#child.stdout).on('line', (line) => this.#hear(line));
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(this.#gone(messageOf(error))));
      this.#child.once('close', (code, killer) => resolve(this.#gone(`it ended with ${killer ?? code}`)));
    });
  }

  /**
   * Starts the programs and waits until all of them serve.
   * @throws AppError SAMPLE_UNAVAILABLE when one of them does not.
   */
  static async start(options: RealShopOptions, signal: AbortSignal): Promise<RealShop> {
    const shop = new RealShop(options);
    const said = await shop.#next((one) => one.event === 'ready' || one.event === 'failed', START_TIMEOUT_MS, signal);
    if (said?.event === 'ready') {
      shop.pids = said.pids ?? {};
      shop.#serving = true;
      return shop;
    }
    const reason = said?.reason ?? shop.#failure ?? 'it said nothing in time';
    await shop.stop();
    signal.throwIfAborted();
    throw new AppError('SAMPLE_UNAVAILABLE', `The sample's programs could not be started: ${reason}`, {
      hint: 'Run examples/shop/shop.py by hand to see why (examples/shop/README.md).',
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async inject(fault: SampleFault): Promise<void> {
    const begun = this.#next((said) => said.event === 'fault' && said.fault === fault, ANSWER_TIMEOUT_MS);
    this.#child.stdin.write(`inject ${fault}\n`);
    if ((await begun) === undefined) {
      throw new AppError('TIMEOUT', `The sample did not take the fault ${fault}`, {
        hint: 'Stop the sample and start it again.',
        retryable: true,
      });
    }
  }

  async heal(): Promise<void> {
    const done = this.#next((said) => said.event === 'healed' || said.event === 'nothing-to-heal', ANSWER_TIMEOUT_MS);
    this.#child.stdin.write('heal\n');
    await done;
  }

  async stop(): Promise<void> {
    this.#serving = false;
    this.#child.stdin.end('stop\n');
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#exited;
    clearTimeout(kill);
  }

  #hear(line: string): void {
    const said = parseSaid(line);
    if (said === undefined) return;
    for (const waiting of [...this.#waiting]) waiting(said);
    if (said.event === 'fault') this.#listener.faultChanged(asFault(said.fault));
    if (said.event === 'healed') this.#listener.faultChanged(null);
  }

  /** The next thing said that fits; undefined when the time is over, the signal aborts or the shop has ended. */
  #next(fits: (said: Said) => boolean, timeoutMs: number, signal?: AbortSignal): Promise<Said | undefined> {
    return new Promise((resolve) => {
      const finish = (said: Said | undefined) => {
        if (said !== undefined && !fits(said)) return;
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        this.#waiting.delete(finish);
        resolve(said);
      };
      const giveUp = () => finish(undefined);
      const timer = setTimeout(giveUp, timeoutMs);
      if (signal?.aborted || this.#failure !== undefined) giveUp();
      else {
        this.#waiting.add(finish);
        signal?.addEventListener('abort', giveUp);
      }
    });
  }

  #gone(how: string): void {
    if (this.#failure !== undefined) return;
    const last = this.#stderr.trim().split('\n').at(-1) ?? '';
    this.#failure = last === '' ? how : `${how}: ${last}`;
    for (const waiting of [...this.#waiting]) waiting(undefined);
    if (this.#serving) this.#listener.ended(`The sample's programs are gone: ${this.#failure}`);
  }
}

function asFault(name: string | undefined): SampleFault | null {
  return SAMPLE_FAULTS.find((fault) => fault === name) ?? null;
}

function parseSaid(line: string): Said | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'event' in value ? (value as Said) : undefined;
  } catch {
    // Not ours: something a program printed by itself.
    return undefined;
  }
}
