// The embedded workspace: a folder with a store of events and a file of rules, used by one process.
import path from 'node:path';
import { AppError } from '../../base/errors.ts';
import { createNodeFileSystem } from '../../drivers/node/node-file-system.ts';
import { createSystemClock } from '../../drivers/node/system-clock.ts';
import type { SqliteDriverName } from '../../drivers/sqlite/sqlite-database.ts';
import type { AgentDirectory } from '../../ports/agent-directory.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventSink } from '../../ports/event-sink.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { LiveTail } from '../../ports/live-tail.ts';
import type { RuleStore } from '../../ports/rule-store.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { EmbeddedSink } from './embedded-sink.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { FileRuleStore } from './file-rule-store.ts';
import { LocalAgentDirectory } from './local-agent-directory.ts';
import type { Retention } from './segments/retention.ts';
import { EmbeddedTail } from './tail/embedded-tail.ts';

export interface EmbeddedOptions {
  /** Folder of the workspace, made when missing. */
  directory: string;
  /** Asks questions only: may be open beside one that writes. */
  readOnly?: boolean;
  /** What is kept; default: everything. */
  retention?: Retention;
  /** SQLite to use; default: the best of this runtime. */
  driver?: SqliteDriverName;
  /** Questions worked on at the same time; default 2. */
  readers?: number;
  clock?: Clock;
}

export interface EmbeddedWorkspace extends Workspace {
  readonly kind: 'embedded';
  /** Rejects everything with STORE_READ_ONLY when the workspace was opened for reading. */
  readonly sink: EventSink;
  /** The same for imports: open tails are not told of it. */
  readonly archive: EventSink;
}

/**
 * Opens a workspace folder. Rejects STORE_LOCKED when another process writes to it, STORE_NEWER when a newer Crosstail
 * made it, PERMISSION_DENIED, STORE_CORRUPT, NOT_SUPPORTED when there is no SQLite.
 */
export async function openEmbeddedWorkspace(options: EmbeddedOptions): Promise<EmbeddedWorkspace> {
  const { directory, readOnly = false, readers = 2, clock = createSystemClock() } = options;
  const folder = path.join(directory, 'store');
  const data = { folder, driver: options.driver, retention: options.retention ?? {} };
  let tail: EmbeddedTail | undefined;
  const sink = readOnly
    ? undefined
    : new EmbeddedSink(data, (batch, result, isLive) => tail?.publish(batch, result, isLive));
  const store = new EmbeddedStore(data, !readOnly, readers);
  const [lastSeq] = await openBoth(sink, store);
  tail = new EmbeddedTail(store, lastSeq);
  const rules = new FileRuleStore(createNodeFileSystem(), directory, path.join(directory, 'rules.json'), clock);
  return new OpenWorkspace({
    name: path.basename(directory),
    sink: sink ?? new ClosedSink(directory),
    archive: sink?.archive ?? new ClosedSink(directory),
    store,
    tail,
    rules,
    agents: new LocalAgentDirectory(clock),
  });
}

// Both threads start at the same time; when one cannot, the other is let go.
async function openBoth(sink: EmbeddedSink | undefined, store: EmbeddedStore): Promise<[lastSeq: number]> {
  const opening = [sink?.open() ?? Promise.resolve(Number.MAX_SAFE_INTEGER), store.open()] as const;
  try {
    const [lastSeq] = await Promise.all(opening);
    return [lastSeq];
  } catch (error) {
    await Promise.allSettled(opening);
    await Promise.allSettled([sink?.close(), store.close()]);
    throw error;
  }
}

type Parts = Pick<EmbeddedWorkspace, 'name' | 'sink' | 'archive' | 'store' | 'tail' | 'rules' | 'agents'>;

class OpenWorkspace implements EmbeddedWorkspace {
  readonly kind = 'embedded';
  readonly name: string;
  readonly sink: EventSink;
  readonly archive: EventSink;
  readonly store: EventStore;
  readonly tail: LiveTail;
  readonly rules: RuleStore;
  readonly agents: AgentDirectory;

  constructor(parts: Parts) {
    this.name = parts.name;
    this.sink = parts.sink;
    this.archive = parts.archive;
    this.store = parts.store;
    this.tail = parts.tail;
    this.rules = parts.rules;
    this.agents = parts.agents;
  }

  /** Waits for what was appended, then lets go of the folder. */
  async close(): Promise<void> {
    await this.sink.close();
    await this.store.close();
    await this.rules.close();
  }
}

class ClosedSink implements EventSink {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  append(): Promise<never> {
    return Promise.reject(
      new AppError('STORE_READ_ONLY', `The workspace in ${this.#directory} is open for reading only.`, {
        hint: 'Open it without the read-only option.',
      }),
    );
  }

  async close(): Promise<void> {
    // Nothing was opened.
  }
}
