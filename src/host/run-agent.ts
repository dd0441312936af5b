// The agent as a program of its own: rules from a file or from the workspace, events to standard output, a store or
// Kafka.
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { Agent, type AgentOptions } from '../agent/agent.ts';
import { FileCheckpointStore } from '../agent/file-checkpoint-store.ts';
import { createRuleFile } from '../agent/rules/rule-file.ts';
import { AppError, messageOf } from '../base/errors.ts';
import { createNodeFileSystem } from '../drivers/node/node-file-system.ts';
import { acquireStateLock } from '../drivers/node/state-lock.ts';
import { createStdoutSink } from '../drivers/node/stdout-sink.ts';
import { createSystemClock } from '../drivers/node/system-clock.ts';
import type { AgentReport } from '../ports/agent-directory.ts';
import type { EventSink } from '../ports/event-sink.ts';
import { KafkaSink } from '../workspace/cluster/kafka-sink.ts';
import { type EmbeddedWorkspace, openEmbeddedWorkspace } from '../workspace/embedded/embedded-workspace.ts';
import { dataFolder, workspaceFolder } from './data-folder.ts';
import { startMetrics } from './metrics-endpoint.ts';
import { createStderrLogger } from './stderr-logger.ts';
import { packageVersion } from './version.ts';

const STORE = 'store:';
const KAFKA = 'kafka:';

export interface RunAgentOptions {
  /** File of rules; without it the rules of the workspace hold. */
  rules?: string;
  /** `stdout`, `store:DIR` or `kafka:BROKERS`. */
  sink: string;
  /** Folder of the checkpoints. */
  state?: string;
  labels: Record<string, string>;
  host?: string;
  workspace?: string;
  /** Port of the Prometheus endpoint on loopback. */
  metrics?: number;
  /** Reads what is there to the end and stops. */
  once: boolean;
  signal: AbortSignal;
}

/** Runs until the signal aborts, or to the end of what is there; gives the last report. */
export async function runAgent(options: RunAgentOptions): Promise<AgentReport> {
  checkSink(options.sink);
  if (options.rules !== undefined) await checkReadable(options.rules);
  const state = path.resolve(options.state ?? path.join(dataFolder(), 'agent'));
  const release = acquireStateLock(state);
  const closers: (() => Promise<void>)[] = [async () => release()];
  try {
    const agent = new Agent(await agentOptions(options, state, closers));
    await agent.start();
    if (options.metrics !== undefined) {
      const metrics = await startMetrics(options.metrics, () => agent.report());
      closers.push(() => metrics.close());
    }
    await untilDone(agent, options);
    const report = agent.report();
    await agent.stop();
    return report;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function agentOptions(
  options: RunAgentOptions,
  state: string,
  closers: (() => Promise<void>)[],
): Promise<AgentOptions> {
  const files = createNodeFileSystem();
  const clock = createSystemClock();
  const host = options.host ?? process.env.CROSSTAIL_HOST ?? hostname();
  const opened = await openSink(options.sink);
  closers.push(opened.close);
  const rules =
    options.rules === undefined
      ? await workspaceRules(options, opened.workspace, closers)
      : createRuleFile({ path: path.resolve(options.rules), files, clock, follow: !options.once });
  return {
    id: `${host}-agent`,
    host,
    labels: options.labels,
    rules,
    sink: opened.sink,
    checkpoints: new FileCheckpointStore(state, files),
    files,
    clock,
    log: createStderrLogger(),
    ownPaths: [state, ...(opened.workspace === undefined ? [] : [path.resolve(options.sink.slice(STORE.length))])],
    once: options.once,
    version: packageVersion(),
  };
}

/** Rules of the workspace that is written to, else of the one that was named. */
async function workspaceRules(
  options: RunAgentOptions,
  written: EmbeddedWorkspace | undefined,
  closers: (() => Promise<void>)[],
) {
  if (written !== undefined) return written.rules;
  const workspace = await openEmbeddedWorkspace({ directory: workspaceFolder(options.workspace), readOnly: true });
  closers.push(() => workspace.close());
  return workspace.rules;
}

interface OpenedSink {
  sink: EventSink;
  workspace?: EmbeddedWorkspace;
  close(): Promise<void>;
}

async function openSink(text: string): Promise<OpenedSink> {
  if (text === 'stdout') {
    const sink = createStdoutSink();
    return { sink, close: () => sink.close() };
  }
  if (text.startsWith(KAFKA)) {
    const brokers = text.slice(KAFKA.length).split(',');
    const sink = new KafkaSink({ kafka: { brokers }, log: createStderrLogger() });
    return { sink, close: () => sink.close() };
  }
  const workspace = await openEmbeddedWorkspace({ directory: path.resolve(text.slice(STORE.length)) });
  return { sink: workspace.sink, workspace, close: () => workspace.close() };
}

function checkSink(text: string): void {
  if (text === 'stdout') return;
  for (const kind of [STORE, KAFKA]) if (text.startsWith(kind) && text.length > kind.length) return;
  throw new AppError('USAGE', `--sink was given "${text}".`, {
    hint: 'It is stdout, store:DIR or kafka:HOST:PORT,….',
  });
}

/** A file of rules that goes away later is waited for; one that is not there at the start is a mistake. */
async function checkReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `The file of rules ${file} cannot be read: ${messageOf(error)}.`, {
      hint: 'Check the path and its permissions.',
    });
  }
}

function untilDone(agent: Agent, { once, signal }: RunAgentOptions): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return once ? Promise.race([agent.whenIdle(), aborted]) : aborted;
}
