import path from 'node:path';
import { AppError, messageOf } from '../../base/errors.ts';
import type { Rule } from '../../model/rule.ts';
import type { Sample, SampleFault, SampleState } from '../../ports/sample.ts';
import { buildEngine } from './engine-build.ts';
import { findExamples } from './find-examples.ts';
import { RealShop } from './real-shop.ts';
import { RecordedShop } from './recorded-shop.ts';
import { SHOP_SERVICES } from './recording.ts';
import { sampleRules } from './sample-rules.ts';
import type { ShopListener, ShopRun } from './shop-run.ts';
import { findToolchain } from './toolchain.ts';

export interface SampleShopOptions {
  /** Where the log files go; made when missing, appended to when there. */
  logDirectory: string;
  /** Where the compiled engine is kept from one start to the next. */
  cacheDirectory: string;
  /** `recorded` never tries the real programs. Default `auto`. */
  mode?: 'auto' | 'recorded';
  /** How long an injected fault lasts before it heals by itself. Default 45; a recording has its own. */
  faultSeconds?: number;
  /** 1 gives about 30 lines/s. Real programs get busier, a recording is played faster. */
  pace?: number;
  /** For programs found by name. Default: ours. */
  environment?: NodeJS.ProcessEnv;
  /** The `examples` folder. Default: the one that came with Crosstail. */
  examples?: string;
  /** Called after every change of state(). */
  onChange?: (state: SampleState) => void;
}

const NOT_STARTED = 'The sample has not been started';

/**
 * The sample shop: real programs where a C++ compiler and Python 3 are there, else a recording of them.
 * Nothing of it blocks: compiling and starting happen in other processes.
 */
export class SampleShop implements Sample {
  readonly #options: SampleShopOptions;
  #shop: ShopRun | undefined;
  #state: Omit<SampleState, 'logs'> = { mode: 'off', running: false, fault: null, reason: NOT_STARTED };
  #abort = new AbortController();
  /** What was asked for is done one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SampleShopOptions) {
    this.#options = options;
  }

  /** What runs: `mode` says whether it is the real programs, `reason` why not. */
  state(): SampleState {
    return { ...this.#state, logs: SHOP_SERVICES.map((service) => this.#logOf(service)) };
  }

  /** The process that holds the programs; ours for a recording; undefined when nothing runs. */
  get pid(): number | undefined {
    return this.#shop === undefined ? undefined : (this.#shop.pid ?? process.pid);
  }

  /** Process ids of the real programs, as they were at the start. */
  get programs(): Readonly<Record<string, number>> {
    return this.#shop instanceof RealShop ? this.#shop.pids : {};
  }

  /** Rules that collect the shop's logs. */
  get rules(): Rule[] {
    return sampleRules(this.#options.logDirectory);
  }

  /**
   * Starts the shop, if it does not run already, and resolves when it serves.
   * @throws AppError SAMPLE_UNAVAILABLE when neither the programs nor the recording can be run.
   */
  start(): Promise<SampleState> {
    return this.#inTurn(async () => {
      if (this.#shop !== undefined) return this.state();
      this.#abort = new AbortController();
      // What is going to run, as far as it is known: a window that opens meanwhile is laid out for it.
      const mode = this.#options.mode === 'recorded' ? 'recorded' : 'real';
      this.#change({ mode, running: false, fault: null, reason: 'The sample is starting' });
      try {
        await this.#startAny(this.#abort.signal);
      } catch (error) {
        this.#change({ mode: 'off', running: false, fault: null, reason: messageOf(error) });
        throw error;
      }
      return this.state();
    });
  }

  /**
   * Puts a fault in force, in place of the one there may be; waits for a start that is under way.
   * @throws AppError SAMPLE_UNAVAILABLE when the shop does not run.
   */
  inject(fault: SampleFault): Promise<SampleState> {
    return this.#inTurn(async () => {
      await this.#running(`inject ${fault}`).inject(fault);
      return this.state();
    });
  }

  /** Ends the fault in force, if there is one. */
  heal(): Promise<SampleState> {
    return this.#inTurn(async () => {
      await this.#running('heal').heal();
      return this.state();
    });
  }

  /** start() or stop(). */
  run(running: boolean): Promise<SampleState> {
    return running ? this.start() : this.stop();
  }

  /** Stops every program; also gives up a start that is under way. */
  stop(): Promise<SampleState> {
    this.#abort.abort();
    return this.#inTurn(async () => {
      const shop = this.#shop;
      this.#shop = undefined;
      await shop?.stop();
      this.#change({ mode: 'off', running: false, fault: null, reason: 'The sample has been stopped' });
      return this.state();
    });
  }

  async #startAny(signal: AbortSignal): Promise<void> {
    const examples = this.#options.examples ?? findExamples();
    let reason = 'The recorded run was asked for';
    if (this.#options.mode !== 'recorded') {
      try {
        this.#shop = await this.#startReal(examples, signal);
        this.#change({ mode: 'real', running: true, fault: null, reason: null });
        return;
      } catch (error) {
        signal.throwIfAborted();
        reason = messageOf(error);
      }
    }
    const { logDirectory, pace = 1 } = this.#options;
    this.#shop = await RecordedShop.start({ examples, logDirectory, pace, listener: this.#listener() });
    this.#change({ mode: 'recorded', running: true, fault: null, reason });
  }

  async #startReal(examples: string, signal: AbortSignal): Promise<ShopRun> {
    const { logDirectory, cacheDirectory, faultSeconds = 45, pace = 1, environment = process.env } = this.#options;
    const tools = await findToolchain(environment, signal);
    const engine = await buildEngine(path.join(examples, 'shop', 'engine'), cacheDirectory, tools, signal);
    const { python } = tools;
    const listener = this.#listener();
    return RealShop.start({ examples, python, engine, logDirectory, faultSeconds, pace, listener }, signal);
  }

  #listener(): ShopListener {
    return {
      faultChanged: (fault) => this.#change({ ...this.#state, fault }),
      ended: (reason) => {
        this.#shop = undefined;
        this.#change({ mode: 'off', running: false, fault: null, reason });
      },
    };
  }

  #running(what: string): ShopRun {
    if (this.#shop !== undefined) return this.#shop;
    throw new AppError('SAMPLE_UNAVAILABLE', `Cannot ${what}: the sample does not run`, {
      hint: 'Start the sample first.',
    });
  }

  #logOf(service: string): string {
    return path.join(path.resolve(this.#options.logDirectory), `${service}.log`);
  }

  #change(state: Omit<SampleState, 'logs'>): void {
    this.#state = state;
    this.#options.onChange?.(this.state());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
