// Prints what the embedded store does with many events, beside what it must, and ripgrep and lnav on the same lines:
//   node test/bench/store.bench.ts [--lines 1000000] [--driver node|libsql] [--keep FOLDER]
// Wall times count on a quiet machine only; the CPU time beside each (of all threads; not of the peers) always.
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { SqliteDriverName } from '../../src/drivers/sqlite/sqlite-database.ts';
import { PatternMiner } from '../../src/investigate/patterns/pattern-miner.ts';
import { openEmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import { COMMON_WORD, logLines, RARE_PART, RARE_WORD } from '../kit/log-lines.ts';
import { cpuSeconds, printFigure } from './store-figures.ts';
import { measureImport } from './store-import.ts';
import { measureLive } from './store-live.ts';
import { runStorePeers } from './store-peers.ts';
import { measureQuestions } from './store-questions.ts';

const { values } = parseArgs({
  options: { lines: { type: 'string', default: '1000000' }, driver: { type: 'string' }, keep: { type: 'string' } },
});
const count = Number(values.lines);
const folder = values.keep ?? mkdtempSync(path.join(tmpdir(), 'crosstail-bench-'));
const driver = values.driver === undefined ? {} : { driver: values.driver as SqliteDriverName };

/** 200 lines a second of log time, as a busy small system writes. */
const MS_PER_LINE = 5;
const toMs = Date.parse('2026-11-23T12:00:00Z');
const fromMs = toMs - count * MS_PER_LINE;
/** Request ids that are asked for. */
const IDS = 40;
const MINED_LINES = 200_000;

/** Writes a file a service; gives them with their bytes, some of the ids, and the first lines. */
async function writeLogs() {
  mkdirSync(path.join(folder, 'logs'), { recursive: true });
  const files = ['engine', 'shop'].map((service) => path.join(folder, 'logs', `${service}.log`));
  const [engine, shop] = files.map((file) => createWriteStream(file)) as [Writer, Writer];
  const ids: string[] = [];
  const lines: string[] = [];
  let n = 0;
  for (const { line, service, requestId } of logLines(count, fromMs, toMs, 7, Math.floor(count / 50))) {
    if (n++ % Math.ceil(count / IDS) === 2) ids.push(requestId);
    if (lines.length < MINED_LINES) lines.push(line);
    const into = service === 'engine' ? engine : shop;
    if (!into.write(`${line}\n`)) await once(into, 'drain');
  }
  for (const writer of [engine, shop]) {
    writer.end();
    await finished(writer);
  }
  return { files, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0), ids, lines };
}

type Writer = ReturnType<typeof createWriteStream>;

function mine(lines: readonly string[]): void {
  const miner = new PatternMiner();
  const startCpu = cpuSeconds();
  for (const line of lines) miner.add(line);
  const rate = lines.length / (cpuSeconds() - startCpu);
  printFigure('template mining, lines per CPU s', rate, { atLeast: 200_000 });
}

const { files, bytes, ids, lines } = await writeLogs();
console.log(`${count} lines, ${(bytes / 1e6).toFixed(0)} MB of text in ${files.length} files`);
mine(lines);
const openedMs = performance.now();
const workspace = await openEmbeddedWorkspace({ directory: folder, ...driver });
printFigure('open an empty store, ms', performance.now() - openedMs, {});
await measureImport(workspace, files, bytes);
await measureQuestions(workspace.store, { ids, fromMs, toMs });
await runStorePeers(files, RARE_WORD, COMMON_WORD, RARE_PART);
await measureLive(workspace, fromMs, toMs);
await workspace.close();
printFigure('peak memory, MB', process.resourceUsage().maxRSS / 1_000, {});
if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
