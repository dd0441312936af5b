// Prints what the embedded store does with many events, ripgrep and lnav beside it where they are installed:
// node test/bench/store.bench.ts [--lines 1000000] [--driver node|libsql] [--keep FOLDER]

import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { SqliteDriverName } from '../../src/drivers/sqlite/sqlite-database.ts';
import type { EventStore, SearchRequest } from '../../src/ports/event-store.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { openEmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import { COMMON_WORD, logLines, RARE_PART, RARE_WORD } from '../kit/log-lines.ts';
import { LineFeeder } from './line-feeder.ts';
import { measureLive } from './store-live.ts';
import { runStorePeers } from './store-peers.ts';

const { values } = parseArgs({
  options: { lines: { type: 'string', default: '1000000' }, driver: { type: 'string' }, keep: { type: 'string' } },
});
const count = Number(values.lines);
const folder = values.keep ?? mkdtempSync(path.join(tmpdir(), 'crosstail-bench-'));
const driver = values.driver === undefined ? {} : { driver: values.driver as SqliteDriverName };
// 200 events a second of log time, as a busy small system writes.
const toMs = Date.parse('2026-11-23T12:00:00Z');
const fromMs = toMs - count * 5;

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const openedMs = performance.now();
const workspace = await openEmbeddedWorkspace({ directory: folder, ...driver });
console.log(`opened in ${(performance.now() - openedMs).toFixed(0)} ms`);

// Making the lines is not the product's work: it is measured first and taken off. The peers read the same lines.
const IDS = 40;
const logFile = path.join(folder, 'lines.log');
const text = createWriteStream(logFile);
const beforeLines = cpuSeconds();
const someIds: string[] = [];
let n = 0;
for (const { requestId } of logLines(count, fromMs, toMs, 7, Math.floor(count / 50)))
  if (n++ % Math.ceil(count / IDS) === 2) someIds.push(requestId);
const linesCpu = cpuSeconds() - beforeLines;
for (const { line } of logLines(count, fromMs, toMs, 7, Math.floor(count / 50)))
  if (!text.write(`${line}\n`)) await once(text, 'drain');
text.end();
await finished(text);

const startCpu = cpuSeconds();
const startMs = performance.now();
const feeders = {
  engine: new LineFeeder(workspace.archive, 'engine'),
  shop: new LineFeeder(workspace.archive, 'shop'),
};
for (const { line, service } of logLines(count, fromMs, toMs, 7, Math.floor(count / 50)))
  await feeders[service].add(line);
await feeders.engine.end();
await feeders.shop.end();
const cpu = cpuSeconds() - startCpu - linesCpu;
const wall = (performance.now() - startMs) / 1000;
const bytes = feeders.engine.bytes + feeders.shop.bytes;
const sent = feeders.engine.sent + feeders.shop.sent;
const stats = await workspace.store.stats();
console.log(
  `ingest: ${sent} events, ${Math.round(sent / cpu)} per CPU s (${Math.round(sent / wall)} per s; parsing ${((feeders.engine.parseMs + feeders.shop.parseMs) / 1000).toFixed(1)} s of ${cpu.toFixed(1)} CPU s)`,
);
console.log(
  `stored: ${stats.events} events, ${(stats.bytes / 1e6).toFixed(0)} MB for ${(bytes / 1e6).toFixed(0)} MB of text = × ${(stats.bytes / bytes).toFixed(2)}; memory ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
);

async function run(store: EventStore, request: Partial<SearchRequest> & { text: string }): Promise<number> {
  let hits = 0;
  const { text, ...more } = request;
  for await (const page of store.search({ query: parseQuery(text), range: {}, order: 'newest', limit: 200, ...more }))
    hits += page.events.length;
  return hits;
}

async function measure(name: string, times: number, work: () => Promise<number>): Promise<void> {
  const took: number[] = [];
  let result = await work();
  for (let i = 0; i < times; i++) {
    const at = performance.now();
    result = await work();
    took.push(performance.now() - at);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!.toFixed(1);
  console.log(`${name.padEnd(42)} p50 ${at(0.5).padStart(8)} ms  p95 ${at(0.95).padStart(8)} ms  (${result})`);
}

if (stats.events !== sent) {
  console.error(`Not all is stored: ${sent} events were acknowledged.`);
  process.exitCode = 1;
}
const { store } = workspace;
const bucketMs = Math.max(60_000, Math.ceil((toMs - fromMs) / 300 / 60_000) * 60_000);
await measure('rare term', 40, () => run(store, { text: RARE_WORD }));
let asked = 0;
await measure('id, another one each time', IDS, () => run(store, { text: `id:${someIds[asked++ % IDS]}` }));
await measure('trace of an id: all its events, oldest first', IDS, () =>
  run(store, { text: `id:${someIds[asked++ % IDS]}`, order: 'oldest', limit: 10_000 }),
);
await measure('common term, newest 200', 40, () => run(store, { text: COMMON_WORD }));
await measure('level:ERROR, newest 200', 40, () => run(store, { text: 'level:ERROR' }));
await measure('service and level, newest 200', 40, () => run(store, { text: 'service:engine level>=WARN' }));
await measure('everything, newest 200', 40, () => run(store, { text: '' }));
await measure('phrase, newest 200', 20, () => run(store, { text: '"upstream timeout"' }));
await measure('substring, newest 200', 20, () => run(store, { text: '*eartbea*' }));
await measure('substring, all (rare)', 3, () => run(store, { text: `*${RARE_PART}*`, limit: 1_000 }));
await measure('regex, newest 200', 10, () => run(store, { text: '/took_us=8\\d{4}/' }));
await measure('regex, all counted', 2, () => store.count(parseQuery('/items=3\\d\\b/'), {}));
await measure('field without index, newest 200', 5, () => run(store, { text: 'thread:1003' }));
await measure(
  'histogram, all by level',
  20,
  async () => (await store.histogram({ query: parseQuery(''), range: {}, bucketMs, by: 'log.level' })).length,
);
await measure(
  'histogram of the common term',
  10,
  async () => (await store.histogram({ query: parseQuery(COMMON_WORD), range: {}, bucketMs })).length,
);
await measure(
  'histogram of the common term by level',
  10,
  async () => (await store.histogram({ query: parseQuery(COMMON_WORD), range: {}, bucketMs, by: 'log.level' })).length,
);
await measure('count of the common term', 10, () => store.count(parseQuery(COMMON_WORD), {}));
await measure(
  'values of service for the common term',
  10,
  async () =>
    (await store.values({ query: parseQuery(COMMON_WORD), range: {}, field: 'service.name', top: 10 })).length,
);
await measureLive(workspace, fromMs, toMs);
await workspace.close();
runStorePeers(logFile, RARE_WORD, COMMON_WORD, RARE_PART);
if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
