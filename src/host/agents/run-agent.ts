// The agent as a program of its own: rules from a file or from the workspace, events to standard output, a store or
// Kafka.
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { Agent, type AgentOptions } from '../../agent/agent.ts';
import { FileCheckpointStore } from '../../agent/file-checkpoint-store.ts';
import { answerPreview } from '../../agent/preview/preview-answer.ts';
import { createRuleFile } from '../../agent/rules/rule-file.ts';
import { parseRules } from '../../agent/rules/rule-text.ts';
import { AppError, messageOf } from '../../base/errors.ts';
import type { KafkaSettings } from '../../drivers/kafka/kafka-settings.ts';
import { createNodeFileSystem } from '../../drivers/node/node-file-system.ts';
import { acquireStateLock } from '../../drivers/node/state-lock.ts';
import { createStdoutSink } from '../../drivers/node/stdout-sink.ts';
import { createSystemClock } from '../../drivers/node/system-clock.ts';
import { ZooKeeperSession } from '../../drivers/zookeeper/zookeeper-session.ts';
import type { ZooKeeperSettings } from '../../drivers/zookeeper/zookeeper-settings.ts';
import type { AgentReport } from '../../ports/agent-directory.ts';
import type { EventSink } from '../../ports/event-sink.ts';
import { KafkaSink } from '../../workspace/cluster/kafka/kafka-sink.ts';
import { ZooKeeperAgentDirectory } from '../../workspace/cluster/zookeeper/zookeeper-agent-directory.ts';
import { ZooKeeperAgentRequests } from '../../workspace/cluster/zookeeper/zookeeper-agent-requests.ts';
import { ZooKeeperRuleStore } from '../../workspace/cluster/zookeeper/zookeeper-rule-store.ts';
import { type EmbeddedWorkspace, openEmbeddedWorkspace } from '../../workspace/embedded/embedded-workspace.ts';
import { startMetrics } from '../http/metrics-endpoint.ts';
import { createStderrLogger } from '../stderr-logger.ts';
import { packageVersion } from '../version.ts';
import { inBackground } from '../workspaces/background-directory.ts';
import { dataFolder, workspaceFolder } from '../workspaces/data-folder.ts';
import { cacheRules } from '../workspaces/rule-cache.ts';
import { keepYoungHeapSmall } from '../young-heap.ts';
import { allowedFolders } from './allowed-folders.ts';

const STORE = 'store:';
const KAFKA = 'kafka:';

export interface RunAgentOptions {
  /** File of rules; without it the rules of the workspace hold. */
  rules?: string;
  /** `stdout`, `store:DIR`, `kafka:BROKERS`, or `kafka` for the one in `kafka`. */
  sink: string;
  /** Folder of the checkpoints. */
  state?: string;
  labels: Record<string, string>;
  /** Folders it may read under; all when not given. */
  allow?: string[];
  host?: string;
  workspace?: string;
  /** The ZooKeeper whose rules hold, and where this agent shows that it is there. */
  zookeeper?: ZooKeeperSettings;
  /** Where `kafka` as the sink leads, with TLS and SASL. */
  kafka?: KafkaSettings;
  /** Port of the Prometheus endpoint on loopback. */
  metrics?: number;
  /** Reads what is there to the end and stops. */
  once: boolean;
  signal: AbortSignal;
}

