// Bundles of a workspace, for commands: nothing of the workspace is locked while one is made.
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { BundleProgress } from '../../bundle/bundle-request.ts';
import { type CreatedBundle, createBundle } from '../../bundle/create-bundle.ts';
import { type OpenedBundle, openBundle } from '../../bundle/open-bundle.ts';
import { type BundleScope, bundleContent } from '../../console/bundle-content.ts';
import { JsonDocuments } from '../../drivers/node/json-documents.ts';
import { createNodeFileSystem } from '../../drivers/node/node-file-system.ts';
import { createSystemClock } from '../../drivers/node/system-clock.ts';
import { type EmbeddedWorkspace, openEmbeddedWorkspace } from '../../workspace/embedded/embedded-workspace.ts';
import { packageVersion } from '../version.ts';
import { openWorkspaceToRead } from '../workspaces/open-workspace.ts';
import { chooseFolder, type WorkspaceOptions } from '../workspaces/workspace-choice.ts';
import { keepYoungHeapSmall } from '../young-heap.ts';

export interface MakeBundleOptions {
  path: string;
  overwrite: boolean;
  progress: (now: BundleProgress) => void;
  signal: AbortSignal;
}

/** Makes a bundle of what a workspace holds; the workspace may be open elsewhere. */
export async function makeBundle(
  named: WorkspaceOptions,
  scope: BundleScope,
  options: MakeBundleOptions,
): Promise<CreatedBundle> {
  keepYoungHeapSmall();
  const { workspace, folder } = await openWorkspaceToRead(named);
  try {
    const parts = {
      workspace: Promise.resolve(workspace),
      incidents: new JsonDocuments(path.join(folder, 'incidents')),
      clock: createSystemClock(),
      version: packageVersion(),
    };
    const { request, pages } = await bundleContent(parts, scope, options.signal);
    const target = { ...options, path: path.resolve(options.path), files: createNodeFileSystem() };
    return await createBundle(request, pages, target);
  } finally {
    await workspace.close();
  }
}

/**
 * Loads a bundle into the named workspace, or into one of its own under the data folder: the same bundle always gets the
 * same one, and opening it twice changes nothing.
 */
export async function loadBundle(
  file: string,
  workspace: string | undefined,
  options: { progress: (events: number) => void; signal: AbortSignal },
): Promise<OpenedBundle & { folder: string }> {
  const target: { folder?: string; opened?: EmbeddedWorkspace } = {};
  try {
    const bundle = await openBundle(
      file,
      async (seal) => {
        target.folder = chooseFolder(workspace ?? ownName(file, seal));
        target.opened = await openEmbeddedWorkspace({ directory: target.folder });
        return target.opened.archive;
      },
      options,
    );
    const folder = await realpath(target.folder!);
    if (bundle.incident !== undefined) {
      await new JsonDocuments(path.join(folder, 'incidents')).write(bundle.incident.id, bundle.incident);
    }
    return { ...bundle, folder };
  } finally {
    await target.opened?.close();
  }
}

function ownName(file: string, seal: string): string {
  const name = path
    .basename(file)
    .replace(/\.zip$/i, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, 60);
  return `bundle-${name}-${seal.slice(0, 8)}`;
}
