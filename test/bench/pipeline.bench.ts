// File → Kafka → reader: `npm run bench -- pipeline [--lines 1000000] [--kafka HOST:PORT] [--without-peers]`. Starts a
// broker of its own when none is named. Prints lines per CPU second of the agent (whole process, start-up included) and
// of the peers that are installed, in the same run on the same file; append → reader latency at 500 lines/s; records
// per CPU second of a tail; the cost of ten quiet tails. CPU seconds hold on a busy machine, wall times do not.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { KafkaCluster } from '../../src/drivers/kafka/connection/kafka-cluster.ts';
import { KafkaFetcher } from '../../src/drivers/kafka/fetch/kafka-fetcher.ts';
import type { RecordBatch } from '../../src/drivers/kafka/protocol/record-batch.ts';
import { RecordCursor } from '../../src/drivers/kafka/protocol/record-cursor.ts';
import { ensureTopic } from '../../src/drivers/kafka/protocol/topic-creation.ts';
import { startKafka } from '../../tools/servers/kafka-server.mjs';
import { logLines } from '../kit/log-lines.ts';
import { runPeers } from './pipeline-peers.ts';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    kafka: { type: 'string' },
    only: { type: 'string' },
    'without-peers': { type: 'boolean', default: false },
  },
});
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crosstail-bench-'));
const own = values.kafka === undefined ? await startKafka(path.join(folder, 'kafka')) : undefined;
const brokers = values.kafka ?? own?.address ?? '';
const cluster = new KafkaCluster({ brokers: brokers.split(',') });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const topicOf = (what: string) => `bench-${what}-${randomUUID().slice(0, 8)}`;
const FIRST_LINE = '^([IWEF][0-9]{8} |[0-9]{4}-[0-9]{2}-[0-9]{2} )';

function print(figure: string, figures: object): void {
  process.stdout.write(`${JSON.stringify({ figure, ...figures })}\n`);
}

/** glog and Python lines, with a traceback behind each error: gives the number of lines and of events. */
function makeFile(file: string, wanted: number): { lines: number; events: number } {
  const out = fs.openSync(file, 'w');
  let text = '';
  let lines = 0;
  let events = 0;
  for (const { line, service } of logLines(wanted, Date.now() - 3_600_000, Date.now(), 7, 10_000)) {
    text += `${line}\n`;
    lines++;
    events++;
    if (service === 'shop' && line.includes(' ERROR ')) {
      text += `Traceback (most recent call last):\n  File "a.py", line ${events % 900}, in f\nValueError: ${events}\n`;
      lines += 3;
    }
    if (text.length > 1 << 20) {
      fs.writeSync(out, text);
      text = '';
    }
    if (lines >= wanted) break;
  }
  fs.writeSync(out, text);
  fs.closeSync(out);
  return { lines, events };
}

function writeRules(name: string, file: string, topic: string): string {
  const rules = path.join(folder, `${name}.yaml`);
  const rule = `  - id: bench\n    paths: [${JSON.stringify(file)}]\n    start: beginning\n    topic: ${topic}\n`;
  fs.writeFileSync(rules, `version: 1\nrules:\n${rule}`);
  return rules;
}

