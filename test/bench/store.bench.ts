// Prints what the embedded store does with many events: node test/bench/store.bench.ts [--events 1000000] [--driver node|libsql] [--keep FOLDER]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { SqliteDriverName } from '../../src/drivers/sqlite/sqlite-database.ts';
import { EventReader } from '../../src/formats/event-reader.ts';
import type { EventStore, SearchRequest } from '../../src/ports/event-store.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { type EmbeddedWorkspace, openEmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import { testSource } from '../kit/event-batches.ts';
import { COMMON_WORD, logLines, RARE_PART, RARE_WORD } from '../kit/log-lines.ts';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, driver: { type: 'string' }, keep: { type: 'string' } },
});
const count = Number(values.events);
const folder = values.keep ?? mkdtempSync(path.join(tmpdir(), 'crosstail-bench-'));
const driver = values.driver === undefined ? {} : { driver: values.driver as SqliteDriverName };
// 200 events a second of log time, as a busy small system writes.
const toMs = Date.parse('2026-11-23T12:00:00Z');
const fromMs = toMs - count * 5;
const CHUNK = 256 * 1024;

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

class Feeder {
  readonly #workspace: EmbeddedWorkspace;
  readonly #reader: EventReader;
  readonly #flying = new Set<Promise<unknown>>();
  #lines: string[] = [];
  #size = 0;
  bytes = 0;
  parseMs = 0;
  sent = 0;

  constructor(workspace: EmbeddedWorkspace, service: string) {
    this.#workspace = workspace;
    const source = testSource(service);
    this.#reader = new EventReader(
      {
        source,
        agentId: 'bench',
        generation: service,
        format: 'auto',
        multiline: 'auto',
        encoding: 'utf-8',
        timezone: 'UTC',
        correlate: [],
        fields: {},
      },
      0,
    );
  }

  async add(line: string): Promise<void> {
    this.#lines.push(line, '\n');
    this.#size += line.length + 1;
    if (this.#size >= CHUNK) await this.#push();
  }

  async end(): Promise<void> {
    await this.#push();
    await this.#send(this.#reader.flush(Date.now(), 'end'));
    await Promise.all(this.#flying);
  }

  async #push(): Promise<void> {
    const chunk = new TextEncoder().encode(this.#lines.join(''));
    this.#lines = [];
    this.#size = 0;
    this.bytes += chunk.length;
    const startMs = performance.now();
    const batch = this.#reader.push(chunk, Date.now());
    this.parseMs += performance.now() - startMs;
    await this.#send(batch);
  }

  async #send(batch: ReturnType<EventReader['push']>): Promise<void> {
    if (batch === undefined) return;
    this.sent += batch.count;
    const flight = this.#workspace.sink.append(batch).finally(() => this.#flying.delete(flight));
    this.#flying.add(flight);
    if (this.#flying.size >= 8) await Promise.race(this.#flying);
  }
}

const openedMs = performance.now();
const workspace = await openEmbeddedWorkspace({ directory: folder, ...driver });
console.log(`opened in ${(performance.now() - openedMs).toFixed(0)} ms`);

// Making the lines is not the product's work: it is measured first and taken off.
const beforeLines = cpuSeconds();
let someId = '';
let n = 0;
for (const { requestId } of logLines(count, fromMs, toMs, 7, Math.floor(count / 50)))
  if (n++ === Math.floor(count / 3)) someId = requestId;
const linesCpu = cpuSeconds() - beforeLines;

const startCpu = cpuSeconds();
const startMs = performance.now();
const feeders = { engine: new Feeder(workspace, 'engine'), shop: new Feeder(workspace, 'shop') };
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
await measure('id', 40, () => run(store, { text: `id:${someId}` }));
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
await workspace.close();
if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
