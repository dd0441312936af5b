// Stories with an agent on real files: verbs for what programs and log rotation do, and expectations with a limit.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Agent, type AgentOptions } from '../../src/agent/agent.ts';
import { FileCheckpointStore } from '../../src/agent/file-checkpoint-store.ts';
import type { RuleUpdate } from '../../src/agent/rules/rule-source.ts';
import { parseRules } from '../../src/agent/rules/rule-text.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import { type EventBatch, eventAt } from '../../src/model/event-batch.ts';
import type { LogEvent } from '../../src/model/log-event.ts';
import type { EventSink, SinkAck } from '../../src/ports/event-sink.ts';
import type { Logger } from '../../src/ports/logger.ts';
import { until } from './until.ts';

/** A folder that is there for one test. */
export function makeFolder(): string {
  return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'crosstail-agent-')));
}

export function removeFolder(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Takes batches as a store does: each event id once. It can be told to refuse, or to hold answers back. */
export class CollectingSink implements EventSink {
  readonly events: LogEvent[] = [];
  readonly ids = new Set<string>();
  duplicates = 0;
  batches = 0;
  /** Awaited before each answer. */
  gate: () => Promise<void> = async () => {};

  async append(batch: EventBatch): Promise<SinkAck> {
    await this.gate();
    this.batches++;
    let duplicates = 0;
    for (let i = 0; i < batch.count; i++) {
      const event = eventAt(batch, i);
      if (this.ids.has(event.event.id)) duplicates++;
      else {
        this.ids.add(event.event.id);
        this.events.push(event);
      }
    }
    this.duplicates += duplicates;
    return { duplicates };
  }

  async close(): Promise<void> {}

  get messages(): string[] {
    return this.events.map((event) => event.message);
  }
}

/** Rules a test puts in force. */
export class TestRules {
  #update: RuleUpdate = { revision: 0, rules: [] };
  #wake: (() => void)[] = [];

  set(text: string, revision = this.#update.revision + 1): void {
    const { rules, problems } = parseRules(text);
    this.put({ revision, rules, problems });
  }

  put(update: RuleUpdate): void {
    this.#update = update;
    for (const wake of this.#wake.splice(0)) wake();
  }

  get current(): RuleUpdate {
    return this.#update;
  }

  async *watch(signal: AbortSignal): AsyncGenerator<RuleUpdate> {
    for (let given: RuleUpdate | undefined; !signal.aborted; ) {
      if (given !== this.#update) {
        given = this.#update;
        yield given;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}

export const QUIET_LOG: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A folder of logs, a state folder, a sink, and agents that can be started again on them. */
export class AgentStory {
  readonly folder = makeFolder();
  readonly logs = path.join(this.folder, 'logs');
  readonly state = path.join(this.folder, 'state');
  readonly rules = new TestRules();
  sink = new CollectingSink();
  agent: Agent | undefined;

  constructor() {
    fs.mkdirSync(this.logs);
    this.rule('start: beginning');
  }

  /** Puts one rule in force for `*.log*` of the folder, with these further keys. */
  rule(keys: string, glob = '*.log*'): void {
    const lines = [`id: app`, `paths: [${JSON.stringify(path.join(this.logs, glob))}]`, ...keys.split('\n')];
    this.rules.set(`version: 1\nrules:\n  - ${lines.join('\n    ')}\n`);
  }

  async start(options: Partial<AgentOptions> = {}): Promise<Agent> {
    const files = options.files ?? createNodeFileSystem();
    const { limits, ...rest } = options;
    this.agent = new Agent({
      id: 'agent',
      host: 'host-1',
      labels: {},
      rules: this.rules,
      sink: this.sink,
      checkpoints: new FileCheckpointStore(this.state, files),
      files,
      clock: createSystemClock(),
      log: QUIET_LOG,
      limits: { scanMs: 50, watchedScanMs: 50, pollMs: 20, quietMs: 40, saveMs: 20, graceMs: 500, ...limits },
      ...rest,
    });
    await this.agent.start();
    return this.agent;
  }

  /** Reads everything there is with a fresh agent that stops by itself. */
  async readOnce(options: Partial<AgentOptions> = {}): Promise<void> {
    const agent = await this.start({ once: true, ...options });
    await agent.whenIdle();
    await agent.stop();
  }

  path(name: string): string {
    return path.join(this.logs, name);
  }

  /** Appends `count` numbered lines, `from` first: `PREFIX 17 …`. */
  appendLines(name: string, prefix: string, from: number, count: number): void {
    fs.appendFileSync(this.path(name), numbered(prefix, from, count));
  }

  append(name: string, text: string | Uint8Array): void {
    fs.appendFileSync(this.path(name), text);
  }

  rotate(name: string, to: string): void {
    fs.renameSync(this.path(name), this.path(to));
  }

  copyTruncate(name: string, to: string): void {
    fs.copyFileSync(this.path(name), this.path(to));
    fs.truncateSync(this.path(name), 0);
  }

  /** Waits until the messages are there, each once, in any order over files. */
  async expectLines(expected: string[], limitMs = 10_000): Promise<void> {
    const wanted = new Set(expected);
    try {
      await until(() => {
        if (this.sink.events.length < expected.length) return false;
        const got = new Set(this.sink.messages);
        return expected.every((line) => got.has(line));
      }, limitMs);
    } catch {
      const got = new Set(this.sink.messages);
      const missing = expected.filter((line) => !got.has(line));
      throw new Error(
        `${missing.length} of ${expected.length} lines are missing, first: ${missing[0]}; got ${got.size}`,
      );
    }
    const extra = this.sink.messages.filter((line) => !wanted.has(line));
    if (extra.length > 0) throw new Error(`${extra.length} lines nobody wrote, first: ${extra[0]}`);
    if (this.sink.messages.length !== expected.length)
      throw new Error(`${this.sink.messages.length} events for ${expected.length} lines: some came twice`);
  }

  async end(): Promise<void> {
    await this.agent?.stop();
    removeFolder(this.folder);
  }
}

export function numbered(prefix: string, from: number, count: number): string {
  return `${lines(prefix, from, count).join('\n')}\n`;
}

/** The lines `numbered` writes. */
export function lines(prefix: string, from: number, count: number): string[] {
  return Array.from(
    { length: count },
    (_, i) => `2026-11-24 10:00:00,${String((from + i) % 1000).padStart(3, '0')} INFO ${prefix} ${from + i}`,
  );
}
