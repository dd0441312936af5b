// The composition root of a console: a workspace folder becomes a store, an agent that fills it, and services over both.
// The window is not kept waiting: services answer as soon as what they need is there.
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import type { Agent } from '../agent/agent.ts';
import { createSourceLook } from '../agent/look-at-paths.ts';
import { createRuleText } from '../agent/rules/rule-amendment.ts';
import type { ConsoleParts, ShowFile } from '../console/console-parts.ts';
import { createConsole } from '../console/create-console.ts';
import type { ConsoleServices } from '../contract/contract.ts';
import { JsonDocuments } from '../drivers/node/json-documents.ts';
import { createNodeFileSystem } from '../drivers/node/node-file-system.ts';
import { createSystemClock } from '../drivers/node/system-clock.ts';
import type { Sample } from '../ports/sample.ts';
import type { EmbeddedWorkspace } from '../workspace/embedded/embedded-workspace.ts';
import { openEmbeddedWorkspace } from '../workspace/embedded/embedded-workspace.ts';
import { allowedFolders } from './agents/allowed-folders.ts';
import { createImporter } from './agents/importer.ts';
import { createLocalPreviewer } from './agents/preview.ts';
import { startWorkspaceAgent } from './agents/workspace-agent.ts';
import { SampleShop } from './sample/sample-shop.ts';
import { proxyServices } from './service-proxy.ts';
import { createStderrLogger } from './stderr-logger.ts';
import { packageVersion } from './version.ts';
import { dataFolder, workspaceFolder } from './workspaces/data-folder.ts';
import { openClusterConsole } from './workspaces/open-cluster.ts';
import type { ClusterSettings } from './workspaces/profile.ts';
import { openWorkspaceBook } from './workspaces/workspace-book.ts';
import type { WorkspaceChoice } from './workspaces/workspace-choice.ts';
import { knock, openDoor } from './workspaces/workspace-door.ts';

export interface ConsoleOptions {
  /** Folder of the embedded workspace, made when missing; default: the user's default workspace. */
  workspaceDirectory?: string;
  /** A workspace on servers instead. */
  cluster?: ClusterSettings;
  /** Runs the sample shop into the workspace. */
  sample: boolean;
  shell: 'desktop' | 'browser';
  /** Shows a file in the system's own window, where the shell can. */
  showFile?: ShowFile;
  /** Name of this host; default: what the system says. */
  host?: string;
}

export interface OpenedConsole {
  services: ConsoleServices;
  /** The workspace is open and collects; rejects when it cannot be opened. Services wait for it by themselves. */
  ready: Promise<void>;
  close(): Promise<void>;
}

/** Opens a console on a workspace folder; when another process has it open, the services are that process's. */
export async function openConsole(options: ConsoleOptions): Promise<OpenedConsole> {
  if (options.cluster !== undefined) return openClusterConsole(options.cluster, options);
  const folder = options.workspaceDirectory ?? workspaceFolder(undefined);
  const owner = await knock(folder);
  if (owner !== undefined) {
    return { services: proxyServices(owner.client), ready: Promise.resolve(), close: async () => owner.close() };
  }
  const opened = new OwnConsole(folder, options);
  // The door first: from the moment somebody can see this console, others find it.
  await opened.openDoor();
  return opened;
}

/** The part of the options that says what is opened. */
export function openingOf(choice: WorkspaceChoice): Pick<ConsoleOptions, 'workspaceDirectory' | 'cluster'> {
  return choice.kind === 'cluster' ? { cluster: choice.settings } : { workspaceDirectory: choice.folder };
}

class OwnConsole implements OpenedConsole {
  readonly services: ConsoleServices;
  readonly ready: Promise<void>;
  readonly #folder: string;
  readonly #host: string;
  readonly #log = createStderrLogger();
  readonly #shop: SampleShop;
  #workspace: EmbeddedWorkspace | undefined;
  #agent: Agent | undefined;
  readonly #closing = new AbortController();
  #door: { close(): Promise<void> } | undefined;

