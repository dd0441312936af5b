import { createFileImporter } from '../../agent/import-files.ts';
import { createNodeFileSystem } from '../../drivers/node/node-file-system.ts';
import { createSystemClock } from '../../drivers/node/system-clock.ts';
import type { Importer } from '../../ports/importer.ts';
import type { EmbeddedWorkspace } from '../../workspace/embedded/embedded-workspace.ts';

/** Imports into a workspace's store, once it is open. `standardInput` only where a command has one. */
export function createImporter(
  workspace: Promise<EmbeddedWorkspace>,
  host: string,
  standardInput?: () => AsyncIterable<Uint8Array>,
): Importer {
  return {
    async run(request, progress, signal) {
      const importer = createFileImporter({
        files: createNodeFileSystem(),
        sink: (await workspace).archive,
        clock: createSystemClock(),
        host,
        ...(standardInput === undefined ? {} : { standardInput }),
      });
      return importer.run(request, progress, signal);
    },
  };
}