function startAgent(rules: string, mode: 'once' | 'follow') {
  const state = path.join(folder, `state-${randomUUID()}`);
  const script = path.join(import.meta.dirname, 'pipeline-agent.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, rules, state, brokers, mode],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value ?? '');
  return { child, nextLine };
}

async function countOf(topic: string): Promise<number> {
  const [end] = await cluster.offsets([{ topic, partition: 0 }], 'latest');
  return end?.offset ?? -1;
}

async function throughput(file: string, made: { lines: number; events: number }): Promise<string> {
  const topic = topicOf('agent');
  await ensureTopic(cluster, topic, { partitions: 1 });
  const { nextLine } = startAgent(writeRules('throughput', file, topic), 'once');
  const figures = JSON.parse(await nextLine()) as { cpuSeconds: number };
  const linesPerCpuSecond = Math.round(made.lines / figures.cpuSeconds);
  print('agent to Kafka', { ...made, arrived: await countOf(topic), linesPerCpuSecond, ...figures });
  return topic;
}

async function latency(): Promise<void> {
  const topic = topicOf('latency');
  await ensureTopic(cluster, topic, { partitions: 1 });
  const file = path.join(folder, 'latency.log');
  fs.writeFileSync(file, '');
  const { child, nextLine } = startAgent(writeRules('latency', file, topic), 'follow');
  await nextLine();
  const written: number[] = [];
  const took: number[] = [];
  const fetcher = read(topic, (_batch, cursor) => {
    const nowMs = performance.now();
    while (cursor.next()) took.push(nowMs - written[cursor.offset]!);
  });
  await pause(1_000);
  const handle = fs.openSync(file, 'a');
  const startMs = performance.now();
  for (let i = 0; i < 5_000; i++) {
    written.push(performance.now());
    fs.writeSync(handle, `${new Date().toISOString()} INFO shop.api line ${i} of the latency run\n`);
    const dueMs = startMs + (i + 1) * 2 - performance.now();
    if (dueMs > 0) await pause(dueMs);
  }
  for (let waited = 0; took.length < written.length && waited < 200; waited++) await pause(50);
  fetcher.close();
  child.stdin.end();
  const { cpuSeconds } = JSON.parse(await nextLine()) as { cpuSeconds: number };
  took.sort((a, b) => a - b);
  const at = (share: number) => Number((took[Math.floor(took.length * share)] ?? -1).toFixed(1));
  const figures = { lines: took.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
  print('append to reader, 500 lines/s', { ...figures, agentCpuSeconds: cpuSeconds });
}

function read(topic: string, onBatch: (batch: RecordBatch, cursor: RecordCursor) => void): KafkaFetcher {
  const fetcher = new KafkaFetcher(cluster);
  const cursor = new RecordCursor();
  fetcher.add({
    topic,
    partition: 0,
    offset: 0,
    listener: {
      records: (batches) => {
        for (const batch of batches) {
          cursor.open(batch);
          onBatch(batch, cursor);
        }
      },
      gap: (gap) => print('gap', gap),
      trouble: (error) => error !== undefined && print('trouble', { message: error.message }),
    },
  });
  return fetcher;
}

/** Reads a topic from its start, with two kinds of filter: on the object, and on the bytes with a parse of hits. */
async function intake(topic: string): Promise<void> {
  const total = await countOf(topic);
  const needle = Buffer.from('qzx9marker');
  const filters: Record<string, (cursor: RecordCursor) => boolean> = {
    'parse every record': (cursor) => {
      const event = JSON.parse(cursor.value()!.toString()) as { message: string; log?: { level?: string } };
      return event.log?.level !== 'NONE' && event.message.includes('qzx9marker');
    },
    'bytes first': (cursor) => {
      const value = cursor.value()!;
      return value.includes(needle) && (JSON.parse(value.toString()) as { message: string }).message !== '';
    },
  };
  for (const [name, matches] of Object.entries(filters)) {
    let [seen, hits] = [0, 0];
    const before = process.cpuUsage();
    await new Promise<void>((resolve) => {
      const fetcher = read(topic, (_batch, cursor) => {
        for (; cursor.next(); seen++) if (matches(cursor)) hits++;
        if (seen < total) return;
        fetcher.close();
        resolve();
      });
    });
    const { user, system } = process.cpuUsage(before);
    const recordsPerCpuSecond = Math.round(seen / ((user + system) / 1e6));
    const rssMiB = Math.round(process.memoryUsage().rss / 1024 / 1024);
    print(`tail intake, ${name}`, { records: seen, hits, recordsPerCpuSecond, rssMiB });
  }
}

async function quiet(): Promise<void> {
  const topics = Array.from({ length: 10 }, () => topicOf('quiet'));
  for (const topic of topics) await ensureTopic(cluster, topic, { partitions: 1 });
  const fetcher = new KafkaFetcher(cluster);
  for (const topic of topics)
    fetcher.add({ topic, partition: 0, offset: 0, listener: { records() {}, gap() {}, trouble() {} } });
  await pause(3_000);
  const before = process.cpuUsage();
  await pause(10_000);
  const { user, system } = process.cpuUsage(before);
  fetcher.close();
  print('ten quiet tails', { percentOfCore: Number(((user + system) / 1e5).toFixed(2)) });
}

async function opening(topic: string): Promise<void> {
  const took: number[] = [];
  for (let i = 0; i < 20; i++) {
    const fresh = new KafkaCluster({ brokers: brokers.split(',') });
    const fetcher = new KafkaFetcher(fresh);
    const startMs = performance.now();
    await new Promise<void>((resolve) => {
      fetcher.add({
        topic,
        partition: 0,
        offset: 0,
        listener: { records: (batches) => batches.length > 0 && resolve(), gap() {}, trouble() {} },
      });
    });
    took.push(performance.now() - startMs);
    fetcher.close();
    fresh.close();
  }
  took.sort((a, b) => a - b);
  print('tail opened to first record, new connections', {
    medianMs: Number(took[10]!.toFixed(1)),
    p95Ms: Number(took[18]!.toFixed(1)),
  });
}

try {
  const wants = (name: string) => values.only === undefined || values.only === name;
  if (wants('throughput') || wants('intake') || wants('opening')) {
    const file = path.join(folder, 'lines.log');
    const made = makeFile(file, Number(values.lines));
    const topic = await throughput(file, made);
    if (!values['without-peers'] && wants('throughput')) {
      const arrived = async (name: string) => await countOf(name);
      const open = async (name: string) => (await ensureTopic(cluster, name, { partitions: 1 })).name;
      await runPeers({ file, ...made, folder, brokers, firstLine: FIRST_LINE, print, open, arrived });
    }
    if (wants('intake')) await intake(topic);
    if (wants('opening')) await opening(topic);
  }
  if (wants('latency')) await latency();
  if (wants('quiet')) await quiet();
} finally {
  cluster.close();
  await own?.server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
