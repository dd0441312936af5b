// Who gets a turn and when: woken by scans and hints, polled while active, flushed when quiet; and what follows from a
// turn — more turns, a new life, letting go.
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { AgentLimits } from './agent-limits.ts';
import type { CheckpointKeeper } from './delivery/checkpoint-keeper.ts';
import type { FollowedFile } from './harvester/followed-file.ts';
import type { Harvester } from './harvester/harvester.ts';
import type { OpenFiles } from './harvester/open-files.ts';
import { TurnQueue } from './harvester/turn-queue.ts';
import type { FileTracker } from './tracking/file-tracker.ts';

/** When a file that was rewritten and could not be looked at gets its next turn. */
const RETRY_MS = 50;

export interface FileTurnsOptions {
  tracker: FileTracker;
  harvester: Harvester;
  keeper: CheckpointKeeper;
  open: OpenFiles;
  log: Logger;
  limits: AgentLimits;
  once: boolean;
  /** Asks for a scan soon. */
  rescan: () => void;
  /** Asks for a tick by that time (monotonic). */
  due: (atMs: number) => void;
}

export class FileTurns {
  readonly #options: FileTurnsOptions;
  readonly #queue: TurnQueue<FollowedFile>;
  /** Files whose reader holds something back, with the time (monotonic) it is to be handed out. */
  readonly #pending = new Map<FollowedFile, number>();
  /** Files with new bytes lately, the latest last. */
  readonly #active = new Set<FollowedFile>();
  /** Files whose last turn failed. */
  readonly #failed = new Set<FollowedFile>();
  /** Readers kept for files at their end, the latest last. */
  readonly #idleReaders = new Set<FollowedFile>();
  readonly #byPath = new Map<string, FollowedFile>();
  #nextPollMs = 0;

  constructor(options: FileTurnsOptions) {
    this.#options = options;
    this.#queue = new TurnQueue(options.limits.workers, (file) => this.#turn(file));
  }

  /** Nobody wants a turn, and no reader holds anything back. */
  get isIdle(): boolean {
    return this.#queue.isIdle && this.#pending.size === 0;
  }

  wake(file: FollowedFile): void {
    if (file.ended) return;
    if (file.openPath !== undefined) this.#byPath.set(file.openPath, file);
    this.#queue.enqueue(file);
  }

