// The composition root of a workspace on servers, and of a console on it: no agent of its own, no sample, no import.
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { createSourceLook } from '../../agent/look-at-paths.ts';
import { createRuleText } from '../../agent/rules/rule-amendment.ts';
import { AppError } from '../../base/errors.ts';
import { createAgentPreviewer } from '../../console/agent-previewer.ts';
import type { ShowFile } from '../../console/console-parts.ts';
import { createConsole } from '../../console/create-console.ts';
import { JsonDocuments } from '../../drivers/node/json-documents.ts';
import { createNodeFileSystem } from '../../drivers/node/node-file-system.ts';
import { createSystemClock } from '../../drivers/node/system-clock.ts';
import type { Sample, SampleState } from '../../ports/sample.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { ClusterWorkspace } from '../../workspace/cluster/cluster-workspace.ts';
import { EVERY_TOPIC, KafkaLiveTail } from '../../workspace/cluster/kafka/kafka-live-tail.ts';
import type { OpenedConsole } from '../open-console.ts';
import { createStderrLogger } from '../stderr-logger.ts';
import { packageVersion } from '../version.ts';
import { hasPipeline, openPipeline } from './cluster-pipeline.ts';
import { clusterFolder } from './data-folder.ts';
import type { ClusterSettings } from './profile.ts';
import { openWorkspaceBook } from './workspace-book.ts';

/** Waits for no server: the first question to each connects. */
export function openCluster(settings: ClusterSettings): Workspace {
  const { name, zookeeper, elasticsearch, kafka, topics } = settings;
  const pipeline = hasPipeline(settings) ? openPipeline(settings) : undefined;
  return new ClusterWorkspace({
    name,
    ...(zookeeper === undefined ? {} : { zookeeper }),
    ...(elasticsearch === undefined ? {} : { elasticsearch }),
    ...(kafka === undefined ? {} : { tail: new KafkaLiveTail({ kafka, topics: topics ?? EVERY_TOPIC }) }),
    ...(pipeline === undefined ? {} : { pipeline }),
    clock: createSystemClock(),
    log: createStderrLogger(),
  });
}

interface ClusterConsoleOptions {
  shell: 'desktop' | 'browser';
  showFile?: ShowFile;
  host?: string;
}

/** A console on servers. Incidents and bundles lie in a folder of this machine. */
export async function openClusterConsole(
  settings: ClusterSettings,
  options: ClusterConsoleOptions,
): Promise<OpenedConsole> {
  const workspace = openCluster(settings);
  const host = options.host ?? process.env.CROSSTAIL_HOST ?? hostname();
  const folder = clusterFolder(settings.name);
  const closing = new AbortController();
  const services = createConsole({
    workspace: Promise.resolve(workspace),
    sample: noSample,
    importer: { run: () => Promise.reject(noImport()) },
    sourceLook: createSourceLook(createNodeFileSystem(), Date.now),
    incidents: new JsonDocuments(path.join(folder, 'incidents')),
    timeShifts: new JsonDocuments(path.join(folder, 'time-shifts')),
    bundles: {
      folder: path.join(folder, 'bundles'),
      files: createNodeFileSystem(),
      ...(options.showFile && { show: options.showFile }),
    },
    book: openWorkspaceBook(),
    ruleText: createRuleText(),
    previewer: createAgentPreviewer(workspace),
    clock: createSystemClock(),
    closing: closing.signal,
    log: createStderrLogger(),
    about: { name: settings.name, version: packageVersion(), host, shell: options.shell, user: userInfo().username },
  });
  const close = () => {
    closing.abort();
    return workspace.close();
  };
  return { services, ready: Promise.resolve(), close };
}

const OFF: SampleState = {
  mode: 'off',
  running: false,
  fault: null,
  reason: 'The sample runs in an embedded workspace only.',
  logs: [],
};

const noSample: Sample = {
  state: () => OFF,
  inject: () => Promise.reject(noSampleHere()),
  run: async (running) => {
    if (running) throw noSampleHere();
    return OFF;
  },
};

function noSampleHere(): AppError {
  return new AppError('SAMPLE_UNAVAILABLE', 'The sample runs in an embedded workspace only.', {
    hint: 'Open one: crosstail serve --workspace demo.',
  });
}

function noImport(): AppError {
  return new AppError('NOT_SUPPORTED', 'Files are imported into an embedded workspace only.', {
    hint: 'For a cluster, collect them with a rule and an agent, or import them with --workspace FOLDER.',
  });
}
