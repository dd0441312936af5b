// Looks after a rollout while a console is open: stops it at the first error that a host reports, and goes on with one
// that goes on by itself. Two consoles may do so at once: each step names the revision, and a step taken twice is one.
import { messageOf } from '../base/errors.ts';
import { judgeRollout } from '../model/convergence.ts';
import { nextTarget, type RolloutStep } from '../model/rollout.ts';
import type { RuleSet } from '../model/rule.ts';
import type { HostStatus } from '../ports/agent-directory.ts';
import type { Workspace } from '../ports/workspace.ts';
import type { ConsoleParts } from './console-parts.ts';

const RETRY_MS = 5_000;

export class RolloutGuard {
  readonly #parts: Pick<ConsoleParts, 'workspace' | 'clock' | 'log' | 'closing'>;
  #isOn = false;
  #set: RuleSet | undefined;
  #hosts: readonly HostStatus[] = [];
  /** The stage that every chosen host has applied, and the end of its rest. */
  #resting: { stage: string; rest: AbortController } | undefined;
  #steps: Promise<void> = Promise.resolve();

  constructor(parts: Pick<ConsoleParts, 'workspace' | 'clock' | 'log' | 'closing'>) {
    this.#parts = parts;
  }

  /** From now until the console ends; a second call does nothing. */
  start(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    void this.#guard();
  }

  async #guard(): Promise<void> {
    const { workspace, clock, log, closing } = this.#parts;
    while (!closing.aborted) {
      const round = new AbortController();
      const stop = AbortSignal.any([closing, round.signal]);
      try {
        const { rules, agents } = await workspace;
        // Whoever may not write may not steer either: somebody else's console does.
        if ((await rules.access?.())?.mayPublish === false) return;
        await Promise.all([this.#watchRules(rules, stop), this.#watchHosts(agents, stop)]);
      } catch (error) {
        log.debug('rollouts are not looked after while the workspace is away', { error: messageOf(error) });
      }
      round.abort();
      this.#resting?.rest.abort();
      await clock.sleep(RETRY_MS, closing);
    }
  }

  async #watchRules(rules: Workspace['rules'], signal: AbortSignal): Promise<void> {
    for await (const set of rules.watch(signal)) {
      this.#set = set;
      this.#look(rules);
    }
  }

  async #watchHosts(agents: Workspace['agents'], signal: AbortSignal): Promise<void> {
    for await (const hosts of agents.watch(signal)) {
      this.#hosts = hosts;
      this.#look((await this.#parts.workspace).rules);
    }
  }

  #look(rules: Workspace['rules']): void {
    const set = this.#set;
    const stage = set?.rollout?.state === 'running' ? JSON.stringify([set.revision, set.rollout.target]) : undefined;
    const verdict = set === undefined || stage === undefined ? undefined : judgeRollout(this.#hosts, set);
    if (verdict?.type !== 'ready' || this.#resting?.stage !== stage) this.#resting?.rest.abort();
    if (set === undefined || stage === undefined || verdict === undefined) return;
    if (verdict.type === 'stop') this.#steer(rules, set.revision, { type: 'stop', reason: verdict.reason });
    else if (verdict.type === 'ready') this.#rest(rules, set, stage);
  }

  /** Waits the time of the stage; an error, a change or a host that is not ready any more ends the wait. */
  #rest(rules: Workspace['rules'], { revision, rollout }: RuleSet, stage: string): void {
    if (rollout?.restMs === undefined || (this.#resting?.stage === stage && !this.#resting.rest.signal.aborted)) return;
    const rest = new AbortController();
    this.#resting = { stage, rest };
    const target = nextTarget(rollout.target);
    const signal = AbortSignal.any([rest.signal, this.#parts.closing]);
    void this.#parts.clock.sleep(rollout.restMs, signal).then(() => {
      if (signal.aborted) return;
      this.#steer(rules, revision, { type: 'advance', ...(target === undefined ? {} : { target }) });
    });
  }

  /** One step after the other; a step that fails is taken again a moment later, if it is still due. */
  #steer(rules: Workspace['rules'], revision: number, step: RolloutStep): void {
    this.#steps = this.#steps.then(async () => {
      try {
        if (await rules.steer(revision, step)) this.#parts.log.info(`rollout of r${revision}: ${step.type}`, step);
      } catch (error) {
        const { log, clock, closing } = this.#parts;
        log.warn(`the rollout of r${revision} could not be steered; it is tried again`, { error: messageOf(error) });
        this.#resting?.rest.abort();
        void clock.sleep(RETRY_MS, closing).then(() => this.#look(rules));
      }
    });
  }
}
