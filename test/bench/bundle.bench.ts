// Prints how fast bundles are written and how memory grows: node test/bench/bundle.bench.ts [--events 1000000] [--store 300000] [--redact]
//   [--elasticsearch http://127.0.0.1:19200 [--indexed 300000]]
// Events come from memory (made on the fly, their own cost measured and told), then from an
// embedded store, and from Elasticsearch where one is named: beside a bare loop of point in time and search_after.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { EventPages } from '../../src/bundle/bundle-request.ts';
import { createBundle } from '../../src/bundle/create-bundle.ts';
import { DEFAULT_REDACTION } from '../../src/bundle/redaction/text-redactor.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import { keepYoungHeapSmall } from '../../src/host/young-heap.ts';
import type { LogEvent } from '../../src/model/log-event.ts';
import { ALL } from '../../src/query/query-ast.ts';
import { ElasticsearchEventStore } from '../../src/workspace/cluster/elasticsearch/elasticsearch-event-store.ts';
import { openEmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import { TestIndices } from '../kit/elasticsearch-indices.ts';
import { batchOf, testSource } from '../kit/event-batches.ts';
import { logLines } from '../kit/log-lines.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    store: { type: 'string', default: '300000' },
    elasticsearch: { type: 'string' },
    indexed: { type: 'string', default: '300000' },
    redact: { type: 'boolean', default: false },
  },
});
const redaction = values.redact ? { redaction: DEFAULT_REDACTION } : {};
/** Documents of one page of the bare loop: as many as the server gives. */
const BARE_PAGE = 10_000;
const START_MS = Date.parse('2026-11-23T10:00:00Z');
const folder = mkdtempSync(path.join(tmpdir(), 'crosstail-bench-'));
const stock = [...logLines(20_000, START_MS, START_MS + 3_600_000, 3, 1_000)];

/** Events as the agent makes them of these lines; the lines repeat, times and offsets do not. */
function* pagesFromMemory(count: number): Generator<LogEvent[]> {
  const sources = { engine: testSource('engine'), shop: testSource('shop') };
  for (let i = 0; i < count; ) {
    const page: LogEvent[] = [];
    for (; page.length < 500 && i < count; i++) {
      const { line, service, requestId } = stock[i % stock.length]!;
      const { path: file, host } = sources[service];
      page.push({
        '@timestamp': new Date(START_MS + i / 2).toISOString(),
        log: { level: line.includes('ERROR') ? 'ERROR' : 'INFO', offset: i * 140, file: { path: file } },
        message: line,
        event: { id: `4f1c9a2b77e0-${(i * 140).toString(36)}` },
        service: { name: service },
        host: { name: host },
        process: { pid: 4001 },
        crosstail: {
          rule: service,
          revision: 3,
          generation: '2049-77',
          format: 'glog',
          body_at: 40,
          ids: { request: [requestId] },
        },
      });
    }
    yield page;
  }
}

async function measured(name: string, events: number, work: () => Promise<unknown>): Promise<number> {
  global.gc?.();
  const rss = process.memoryUsage.rss();
  let most = rss;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  const cpu = process.cpuUsage();
  const thread = process.threadCpuUsage();
  const startMs = performance.now();
  await work();
  const seconds = (performance.now() - startMs) / 1_000;
  clearInterval(timer);
  const { user, system } = process.cpuUsage(cpu);
  const cpuSeconds = (user + system) / 1e6;
  const own = process.threadCpuUsage(thread);
  const ownSeconds = (own.user + own.system) / 1e6;
  console.log(
    `${name.padEnd(34)} ${Math.round(events / seconds)
      .toString()
      .padStart(8)} events/s  ${Math.round(events / cpuSeconds)
      .toString()
      .padStart(8)} per CPU s  ${Math.round(events / ownSeconds)
      .toString()
      .padStart(8)} per CPU s of this thread  memory +${((most - rss) / 2 ** 20).toFixed(0)} MiB`,
  );
  return seconds;
}

let files = 0;
async function bundle(pages: EventPages): Promise<string> {
  const request = {
    title: 'Bench',
    query: '',
    range: {},
    traceId: null,
    findings: {},
    producer: { name: 'crosstail', version: 'bench' },
    ...redaction,
  };
  const made = await createBundle(request, pages, {
    files: createNodeFileSystem(),
    path: path.join(folder, `${files++}.zip`),
  });
  console.log(`  ${made.events} events in ${(made.bytes / 1e6).toFixed(1)} MB`);
  return made.path;
}

