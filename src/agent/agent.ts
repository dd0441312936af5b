// The agent, as the list of its steps (docs/agent.md gives them the same numbers):
//   1 rules      which rules hold on this host; a bad one is refused alone
//   2 scan       which files they name; what cannot be seen is not deleted
//   3 identity   which of them are known, renamed, copied, rewritten, new; new lives are saved before anything is sent
//   4 harvest    turns of reading, one file after the other, each beginning with a look at the bytes before
//   5 formats    bytes → events (src/formats)
//   6 process    drop, sample, limit, redact
//   7 send       with bounded bytes on the way; a receiver that is away pauses reading
//   8 checkpoint only behind acknowledgements
//   9 report     what is followed, what waits, what may have been lost
import { AppError, messageOf } from '../base/errors.ts';
import type { AgentDirectory, AgentReport } from '../ports/agent-directory.ts';
import type { CheckpointStore } from '../ports/checkpoint-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { Logger } from '../ports/logger.ts';
import { type AgentLimits, DEFAULT_LIMITS } from './agent-limits.ts';
import { AgentReporter } from './agent-reporter.ts';
import { CheckpointKeeper } from './delivery/checkpoint-keeper.ts';
import { Sender } from './delivery/sender.ts';
import { DirectoryWatches } from './directory-watches.ts';
import { FileTurns } from './file-turns.ts';
import { Harvester } from './harvester/harvester.ts';
import { OpenFiles } from './harvester/open-files.ts';
import { fromCheckpoint } from './identity/life.ts';
import { LifeRegistry } from './identity/life-registry.ts';
import { rememberedLives } from './identity/old-lives.ts';
import { LossLedger } from './loss-ledger.ts';
import type { RuleSource } from './rules/rule-source.ts';
import { RulesInForce } from './rules/rules-in-force.ts';
import { Scanner } from './scanner/scanner.ts';
import { FileTracker } from './tracking/file-tracker.ts';
import { Wakeable } from './wakeable.ts';

/** After a scan it rests so many times as long as the scan worked, and less when something is known to have changed. */
const SCAN_REST = 20;
const HINTED_SCAN_REST = 4;
/** Hints come in bursts: a rotation is several. */
const HINT_GAP_MS = 20;

export interface AgentOptions {
  /** Stable name of this agent: part of every event id, so it must not change while its checkpoints live. */
  id: string;
  host: string;
  labels: Record<string, string>;
  rules: RuleSource;
  sink: EventSink;
  checkpoints: CheckpointStore;
  files: FileSystem;
  clock: Clock;
  log: Logger;
  directory?: AgentDirectory;
  /** Folders the agent may read under; every folder when not given. No rule can widen it. */
  allowedRoots?: string[];
  /** Files and folders that are never read: its own log, state and output. */
  ownPaths?: string[];
  /** Reads what is there, from the beginning, to the end; `whenIdle` tells when that is. */
  once?: boolean;
  version?: string;
  limits?: Partial<AgentLimits>;
}

