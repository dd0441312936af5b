// The agent's side of the directory: an ephemeral node that says it is there, made again after every session trouble.
import { AppError } from '../../../base/errors.ts';
import type { ZooNode } from '../../../drivers/zookeeper/zookeeper-node.ts';
import type { ZooKeeperSession } from '../../../drivers/zookeeper/zookeeper-session.ts';
import type { AgentReport } from '../../../ports/agent-directory.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import { decodeReport, encodeReport, nodeName } from './agent-nodes.ts';

/** The report that outlives the session is written so often. */
const REMEMBER_MS = 15_000;
/** A measurement of the clock that is worse than the last is taken only when that one is so old: clocks drift. */
const CLOCK_AGE_MS = 60_000;

interface ClockReading {
  offsetMs: number;
  errorMs: number;
  atMs: number;
}

export class AgentPresence {
  readonly #session: ZooKeeperSession;
  readonly #root: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  #report: AgentReport | undefined;
  #written = '';
  #rememberedMs = Number.NEGATIVE_INFINITY;
  #reading: ClockReading | undefined;
  #unlisten: (() => void) | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(session: ZooKeeperSession, root: string, clock: Clock, log: Logger) {
    this.#session = session;
    this.#root = root;
    this.#clock = clock;
    this.#log = log;
  }

  /** Replaces the report. Rejects while ZooKeeper is away; the report is given again by itself when it is back. */
  announce(report: AgentReport): Promise<void> {
    this.#report = report;
    this.#unlisten ??= this.#session.onState((state) => {
      if (state === 'connected') this.#announceAgain();
    });
    return this.#inTurn(() => this.#give());
  }

  /** Takes the presence away; what was said last stays. */
  leave(): Promise<void> {
    const report = this.#report;
    if (report === undefined) return Promise.resolve();
    this.#unlisten?.();
    this.#unlisten = undefined;
    this.#report = undefined;
    return this.#inTurn(async () => {
      await this.#remember(report);
      const own = await this.#session.read(this.#path(report));
      if (own?.owner === this.#session.id) await this.#session.remove(this.#path(report));
      this.#written = '';
    });
  }

  #announceAgain(): void {
    this.#written = '';
    this.#inTurn(() => this.#give()).catch((error: unknown) =>
      this.#log.warn('presence in ZooKeeper could not be renewed; it is tried again', { error: String(error) }),
    );
  }

  /** One step after the other: a late write must not overtake a newer one. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(step);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #give(): Promise<void> {
    const report = this.#report;
    if (report === undefined) return;
    // What did not change is known there already: presence needs no words.
    const text = JSON.stringify(report);
    if (text !== this.#written || this.#isClockOld()) {
      await this.#writeOwn(this.#withClock(report));
      this.#written = text;
    }
    if (this.#clock.nowMs() - this.#rememberedMs > REMEMBER_MS) await this.#remember(report);
  }

  async #writeOwn(report: AgentReport): Promise<void> {
    const data = encodeReport(report);
    const path = this.#path(report);
    for (let tries = 0; tries < 5; tries++) {
      const found = await this.#session.read(path);
      if (found === undefined) {
        await this.#session.createAll(`${this.#root}/agents`);
        if (await this.#session.create(path, data, { ephemeral: true })) return;
      } else if (found.owner === this.#session.id) {
        const sentMs = this.#clock.nowMs();
        const written = await this.#session.write(path, data);
        if (written !== undefined) {
          this.#readClock(written, sentMs, this.#clock.nowMs());
          return;
        }
      } else await this.#takeOver(path, found, report);
    }
    throw new AppError('DISCONNECTED', `The presence of agent ${report.id} in ZooKeeper changes under its hands.`, {
      hint: 'Make sure that no other agent has the same name: give one of them --host NAME.',
      retryable: true,
    });
  }

  /** What an earlier life of this agent left is removed; a younger agent of the same name keeps the place. */
  async #takeOver(path: string, found: ZooNode, report: AgentReport): Promise<void> {
    const other = decodeReport(found.data);
    if (other !== undefined && other.pid !== report.pid && other.startedAtMs > report.startedAtMs) {
      throw new AppError('STORE_LOCKED', `Another agent (process ${other.pid}) has the name ${report.id}.`, {
        hint: 'Give one of the two another name with --host NAME.',
      });
    }
    await this.#session.remove(path);
  }

  async #remember(report: AgentReport): Promise<void> {
    const path = `${this.#root}/hosts/${nodeName(report.id)}`;
    const data = encodeReport(report);
    if ((await this.#session.write(path, data)) === undefined) {
      await this.#session.createAll(`${this.#root}/hosts`);
      await this.#session.create(path, data);
    }
    this.#rememberedMs = this.#clock.nowMs();
  }

  /** The server wrote the node at some moment between question and answer: its time is ours ± half of that, and a ms of rounding. */
  #readClock({ writtenAtMs }: ZooNode, sentMs: number, gotMs: number): void {
    const reading = { offsetMs: (sentMs + gotMs) / 2 - writtenAtMs, errorMs: (gotMs - sentMs) / 2 + 1, atMs: gotMs };
    const before = this.#reading;
    if (before === undefined || reading.errorMs <= before.errorMs || gotMs - before.atMs > CLOCK_AGE_MS)
      this.#reading = reading;
  }

  #isClockOld(): boolean {
    return this.#reading === undefined || this.#clock.nowMs() - this.#reading.atMs > CLOCK_AGE_MS;
  }

  #withClock(report: AgentReport): AgentReport {
    if (this.#reading === undefined) return report;
    const { offsetMs, errorMs } = this.#reading;
    return { ...report, clock: { offsetMs, errorMs } };
  }

  #path({ id }: AgentReport): string {
    return `${this.#root}/agents/${nodeName(id)}`;
  }
}
