// `crosstail import`: straight into the store where nobody has it open, through its owner where somebody has.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ConsoleClient } from '../../contract/contract.ts';
import type { ImportProgress, ImportRequest, ImportResult } from '../../ports/importer.ts';
import { openEmbeddedWorkspace } from '../../workspace/embedded/embedded-workspace.ts';
import { knock } from '../workspaces/workspace-door.ts';
import { createImporter } from './importer.ts';

/** Imports files of this machine; `-` is standard input. */
export async function runImport(
  folder: string,
  request: ImportRequest,
  progress: (now: ImportProgress) => void,
  signal: AbortSignal,
): Promise<ImportResult> {
  const absolute = { ...request, paths: request.paths.map((each) => (each === '-' ? each : path.resolve(each))) };
  const owner = await knock(folder);
  if (owner !== undefined) {
    try {
      return await throughOwner(owner.client, absolute, progress, signal);
    } finally {
      owner.close();
    }
  }
  const workspace = await openEmbeddedWorkspace({ directory: folder });
  try {
    const host = process.env.CROSSTAIL_HOST ?? hostname();
    const importer = createImporter(Promise.resolve(workspace), host, () => process.stdin);
    return await importer.run(absolute, progress, signal);
  } finally {
    await workspace.close();
  }
}

async function throughOwner(
  client: ConsoleClient,
  request: ImportRequest,
  progress: (now: ImportProgress) => void,
  signal: AbortSignal,
): Promise<ImportResult> {
  const input = await withStandardInputAsFile(request);
  try {
    for await (const item of client['sources.add']({ ...input.request, follow: false }, { signal })) {
      if (item.type === 'done') return item.result;
      progress(item);
    }
    throw new Error('The import ended without a result.');
  } finally {
    await input.remove();
  }
}

/** The owner cannot read our standard input: it gets it as a file. */
async function withStandardInputAsFile(request: ImportRequest) {
  if (!request.paths.includes('-')) return { request, remove: async () => {} };
  const folder = await mkdtemp(path.join(tmpdir(), 'crosstail-stdin-'));
  const file = path.join(folder, 'stdin.log');
  await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }));
  const paths = request.paths.map((each) => (each === '-' ? file : each));
  return { request: { ...request, paths }, remove: () => rm(folder, { recursive: true, force: true }) };
}