async function fromMemory(count: number): Promise<void> {
  await measured('making events, nothing else', count, async () => {
    let length = 0;
    for (const page of pagesFromMemory(count)) length += page.length;
    return length;
  });
  const pages: EventPages = async function* () {
    yield* pagesFromMemory(count);
  };
  let file = '';
  await measured('bundle of events from memory', count, async () => {
    file = await bundle(pages);
  });
  await measured('verify', count, async () => {
    if (!(await verifyBundle(file)).ok) throw new Error('The bundle is not in order.');
  });
}

async function fromStore(count: number): Promise<void> {
  const workspace = await openEmbeddedWorkspace({ directory: path.join(folder, 'workspace') });
  try {
    for (const page of pagesFromMemory(count)) {
      const sorted = page.filter((event) => event.service?.name === 'engine');
      const others = page.filter((event) => event.service?.name === 'shop');
      for (const [name, events] of [
        ['engine', sorted],
        ['shop', others],
      ] as const)
        if (events.length > 0) await workspace.sink.append(batchOf(testSource(name), events));
    }
    const search = () => workspace.store.search({ query: ALL, range: {}, order: 'oldest' });
    const bare = await measured('reading the store, nothing else', count, async () => {
      let length = 0;
      for await (const { events } of search()) length += events.length;
      return length;
    });
    const pages: EventPages = async function* () {
      for await (const { events } of search()) yield events;
    };
    const whole = await measured('bundle of events from the store', count, () => bundle(pages));
    console.log(`bundle at ${((100 * bare) / whole).toFixed(0)} % of the rate of the bare read`);
  } finally {
    await workspace.close();
  }
}

/** Every document over one point in time, as short as it can be written. */
async function bareLoop(indices: TestIndices): Promise<number> {
  const post = async (method: string, url: string, body?: object) => {
    const request = { method, headers: { 'content-type': 'application/json' } };
    const answer = await fetch(
      `${indices.node}${url}`,
      body === undefined ? request : { ...request, body: JSON.stringify(body) },
    );
    return (await answer.json()) as { id: string; hits: { hits: { sort: unknown[] }[] } };
  };
  const { id } = await post('POST', `/${indices.prefix}*/_pit?keep_alive=2m`);
  let count = 0;
  for (let after: unknown[] | undefined; ; ) {
    const { hits } = await post('POST', '/_search', {
      size: BARE_PAGE,
      pit: { id, keep_alive: '2m' },
      sort: [{ '@timestamp': 'asc' }],
      track_total_hits: false,
      ...(after === undefined ? {} : { search_after: after }),
    });
    count += hits.hits.length;
    after = hits.hits.at(-1)?.sort;
    if (hits.hits.length < BARE_PAGE) break;
  }
  await post('DELETE', '/_pit', { id });
  return count;
}

async function fromElasticsearch(node: string, count: number): Promise<void> {
  const indices = new TestIndices(node);
  await indices.setUp();
  const store = new ElasticsearchEventStore({ nodes: [node], indices: [`${indices.prefix}*`] });
  try {
    for (const page of pagesFromMemory(count)) await indices.store(page);
    const pages: EventPages = async function* () {
      for await (const { events } of store.search({ query: ALL, range: {}, order: 'oldest' })) yield events;
    };
    const shares: number[] = [];
    for (let round = 0; round < 3; round++) {
      const bare = await measured('bare search_after loop', count, async () => {
        if ((await bareLoop(indices)) !== count) throw new Error('The loop did not find every document.');
      });
      const whole = await measured('bundle of events in Elasticsearch', count, () => bundle(pages));
      shares.push(bare / whole);
    }
    shares.sort((a, b) => a - b);
    console.log(`bundle at ${(100 * shares[1]!).toFixed(0)} % of the rate of the bare loop (median of three)`);
  } finally {
    await store.close();
    await indices.remove();
  }
}

// As the command does.
keepYoungHeapSmall();
try {
  await fromMemory(Number(values.events));
  if (Number(values.store) > 0) await fromStore(Number(values.store));
  if (values.elasticsearch !== undefined) await fromElasticsearch(values.elasticsearch, Number(values.indexed));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