/** Runs until the signal aborts, or to the end of what is there; gives the last report. */
export async function runAgent(options: RunAgentOptions): Promise<AgentReport> {
  // Ten thousand files take 190 to 225 MiB instead of 354 (`npm run bench -- agent --only many`), at the same rate.
  keepYoungHeapSmall();
  checkSink(options);
  if (options.rules !== undefined) await checkRuleFile(options.rules);
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
  const allowedRoots = allowedFolders(options.allow);
  const opened = await openSink(options);
  closers.push(opened.close);
  const coordination = openCoordination(options, state, closers);
  const rules =
    options.rules === undefined
      ? (coordination?.rules ?? (await workspaceRules(options, opened.workspace, closers)))
      : createRuleFile({ path: path.resolve(options.rules), files, clock, follow: !options.once });
  const made: AgentOptions = {
    id: `${host}-agent`,
    host,
    labels: options.labels,
    ...(allowedRoots === undefined ? {} : { allowedRoots }),
    rules,
    sink: opened.sink,
    checkpoints: new FileCheckpointStore(state, files),
    files,
    clock,
    log: createStderrLogger(),
    ...(coordination === undefined ? {} : { directory: coordination.directory }),
    ownPaths: [state, ...(opened.workspace === undefined ? [] : [path.resolve(options.sink.slice(STORE.length))])],
    once: options.once,
    version: packageVersion(),
  };
  coordination?.answerFor(made);
  return made;
}

/**
 * Rules from ZooKeeper, kept on disk for when it is away, the place where agents show that they are there, and what
 * consoles ask them.
 */
function openCoordination(
  { zookeeper, once, signal }: RunAgentOptions,
  state: string,
  closers: (() => Promise<void>)[],
) {
  if (zookeeper === undefined) return undefined;
  const log = createStderrLogger();
  const clock = createSystemClock();
  const session = new ZooKeeperSession(zookeeper, log);
  closers.push(() => session.close());
  const source = new ZooKeeperRuleStore(session, zookeeper.root, clock);
  const file = path.join(state, 'rules.json');
  return {
    rules: cacheRules({ source, file, clock, log, patient: once }),
    directory: inBackground(new ZooKeeperAgentDirectory(session, zookeeper.root, clock, log), log),
    answerFor: (agent: AgentOptions) => {
      if (once) return;
      const requests = new ZooKeeperAgentRequests(session, zookeeper.root, clock, log);
      void requests.answer(agent.id, (asked, left) => answerPreview(agent, asked, left), signal);
    },
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

async function openSink({ sink: text, kafka: named }: RunAgentOptions): Promise<OpenedSink> {
  if (text === 'stdout') {
    const sink = createStdoutSink();
    return { sink, close: () => sink.close() };
  }
  // Brokers that are named take the place of the profile's; its TLS and SASL hold.
  const kafka = text.startsWith(KAFKA) ? { ...named, brokers: text.slice(KAFKA.length).split(',') } : named;
  if ((text === 'kafka' || text.startsWith(KAFKA)) && kafka !== undefined) {
    const sink = new KafkaSink({ kafka, log: createStderrLogger() });
    return { sink, close: () => sink.close() };
  }
  const workspace = await openEmbeddedWorkspace({ directory: path.resolve(text.slice(STORE.length)) });
  return { sink: workspace.sink, workspace, close: () => workspace.close() };
}

function checkSink({ sink: text, kafka }: RunAgentOptions): void {
  if (text === 'stdout' || (text === 'kafka' && kafka !== undefined)) return;
  for (const kind of [STORE, KAFKA]) if (text.startsWith(kind) && text.length > kind.length) return;
  throw new AppError('USAGE', `--sink was given "${text}".`, {
    hint: 'It is stdout, store:DIR or kafka:HOST:PORT,….',
  });
}

/**
 * A file of rules that goes away or bad later is waited for; one that is so at the start is a mistake. Single rules may
 * be bad: they are refused alone.
 */
async function checkRuleFile(file: string): Promise<void> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `The file of rules ${file} cannot be read: ${messageOf(error)}.`, {
      hint: 'Check the path and its permissions.',
    });
  }
  const { rules, problems } = parseRules(text);
  const problem = problems.find(({ rule }) => rule === '');
  if (problem === undefined || rules.length > 0) return;
  const where = problem.path === '' ? '' : `${problem.path}: `;
  throw new AppError('USAGE', `The file of rules ${file} holds no rule that can be read. ${where}${problem.message}`, {
    hint: `Write "version: 1" above "rules:"; crosstail rules check ${file} lists every problem.`,
  });
}

function untilDone(agent: Agent, { once, signal }: RunAgentOptions): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return once ? Promise.race([agent.whenIdle(), aborted]) : aborted;
}