  /** The followed file at that path, when it is known. */
  named(path: string): FollowedFile | undefined {
    const file = this.#byPath.get(path);
    return file?.ended === false && file.openPath === path ? file : undefined;
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  /** What is due now: polls, waits that are over, retries, files to let go. */
  tick(nowMs: number): void {
    for (const [file, dueMs] of this.#pending) if (dueMs <= nowMs) this.#queue.enqueue(file);
    for (const file of this.#failed) if ((file.error?.retryAtMs ?? 0) <= nowMs) this.#queue.enqueue(file);
    if (nowMs < this.#nextPollMs) return;
    this.#nextPollMs = nowMs + this.#options.limits.pollMs;
    for (const file of this.#active) {
      if (file.ended || nowMs - file.activeAtMs > this.#options.limits.activeMs) this.#active.delete(file);
      else this.#queue.enqueue(file);
    }
  }

  /** Milliseconds until something is due. */
  delayMs(nowMs: number): number {
    let dueMs = this.#active.size > 0 ? this.#nextPollMs : nowMs + 1_000;
    for (const at of this.#pending.values()) dueMs = Math.min(dueMs, at);
    for (const file of this.#failed) dueMs = Math.min(dueMs, file.error?.retryAtMs ?? dueMs);
    return dueMs - nowMs;
  }

  async #turn(file: FollowedFile): Promise<void> {
    if (file.ended) {
      this.#forget(file);
      return;
    }
    const { harvester, rescan } = this.#options;
    try {
      const result = await harvester.turn(file);
      if (file.error === undefined) this.#failed.delete(file);
      else {
        this.#failed.add(file);
        this.#options.due(file.error.retryAtMs);
      }
      if (result === 'more') this.#queue.enqueue(file);
      else if (result === 'rewritten') await this.#startOver(file);
      else if (result === 'stopped') await this.#letGo(file, false);
      else if (result === 'gone') {
        // Where it went is for the next scan to find.
        if (file.openPath !== undefined) rescan();
        await this.#atEnd(file);
      } else await this.#atEnd(file);
    } catch (error) {
      // Nothing moved past what was acknowledged: the next scan gives the file another turn.
      this.#options.log.error('a turn failed', { path: file.displayPath, error: messageOf(error) });
      file.dropReader();
    }
  }

  /** There is nothing more to read now. */
  async #atEnd(file: FollowedFile): Promise<void> {
    const { harvester, limits, once } = this.#options;
    const nowMs = performance.now();
    if (nowMs - file.activeAtMs < limits.activeMs) this.#markActive(file);
    if (once && file.error === undefined) await harvester.flush(file, 'end');
    const waitMs = this.#waitMs(file);
    if (file.reader?.pendingSinceMs === undefined) this.#pending.delete(file);
    else if (nowMs - file.activeAtMs >= waitMs) {
      await harvester.flush(file, 'timeout');
      this.#pending.delete(file);
    } else {
      this.#pending.set(file, file.activeAtMs + waitMs);
      this.#options.due(file.activeAtMs + waitMs);
    }
    this.#keepReader(file);
    await this.#letGoWhenOver(file, nowMs);
  }

  #waitMs(file: FollowedFile): number {
    const { limits } = this.#options;
    const { multiline } = file.rule.rule;
    if (typeof multiline === 'object' && multiline.timeoutMs !== undefined) return multiline.timeoutMs;
    return file.endsLine ? limits.quietMs : limits.partialMs;
  }

  async #letGoWhenOver(file: FollowedFile, nowMs: number): Promise<void> {
    const { limits, once, open } = this.#options;
    if (file.missingSinceMs === undefined) return;
    const quietMs = nowMs - Math.max(file.activeAtMs, file.missingSinceMs);
    if (once || quietMs >= limits.graceMs || (file.openPath === undefined && !open.isOpen(file)))
      await this.#letGo(file, true);
  }

  /** The last of it is handed out and acknowledged; then it is followed no more. */
  async #letGo(file: FollowedFile, finished: boolean): Promise<void> {
    const { harvester, tracker, keeper } = this.#options;
    await harvester.flush(file, 'end');
    await file.lane.last;
    const next = await tracker.letGo(file, finished);
    keeper.touch();
    this.#forget(file);
    if (next !== undefined) this.wake(next);
  }

  async #startOver(file: FollowedFile): Promise<void> {
    const { harvester, tracker, keeper, log, rescan } = this.#options;
    // What is out belongs to the old life: it is acknowledged before the new one begins, or never.
    await file.lane.last;
    let wake: FollowedFile[];
    try {
      wake = await tracker.startOver(file, () => harvester.flush(file, 'end'));
    } catch (error) {
      // It went, or cannot be read, between two looks: the next scan says what it is now.
      log.debug('a rewritten file cannot be looked at', { path: file.displayPath, error: messageOf(error) });
      const againMs = performance.now() + RETRY_MS;
      this.#pending.set(file, againMs);
      this.#options.due(againMs);
      rescan();
      return;
    }
    this.#pending.delete(file);
    if (file.ended) this.#forget(file);
    // The new life is durable before its first event: after a crash its events must not be taken for the old one's.
    await keeper.save();
    for (const woken of wake) this.wake(woken);
  }

  #markActive(file: FollowedFile): void {
    this.#active.delete(file);
    this.#active.add(file);
    this.#options.due(this.#nextPollMs);
    if (this.#active.size <= this.#options.limits.polledFiles) return;
    for (const oldest of this.#active) {
      this.#active.delete(oldest);
      return;
    }
  }

  /**
   * A reader costs memory: a file at its end keeps it only while few others do. What a reader holds back stands in the
   * file: when too many hold something back, the next one starts again there.
   */
  #keepReader(file: FollowedFile): void {
    const { idleReaders, pendingReaders } = this.#options.limits;
    this.#idleReaders.delete(file);
    if (file.reader === undefined) return;
    if (file.reader.pendingSinceMs !== undefined) {
      if (this.#pending.size > pendingReaders && file.openPath !== undefined) file.dropReader();
      return;
    }
    this.#idleReaders.add(file);
    if (this.#idleReaders.size <= idleReaders) return;
    for (const oldest of this.#idleReaders) {
      this.#idleReaders.delete(oldest);
      oldest.dropReader();
      return;
    }
  }

  #forget(file: FollowedFile): void {
    this.#pending.delete(file);
    this.#active.delete(file);
    this.#failed.delete(file);
    this.#idleReaders.delete(file);
    if (file.openPath !== undefined && this.#byPath.get(file.openPath) === file) this.#byPath.delete(file.openPath);
  }
}
