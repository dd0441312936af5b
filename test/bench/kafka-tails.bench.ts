// Tails of Kafka: how soon a pane shows its first record, what ten quiet ones cost, what one takes in.
// Starts a broker of its own: node test/bench/kafka-tails.bench.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TailItem } from '../../src/ports/live-tail.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { KafkaLiveTail } from '../../src/workspace/cluster/kafka/kafka-live-tail.ts';
import { startKafka } from '../../tools/servers/kafka-server.mjs';
import { TestTopics } from '../kit/kafka-topics.ts';

const OPENINGS = 40;
const QUIET_TAILS = 10;
const QUIET_MS = 20_000;
const RECORDS = 200_000;

const folder = mkdtempSync(path.join(tmpdir(), 'crosstail-bench-'));
const { address, server } = await startKafka(folder, { major: 3 });
const topics = new TestTopics(address);
try {
  const topic = await topics.create('bench', 4);
  const line = JSON.stringify({
    '@timestamp': new Date().toISOString(),
    message: 'INFO: request served in 12 ms request_id=req-1',
    event: { id: 'x' },
    log: { level: 'INFO', file: { path: '/var/log/app.log' }, offset: 1 },
    service: { name: 'app' },
    host: { name: 'h' },
    crosstail: { rule: 'r', revision: 1, format: 'plain' },
  });
  for (let at = 0; at < RECORDS; at += 2_000) {
    const values = Array.from({ length: 2_000 }, (_, i) => line.replace('"x"', `"x${at + i}"`));
    await topics.write('bench', values, (at / 2_000) % 4);
  }
  await firstRecords(topic);
  await quietTails(topic);
  await intake(topic, '');
  await intake(topic, 'nothing_like_this');
} finally {
  await topics.remove();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Each with connections of its own, as the first pane of a process has to open them. */
async function firstRecords(topic: string): Promise<void> {
  const cold: number[] = [];
  const warm: number[] = [];
  const kept = new KafkaLiveTail({ kafka: { brokers: [address] }, topics: [topic] });
  for (let i = 0; i < OPENINGS; i++) {
    const own = new KafkaLiveTail({ kafka: { brokers: [address] }, topics: [topic] });
    cold.push(await firstRecordMs(own));
    await own.close();
    warm.push(await firstRecordMs(kept));
  }
  await kept.close();
  console.log(`first record of the last 100: first pane ${p95(cold)} ms p95, further panes ${p95(warm)} ms p95`);
}

async function firstRecordMs(tail: KafkaLiveTail): Promise<number> {
  const stop = new AbortController();
  const startMs = performance.now();
  const request = { selectors: [], query: parseQuery(''), start: { kind: 'last' as const, count: 100 } };
  for await (const items of tail.follow({ ...request, bufferEvents: 1_000 }, stop.signal))
    if (items.some(({ type }) => type === 'event')) break;
  stop.abort();
  return performance.now() - startMs;
}

async function quietTails(topic: string): Promise<void> {
  const tail = new KafkaLiveTail({ kafka: { brokers: [address] }, topics: [topic] });
  const stop = new AbortController();
  const readers = Array.from({ length: QUIET_TAILS }, async () => {
    const request = { selectors: [], query: parseQuery(''), start: { kind: 'now' as const }, bufferEvents: 1_000 };
    for await (const items of tail.follow(request, stop.signal)) void items;
  });
  await sleep(3_000);
  const before = process.cpuUsage();
  await sleep(QUIET_MS);
  const { user, system } = process.cpuUsage(before);
  stop.abort();
  await Promise.all(readers);
  await tail.close();
  console.log(`${QUIET_TAILS} quiet tails: ${((user + system) / 10 / QUIET_MS).toFixed(2)} % of a core`);
}

async function intake(topic: string, query: string): Promise<void> {
  const tail = new KafkaLiveTail({ kafka: { brokers: [address] }, topics: [topic] });
  const stop = new AbortController();
  const before = process.cpuUsage();
  const request = { selectors: [], query: parseQuery(query), start: { kind: 'time' as const, timeMs: 0 } };
  let events = 0;
  const isLive = (item: TailItem) => item.type === 'live';
  for await (const items of tail.follow({ ...request, bufferEvents: RECORDS }, stop.signal)) {
    events += items.filter(({ type }) => type === 'event').length;
    if (items.some(isLive)) break;
  }
  const { user, system } = process.cpuUsage(before);
  stop.abort();
  await tail.close();
  const perSecond = Math.round(RECORDS / ((user + system) / 1e6));
  console.log(`past of ${RECORDS} records, query "${query}": ${events} events, ${perSecond} records a CPU second`);
}

function p95(values: number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)]!.toFixed(0);
}
