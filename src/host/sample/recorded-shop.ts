import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { messageOf } from '../../base/errors.ts';
import { SAMPLE_FAULTS } from '../../contract/schemas.ts';
import type { SampleFault } from '../../ports/sample.ts';
import {
  countOrders,
  FreshIds,
  parseRecording,
  type Recording,
  requestIdOf,
  SHOP_SERVICES,
  type ShopService,
  textAt,
} from './recording.ts';
import type { ShopListener, ShopRun } from './shop-run.ts';

const unpack = promisify(gunzip);
const TICK_MS = 50;
/** How long requests that had begun go on after the recording they are from has been left. */
const DRAIN_MS = 6_000;
const ROTATE_AT_BYTES = 8 * 1024 * 1024;
const FIRST_ORDER = 100_000;

export interface RecordedShopOptions {
  examples: string;
  logDirectory: string;
  listener: ShopListener;
  /** How fast it is played; 1 is as it was. */
  pace: number;
}

/** One recording on its way: how far it is, and which requests of it have begun. */
interface Track {
  recording: Recording;
  fault: SampleFault | null;
  startedAtMs: number;
  next: number;
  ids: FreshIds;
  begun: Set<string>;
  healed: boolean;
  /** Set when another track took over: until then, and only for requests that had begun, it is still written. */
  drainUntilMs?: number;
}

interface DueText {
  service: ShopService;
  timeMs: number;
  text: string;
}

/** Writes a recorded run into the log files again, with fresh times and fresh ids, for ever. */
export class RecordedShop implements ShopRun {
  readonly pid = undefined;
  readonly #options: RecordedShopOptions;
  readonly #recordings: ReadonlyMap<SampleFault | null, Recording>;
  readonly #stopping = new AbortController();
  readonly #written: Promise<void>;
  #tracks: Track[] = [];
  // By the clock, and faster than orders come, so that no number comes again after a restart.
  #nextOrder = FIRST_ORDER + (Math.floor(Date.now() / 500) % 800_000);

  private constructor(options: RecordedShopOptions, recordings: ReadonlyMap<SampleFault | null, Recording>) {
    this.#options = options;
    this.#recordings = recordings;
    this.#play(null);
    this.#written = this.#writeUntilStopped();
  }

  /**
   * Reads the recordings and starts to write.
   * @throws AppError SAMPLE_UNAVAILABLE or a file system error when one cannot be read or the folder not be made.
   */
  static async start(options: RecordedShopOptions): Promise<RecordedShop> {
    const recordings = await readRecordings(path.join(options.examples, 'shop', 'recording'));
    await mkdir(options.logDirectory, { recursive: true });
    return new RecordedShop(options, recordings);
  }

  async inject(fault: SampleFault): Promise<void> {
    this.#play(fault);
    this.#options.listener.faultChanged(fault);
  }

  async heal(): Promise<void> {
    if (this.#current.healed) return;
    this.#play(null);
    this.#options.listener.faultChanged(null);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#written;
  }

  get #current(): Track {
    return this.#tracks[this.#tracks.length - 1]!;
  }

  /** Another recording takes over; requests of the one before go on to their end. */
  #play(fault: SampleFault | null): void {
    const nowMs = Date.now();
    for (const track of this.#tracks) track.drainUntilMs ??= nowMs + DRAIN_MS;
    const ids = new FreshIds(() => randomBytes(6).toString('hex'), this.#nextOrder);
    const recording = this.#recordings.get(fault)!;
    this.#nextOrder += countOrders(recording);
    this.#tracks.push({ recording, fault, startedAtMs: nowMs, next: 0, ids, begun: new Set(), healed: fault === null });
  }

  async #writeUntilStopped(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      while (!signal.aborted) {
        await this.#writeDue(Date.now());
        // Rejects when stopped, and then the loop ends.
        await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
      }
    } catch (error) {
      this.#options.listener.ended(`The recorded run cannot be written: ${messageOf(error)}`);
    }
  }

  async #writeDue(nowMs: number): Promise<void> {
    const due = this.#tracks.flatMap((track) => this.#take(track, nowMs)).sort((a, b) => a.timeMs - b.timeMs);
    for (const service of SHOP_SERVICES) {
      const text = due.filter((line) => line.service === service).map((line) => `${line.text}\n`);
      if (text.length > 0) await appendToLog(path.join(this.#options.logDirectory, `${service}.log`), text.join(''));
    }
    this.#tracks = this.#tracks.filter((track) => (track.drainUntilMs ?? Number.POSITIVE_INFINITY) > nowMs);
    const current = this.#current;
    const atMs = (nowMs - current.startedAtMs) * this.#options.pace;
    if (!current.healed && atMs >= (current.recording.healedAtMs ?? 0)) {
      current.healed = true;
      this.#options.listener.faultChanged(null);
    }
    if (atMs >= current.recording.lengthMs) this.#play(null);
  }

  /** The events of a track whose time has come. */
  #take(track: Track, nowMs: number): DueText[] {
    const due: DueText[] = [];
    for (; ; track.next++) {
      const event = track.recording.events[track.next];
      if (event === undefined) return due;
      const timeMs = track.startedAtMs + event.at / this.#options.pace;
      if (timeMs > nowMs) return due;
      const request = requestIdOf(event);
      const draining = track.drainUntilMs !== undefined;
      if (draining && (request === undefined || !track.begun.has(request))) continue;
      if (request !== undefined) track.begun.add(request);
      due.push({ service: event.service, timeMs, text: textAt(event, timeMs, track.ids) });
    }
  }
}

async function readRecordings(folder: string): Promise<ReadonlyMap<SampleFault | null, Recording>> {
  const read = async (fault: SampleFault | null) => {
    const packed = await readFile(path.join(folder, `${fault ?? 'healthy'}.ndjson.gz`));
    return [fault, parseRecording((await unpack(packed)).toString('utf8'))] as const;
  };
  return new Map(await Promise.all([null, ...SAMPLE_FAULTS].map(read)));
}

/** Keeps a log file small the way the real programs do. */
async function appendToLog(file: string, text: string): Promise<void> {
  await appendFile(file, text);
  if ((await stat(file)).size > ROTATE_AT_BYTES) await rename(file, `${file}.1`);
}