/** Follows the files that rules name and hands their events to a sink; loses nothing without reporting it. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #limits: AgentLimits;
  readonly #registry = new LifeRegistry();
  readonly #losses: LossLedger;
  readonly #rules: RulesInForce;
  readonly #scanner: Scanner;
  readonly #open: OpenFiles;
  readonly #sender: Sender;
  readonly #keeper: CheckpointKeeper;
  readonly #harvester: Harvester;
  readonly #watches: DirectoryWatches;
  readonly #alarm: Wakeable;
  readonly #stopping = new AbortController();
  #tracker: FileTracker | undefined;
  #turns: FileTurns | undefined;
  #reporter: AgentReporter | undefined;
  #cycle: Promise<void> = Promise.resolve();
  #ruleWatch: Promise<void> = Promise.resolve();
  #rulesSeen = false;
  #rulesChanged = false;
  #scanWanted = true;
  #scanned = false;
  #nextScanMs = 0;
  #hintedScanMs = 0;
  /** Until when (monotonic) the cycle sleeps; 0 while it works. */
  #sleepsUntilMs = 0;
  #nextSaveMs = 0;
  #lastError: string | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { files, sink, clock, log, host, labels, id } = options;
    this.#losses = new LossLedger(log);
    this.#rules = new RulesInForce({ host, labels, allowedRoots: options.allowedRoots });
    this.#scanner = new Scanner(options);
    this.#open = new OpenFiles(files, this.#limits.openFiles);
    this.#sender = new Sender({ sink, clock, log, maxBytesInFlight: this.#limits.bytesInFlight });
    this.#keeper = new CheckpointKeeper(options.checkpoints, this.#registry, log);
    const { open, sender, keeper, losses } = this.#parts;
    this.#harvester = new Harvester({ agentId: id, host, open, sender, keeper, losses, clock });
    this.#watches = new DirectoryWatches(files, (directory, name, what) => this.#hint(directory, name, what));
    this.#alarm = new Wakeable(clock);
  }

  /** Reads the checkpoints and begins. Rejects when the checkpoints cannot be read at all. */
  async start(): Promise<void> {
    const { files, clock, log, checkpoints, once = false } = this.#options;
    const { checkpoints: loaded, repaired } = await checkpoints.load();
    if (repaired)
      this.#noteError('A checkpoint copy was damaged; the one before it is used: some events may come twice.');
    const known = loaded.map(fromCheckpoint).filter((life) => life !== undefined);
    const lives = await rememberedLives(known, files, clock.nowMs());
    for (const life of lives) this.#registry.add(life);
    const savedAtMs = lives.reduce((newest, life) => Math.max(newest, life.updatedAtMs), 0);
    const { registry, open, losses, keeper } = this.#parts;
    const limits = this.#limits;
    const ruleFor = (path: string) => this.#scanner.ruleFor(path);
    this.#tracker = new FileTracker({ files, registry, open, losses, clock, log, ruleFor, once, savedAtMs, limits });
    this.#turns = new FileTurns({
      tracker: this.#tracker,
      harvester: this.#harvester,
      keeper,
      open,
      log,
      limits: this.#limits,
      once,
      rescan: () => this.#wantScan(),
      due: (atMs) => this.#wakeBy(atMs),
    });
    this.#reporter = new AgentReporter(this.#options, { losses, rules: this.#rules, tracker: this.#tracker });
    this.#ruleWatch = this.#watchRules();
    this.#cycle = this.#run();
  }

  /** Stops reading, waits for what is out to be acknowledged (up to a limit), and saves. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    this.#alarm.wake();
    this.#watches.close();
    await this.#ruleWatch;
    await this.#cycle;
    const deadline = this.#options.clock.sleep(this.#limits.stopMs).then(() => this.#sender.abort());
    const turns = this.#turns?.stop() ?? Promise.resolve();
    const quiet = turns.then(() => this.#acknowledged());
    await Promise.race([quiet, deadline]);
    this.#sender.abort();
    await turns;
    if (this.#keeper.isDirty) await this.#keeper.save();
    await this.#open.closeAll();
    await this.#options.directory?.leave();
  }

  report(): AgentReport {
    if (this.#reporter === undefined)
      throw new AppError('INTERNAL', 'The agent was asked for a report before it was started.');
    return this.#reporter.report(this.#problem);
  }

  /** Resolves when everything there is was read, acknowledged and saved. */
  async whenIdle(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      if (this.#isIdle) {
        if (!this.#keeper.isDirty) return;
        await this.#keeper.save();
        if (this.#keeper.error !== undefined) return;
      }
      await this.#options.clock.sleep(10, this.#stopping.signal);
    }
  }

  get #parts() {
    return {
      registry: this.#registry,
      open: this.#open,
      sender: this.#sender,
      keeper: this.#keeper,
      losses: this.#losses,
    };
  }

  get #isIdle(): boolean {
    return (
      this.#rulesSeen &&
      !this.#rulesChanged &&
      this.#scanned &&
      !this.#scanWanted &&
      this.#sender.batchesInFlight === 0 &&
      this.#tracker?.undecided === 0 &&
      this.#turns?.isIdle === true
    );
  }

  async #watchRules(): Promise<void> {
    const { rules, clock } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        for await (const update of rules.watch(signal)) {
          this.#rules.apply(update);
          this.#rulesSeen = true;
          this.#rulesChanged = true;
          this.#alarm.wake();
        }
        // The source ended: what it gave last stays in force.
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#noteError(`The rules cannot be read: ${messageOf(error)}`);
        await clock.sleep(1_000, signal);
      }
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#step();
      } catch (error) {
        // A step that failed is tried again: the agent lives, the report says what is wrong.
        this.#noteError(messageOf(error));
        await this.#options.clock.sleep(1_000, this.#stopping.signal);
      }
      if (this.#stopping.signal.aborted) return;
      const delayMs = this.#delayMs();
      this.#sleepsUntilMs = performance.now() + delayMs;
      await this.#alarm.sleep(delayMs);
      this.#sleepsUntilMs = 0;
    }
  }

  async #step(): Promise<void> {
    if (this.#rulesChanged) this.#putRulesInForce();
    const nowMs = performance.now();
    if (this.#rulesSeen && nowMs >= (this.#scanWanted ? this.#hintedScanMs : this.#nextScanMs)) await this.#scan();
    this.#turns?.tick(performance.now());
    if (this.#keeper.isDirty && nowMs >= this.#nextSaveMs) {
      await this.#keeper.save();
      this.#nextSaveMs = performance.now() + this.#limits.saveMs;
    }
    await this.#announce();
  }

  #putRulesInForce(): void {
    this.#rulesChanged = false;
    this.#scanner.setRules(this.#rules.rules);
    for (const file of this.#tracker?.setRules(this.#rules.byId) ?? []) this.#turns?.wake(file);
    this.#scanWanted = true;
  }

  async #scan(): Promise<void> {
    const startMs = performance.now();
    const cpu = process.cpuUsage();
    this.#scanWanted = false;
    const scan = await this.#scanner.scan();
    for (const { realPath } of scan.files) scan.directories.add(realPath.slice(0, realPath.lastIndexOf('/')) || '/');
    const watched = this.#watches.setDirectories(scan.directories);
    this.#reporter?.noteScan(scan);
    const { wake, begun } = (await this.#tracker?.reconcile(scan)) ?? { wake: [], begun: false };
    if (begun) await this.#keeper.save();
    for (const file of wake) this.#turns?.wake(file);
    this.#scanned = true;
    const endMs = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    // On a busy machine a scan waits more than it works: that must not put off the next one.
    const tookMs = Math.min(endMs - startMs, (user + system) / 1_000);
    this.#nextScanMs = endMs + Math.max(watched ? this.#limits.watchedScanMs : this.#limits.scanMs, SCAN_REST * tookMs);
    this.#hintedScanMs = endMs + Math.max(HINT_GAP_MS, HINTED_SCAN_REST * tookMs);
  }

  get #problem(): string | undefined {
    return this.#keeper.error ?? this.#rules.problem ?? this.#sender.problem ?? this.#lastError;
  }

  async #announce(): Promise<void> {
    try {
      await this.#reporter?.announce(this.#problem);
    } catch (error) {
      this.#noteError(`The report cannot be given: ${messageOf(error)}`);
    }
  }

  #delayMs(): number {
    const nowMs = performance.now();
    const dueMs = [
      (this.#scanWanted ? this.#hintedScanMs : this.#nextScanMs) - nowMs,
      this.#turns?.delayMs(nowMs) ?? 1_000,
    ];
    if (this.#keeper.isDirty) dueMs.push(this.#nextSaveMs - nowMs);
    return Math.max(5, Math.min(...dueMs));
  }

  /** Something in a folder changed: a file that was written to is read at once, one that came or went asks for a scan. */
  #hint(directory: string, name: string | undefined, what: 'content' | 'entry'): void {
    const path = directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`;
    const file = this.#turns?.named(path);
    if (file !== undefined) this.#turns?.wake(file);
    // Whatever else is written in that folder is nobody's here.
    const concerns = file !== undefined || name === undefined || this.#scanner.ruleFor(path) !== undefined;
    if (concerns && (what === 'entry' || file === undefined)) this.#wantScan();
  }

  #wantScan(): void {
    this.#scanWanted = true;
    this.#wakeBy(this.#hintedScanMs);
  }

  /** Ends the sleep when it would go on beyond that time (monotonic). */
  #wakeBy(atMs: number): void {
    if (atMs < this.#sleepsUntilMs) this.#alarm.wake();
  }

  async #acknowledged(): Promise<void> {
    for (const file of this.#tracker?.followed() ?? []) await file.lane.last;
  }

  #noteError(message: string): void {
    if (this.#lastError !== message) this.#options.log.error(message);
    this.#lastError = message;
  }
}