  constructor(folder: string, options: ConsoleOptions) {
    this.#folder = folder;
    this.#host = options.host ?? process.env.CROSSTAIL_HOST ?? hostname();
    this.#shop = new SampleShop({
      logDirectory: path.join(folder, 'sample', 'logs'),
      cacheDirectory: path.join(dataFolder(), 'cache', 'sample'),
    });
    const opened = this.#open(options.sample);
    const workspace = opened.then((embedded) => embedded);
    this.services = createConsole(this.#parts(workspace, options));
    this.ready = opened.then(() => undefined);
    this.ready.catch(() => {
      // Whoever calls a service gets this error; that nobody awaits `ready` must not end the process.
    });
  }

  /** The console's own agent: where it runs and what it may read, in which the sample's logs always are. */
  get #self(): { host: string; allowedRoots?: string[] } {
    const allowed = allowedFolders(undefined);
    const host = this.#host;
    return allowed === undefined ? { host } : { host, allowedRoots: [...allowed, path.join(this.#folder, 'sample')] };
  }

  #parts(workspace: Promise<EmbeddedWorkspace>, options: ConsoleOptions): ConsoleParts {
    const about = { version: packageVersion(), host: this.#host, shell: options.shell, user: userInfo().username };
    return {
      workspace,
      sample: this.#sample(workspace),
      importer: createImporter(workspace, this.#host),
      sourceLook: createSourceLook(createNodeFileSystem(), Date.now),
      incidents: new JsonDocuments(path.join(this.#folder, 'incidents')),
      timeShifts: new JsonDocuments(path.join(this.#folder, 'time-shifts')),
      bundles: {
        folder: path.join(this.#folder, 'bundles'),
        files: createNodeFileSystem(),
        ...(options.showFile && { show: options.showFile }),
      },
      book: openWorkspaceBook(),
      ruleText: createRuleText(),
      previewer: createLocalPreviewer(this.#self),
      clock: createSystemClock(),
      closing: this.#closing.signal,
      log: this.#log,
      about: { name: path.basename(this.#folder), ...about },
    };
  }

  async #open(withSample: boolean): Promise<EmbeddedWorkspace> {
    const workspace = await openEmbeddedWorkspace({ directory: this.#folder });
    this.#workspace = workspace;
    if (withSample) {
      await addSampleRules(workspace, this.#shop);
      this.#shop.start().catch((error: unknown) => this.#log.warn('the sample does not run', { error: String(error) }));
    }
    this.#agent = await startWorkspaceAgent({ workspace, folder: this.#folder, ...this.#self, log: this.#log });
    return workspace;
  }

  /** Lets other processes in; without a door they cannot come in, which is no reason not to open. */
  async openDoor(): Promise<void> {
    try {
      this.#door = await openDoor(this.#folder, this.services, this.#log);
    } catch (error) {
      this.#log.warn('other commands cannot use this workspace while it is open', { error: String(error) });
    }
  }

  /** The shop, with its rules in the workspace before it is started by hand. */
  #sample(workspace: Promise<EmbeddedWorkspace>): Sample {
    const shop = this.#shop;
    return {
      state: () => shop.state(),
      inject: (fault) => shop.inject(fault),
      run: async (running) => {
        if (running) await addSampleRules(await workspace, shop);
        return shop.run(running);
      },
    };
  }

  async close(): Promise<void> {
    // A close right after opening waits for the opening, so that nothing is left behind.
    await this.ready.catch(() => undefined);
    this.#closing.abort();
    await this.#door?.close();
    await this.#shop.stop();
    await this.#agent?.stop();
    await this.#workspace?.close();
  }
}

/** Rules for the shop's logs, unless they are there: a user may have changed them. */
async function addSampleRules(workspace: EmbeddedWorkspace, shop: SampleShop): Promise<void> {
  const set = await workspace.rules.read();
  const present = new Set(set.rules.map((rule) => rule.id));
  const missing = shop.rules.filter((rule) => !present.has(rule.id));
  if (missing.length === 0) return;
  await workspace.rules.publish({
    rules: [...set.rules, ...missing],
    note: 'Collect the sample shop',
    by: 'crosstail',
    expectRevision: set.revision,
  });
}
