// A file is opened: how long until all of it is stored, and until the first hits can be seen.
import { createFileImporter } from '../../src/agent/import-files.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import type { EmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import { cpuSeconds, printFigure } from './store-figures.ts';

const ASK_EVERY_MS = 50;

/** Imports the files as `crosstail import` does, prints what it cost, and gives the events that were stored. */
export async function measureImport(
  workspace: EmbeddedWorkspace,
  files: readonly string[],
  textBytes: number,
): Promise<number> {
  const importer = createFileImporter({
    files: createNodeFileSystem(),
    sink: workspace.archive,
    clock: createSystemClock(),
    host: 'bench-host',
  });
  const startMs = performance.now();
  const startCpu = cpuSeconds();
  const first = firstHitMs(workspace, startMs);
  const { events } = await importer.run({ paths: [...files] }, () => {});
  const cpu = cpuSeconds() - startCpu;
  const seconds = (performance.now() - startMs) / 1_000;
  const { events: stored, bytes } = await workspace.store.stats();
  printFigure('import, events per CPU s', Math.round(events / cpu), { atLeast: 60_000 }, `${events} events`);
  // 885 MB in 15 s, as much of it as there is here.
  const wanted = (15 * textBytes) / 885e6;
  printFigure('import, until all is stored, s', seconds, { atMost: wanted }, `${cpu.toFixed(1)} CPU s`);
  printFigure('import, until the first hits, ms', await first, { atMost: 1_000 });
  printFigure('disk, times the text', bytes / textBytes, { atMost: 1.5 }, `${Math.round(bytes / 1e6)} MB`);
  if (stored !== events) {
    console.error(`Not all is stored: ${events} events were read, ${stored} are there.`);
    process.exitCode = 1;
  }
  return stored;
}

async function firstHitMs({ store }: EmbeddedWorkspace, startMs: number): Promise<number> {
  for (;;) {
    for await (const page of store.search({ query: parseQuery(''), range: {}, order: 'newest', limit: 200 }))
      if (page.events.length > 0) return performance.now() - startMs;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}
