// Kafka → Elasticsearch: `npm run bench -- indexer [--records 200000] [--pairs 3] [--kafka HOSTS --elasticsearch URL]`.
// Starts servers of its own when none are named. In turn, the same documents as bulk bodies that were made beforehand and
// by the indexer out of Kafka: documents a second of each, their ratio, and documents per CPU second of the indexer.
// CPU seconds hold on a busy machine, rates and their ratio do not.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ElasticsearchClient } from '../../src/drivers/elasticsearch/elasticsearch-client.ts';
import { ElasticsearchIndex } from '../../src/drivers/elasticsearch/elasticsearch-index.ts';
import { runIndexer } from '../../src/host/workspaces/run-indexer.ts';
import { KafkaSink } from '../../src/workspace/cluster/kafka/kafka-sink.ts';
import { batchOf, testEvent, testSource } from '../kit/event-batches.ts';
import { logLines } from '../kit/log-lines.ts';
import { openServers } from '../kit/open-servers.ts';

const { values } = parseArgs({
  options: {
    kafka: { type: 'string' },
    elasticsearch: { type: 'string' },
    records: { type: 'string', default: '200000' },
    pairs: { type: 'string', default: '3' },
  },
});
const MUST = { ratio: 0.9, perCpuSecond: 100_000 };
/** As the indexer sends them. */
const BULK_BYTES = 1024 * 1024;
const IN_FLIGHT = 2;
const BATCH = 5_000;
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const records = Number(values.records);
const startMs = Date.UTC(2026, 10, 22, 20);
const run = `b${randomUUID().slice(0, 8)}`;
const source = testSource('bench', { topic: `logs.${run}` });
const servers = await openServers(values);
const client = new ElasticsearchClient({ nodes: [servers.elasticsearch] });
const index = new ElasticsearchIndex(client, `${run}-`);
try {
  await index.setUp({});
  const bodies = await prepare();
  const pairs = [];
  for (let pair = 0; pair < Number(values.pairs); pair++) {
    const ready = records / (await seconds(() => sendBodies(bodies)));
    await removeDocuments();
    const cpuBefore = process.cpuUsage();
    const indexed = records / (await seconds(() => indexTopic(pair)));
    const { user, system } = process.cpuUsage(cpuBefore);
    await removeDocuments();
    const perCpuSecond = records / ((user + system) / 1e6);
    pairs.push({ ready, indexed, ratio: indexed / ready, perCpuSecond });
    process.stdout.write(`${JSON.stringify({ figure: 'pair', ...rounded(pairs.at(-1)!) })}\n`);
  }
  const middle = {
    ratio: median(pairs.map(({ ratio }) => ratio)),
    perCpuSecond: median(pairs.map((each) => each.perCpuSecond)),
  };
  const isKept = middle.ratio >= MUST.ratio && middle.perCpuSecond >= MUST.perCpuSecond;
  process.stdout.write(`${JSON.stringify({ figure: 'indexer', ...rounded(middle), must: MUST, isKept })}\n`);
  process.exitCode = isKept ? 0 : 1;
} finally {
  await removeDocuments();
  await client.request('DELETE', `/_index_template/${run}-events`);
  await client.close();
  await servers.close();
}

/** Fills the topic; its events are free again afterwards, so that the indexer's heap is no larger than in its own program. */
async function prepare(): Promise<Buffer[]> {
  const events = makeEvents();
  await fillTopic(events);
  return makeBodies(events);
}

function makeEvents() {
  const lines = logLines(records, startMs, startMs + 3_600_000, 7, 10_000);
  return Array.from({ length: records }, (_, i) =>
    testEvent(source, i * 100, startMs + i, lines.next().value?.line ?? `line ${i}`, 'INFO'),
  );
}

async function fillTopic(events: ReturnType<typeof makeEvents>): Promise<void> {
  const sink = new KafkaSink({ kafka: { brokers: servers.kafka.split(',') }, log: SILENT });
  for (let at = 0; at < events.length; at += BATCH) await sink.append(batchOf(source, events.slice(at, at + BATCH)));
  await sink.close();
}

/** Finished bodies of the very documents that the indexer makes of the topic. */
function makeBodies(events: ReturnType<typeof makeEvents>): Buffer[] {
  const day = new Date(startMs).toISOString().slice(0, 10).replaceAll('-', '.');
  const bodies: Buffer[] = [];
  let text = '';
  for (const event of events) {
    text += `{"create":{"_index":"${run}-${day}","_id":"${event.event.id}"}}\n${JSON.stringify(event)}\n`;
    if (text.length < BULK_BYTES) continue;
    bodies.push(Buffer.from(text));
    text = '';
  }
  if (text !== '') bodies.push(Buffer.from(text));
  return bodies;
}

async function sendBodies(bodies: readonly Buffer[]): Promise<void> {
  const left = bodies.values();
  const send = async () => {
    for (const body of left)
      if ((await index.bulk(body)).some((refusal) => refusal !== undefined)) throw new Error('A document was refused.');
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, send));
}

async function indexTopic(pair: number): Promise<void> {
  const counters = await runIndexer({
    kafka: { brokers: servers.kafka.split(',') },
    elasticsearch: { nodes: [servers.elasticsearch] },
    group: `${run}-${pair}`,
    topics: [source.topic],
    prefix: `${run}-`,
    once: true,
    signal: new AbortController().signal,
  });
  if (counters.stored !== records) throw new Error(`${counters.stored} of ${records} were stored.`);
}

async function removeDocuments(): Promise<void> {
  await client.request('DELETE', `/${run}-*`, { query: { ignore_unavailable: 'true' } });
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const beforeMs = performance.now();
  await work();
  return (performance.now() - beforeMs) / 1_000;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function rounded<Figures extends Record<string, number>>(figures: Figures): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, value < 10 ? Number(value.toFixed(2)) : Math.round(value)]),
  );
}
