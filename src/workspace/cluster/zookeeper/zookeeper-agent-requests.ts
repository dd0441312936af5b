// Questions to agents in ZooKeeper, each node ephemeral JSON below 256 kB:
//   <root>/requests/<agent>/<id>          the question; gone when whoever asked has his answer, or has left
//   <root>/requests/<agent>/<id>.answer   the answer; removed by whoever asked, else by the agent
import { randomUUID } from 'node:crypto';
import { AppError, type ErrorEnvelope, isAppError, messageOf } from '../../../base/errors.ts';
import type { ZooKeeperSession } from '../../../drivers/zookeeper/zookeeper-session.ts';
import type { AgentRequests, Reply } from '../../../ports/agent-requests.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import { nodeName } from './agent-nodes.ts';
import { ChangeCounter } from './change-counter.ts';

const ANSWER = '.answer';
/** An agent answers within this, or it is given up. */
const ANSWER_LIMIT_MS = 20_000;
const LOOK_EVERY_MS = 60_000;
const AFTER_TROUBLE_MS = 1_000;

type Answered = { answer: unknown } | { error: ErrorEnvelope };

export class ZooKeeperAgentRequests implements AgentRequests {
  readonly #session: ZooKeeperSession;
  readonly #root: string;
  readonly #clock: Clock;
  readonly #log: Logger;

  constructor(session: ZooKeeperSession, root: string, clock: Clock, log: Logger) {
    this.#session = session;
    this.#root = root;
    this.#clock = clock;
    this.#log = log;
  }

  async ask(agent: string, question: unknown, signal: AbortSignal): Promise<unknown> {
    const parent = this.#parent(agent);
    const path = `${parent}/${randomUUID()}`;
    await this.#session.createAll(parent);
    await this.#session.create(path, encode(question), { ephemeral: true });
    try {
      const answered = await this.#answerAt(`${path}${ANSWER}`, agent, signal);
      if ('error' in answered) throw AppError.fromEnvelope(answered.error);
      return answered.answer;
    } finally {
      await this.#tidy([path, `${path}${ANSWER}`]);
    }
  }

  async answer(agent: string, reply: Reply, signal: AbortSignal): Promise<void> {
    const parent = this.#parent(agent);
    const changes = new ChangeCounter();
    const unlisten = this.#session.onState((state) => {
      if (state === 'connected') changes.tell();
    });
    while (!signal.aborted) {
      const seen = changes.count;
      let waitMs = LOOK_EVERY_MS;
      try {
        const next = await this.#next(parent, changes.tell);
        if (next !== undefined) {
          await this.#answerOne(`${parent}/${next}`, reply, signal);
          continue;
        }
      } catch (error) {
        if (signal.aborted) break;
        this.#log.debug('questions cannot be answered now', { error: messageOf(error) });
        waitMs = AFTER_TROUBLE_MS;
      }
      await changes.behind(seen, waitMs, signal);
    }
    unlisten();
  }

  async #answerAt(path: string, agent: string, signal: AbortSignal): Promise<Answered> {
    const changes = new ChangeCounter();
    const untilMs = this.#clock.nowMs() + ANSWER_LIMIT_MS;
    for (;;) {
      const seen = changes.count;
      const node = await this.#session.read(path, changes.tell);
      signal.throwIfAborted();
      if (node !== undefined) return decode(node.data, agent);
      const restMs = untilMs - this.#clock.nowMs();
      if (restMs <= 0) {
        throw new AppError('TIMEOUT', `The agent ${agent} did not answer within ${ANSWER_LIMIT_MS / 1_000} s.`, {
          hint: 'It may be busy, cut off, or of an older version: see Hosts, then try again.',
          retryable: true,
        });
      }
      await changes.behind(seen, restMs, signal);
    }
  }

  /** A question without an answer; answers whose question has gone are removed. */
  async #next(parent: string, changed: () => void): Promise<string | undefined> {
    const names = await this.#session.children(parent, changed);
    if (names === undefined) {
      await this.#session.createAll(parent);
      return this.#next(parent, changed);
    }
    const all = new Set(names);
    const left = names.filter((name) => name.endsWith(ANSWER) && !all.has(name.slice(0, -ANSWER.length)));
    await this.#tidy(left.map((name) => `${parent}/${name}`));
    return names.sort().find((name) => !name.endsWith(ANSWER) && !all.has(name + ANSWER));
  }

  async #answerOne(path: string, reply: Reply, signal: AbortSignal): Promise<void> {
    const left = new AbortController();
    const question = await this.#session.read(path, () => left.abort());
    if (question === undefined) return;
    const answered = await this.#reply(question.data, reply, AbortSignal.any([signal, left.signal]));
    if (!left.signal.aborted) await this.#session.create(path + ANSWER, encode(answered), { ephemeral: true });
  }

  async #reply(question: Buffer, reply: Reply, signal: AbortSignal): Promise<Answered> {
    try {
      return { answer: await reply(JSON.parse(question.toString('utf8')), signal) };
    } catch (error) {
      if (isAppError(error)) return { error: error.toEnvelope() };
      return { error: { code: 'INTERNAL', message: `The agent could not answer: ${messageOf(error)}` } };
    }
  }

  /** What cannot be removed now goes with the session that made it. */
  async #tidy(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      try {
        await this.#session.remove(path);
      } catch (error) {
        this.#log.debug('a node of a question could not be removed', { path, error: messageOf(error) });
      }
    }
  }

  #parent(agent: string): string {
    return `${this.#root}/requests/${nodeName(agent)}`;
  }
}

function encode(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function decode(data: Buffer, agent: string): Answered {
  try {
    const value = JSON.parse(data.toString('utf8')) as Answered;
    if ('answer' in value || 'error' in value) return value;
    throw new SyntaxError('it is of another form');
  } catch (error) {
    throw new AppError('BAD_INPUT', `The answer of the agent ${agent} cannot be read: ${messageOf(error)}.`, {
      hint: 'Update that agent, or this console.',
      cause: error,
    });
  }
}
