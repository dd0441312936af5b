// The agent by itself, without a store: `node test/bench/agent.bench.ts [--lines 1000000]`. Prints lines per CPU second
// from file to a sink that only counts (parsing and joining included), the same and append → pipe latency at 500 lines/s
// of the built program in a process of its own, and what it costs while 200 and 10,000 files are quiet. Each figure names
// what it measured.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Agent } from '../../src/agent/agent.ts';
import { FileCheckpointStore } from '../../src/agent/file-checkpoint-store.ts';
import { createRuleFile } from '../../src/agent/rules/rule-file.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import type { EventBatch } from '../../src/model/event-batch.ts';
import { costOfProgram, delaysOfProgram, quietProgram } from './agent-program.ts';

const { values } = parseArgs({
  options: { lines: { type: 'string', default: '1000000' }, only: { type: 'string' } },
});
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crosstail-bench-'));
const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function follow(name: string, onBatch: (batch: EventBatch) => void, once: boolean): Promise<Agent> {
  const rules = path.join(folder, `${name}.yaml`);
  const glob = path.join(folder, name, '*.log');
  fs.writeFileSync(
    rules,
    `version: 1\nrules:\n  - id: bench\n    paths: [${JSON.stringify(glob)}]\n    start: beginning\n`,
  );
  const files = createNodeFileSystem();
  const clock = createSystemClock();
  const sink = {
    append: async (batch: EventBatch) => {
      onBatch(batch);
      return { duplicates: 0 };
    },
    close: async () => {},
  };
  const agent = new Agent({
    id: 'bench',
    host: 'bench',
    labels: {},
    rules: createRuleFile({ path: rules, files, clock }),
    sink,
    checkpoints: new FileCheckpointStore(path.join(folder, `${name}-state`), files),
    files,
    clock,
    log: silent,
    once,
  });
  await agent.start();
  return agent;
}

function makeFolder(name: string): string {
  const made = path.join(folder, name);
  fs.mkdirSync(made);
  return made;
}

function print(figure: string, values: Record<string, number>): void {
  process.stdout.write(`${JSON.stringify({ figure, ...values })}\n`);
}

const LINES = [
  (i: number) =>
    `I1124 10:31:${String(i % 60).padStart(2, '0')}.${String(i % 1_000_000).padStart(6, '0')} 4711 stock.cc:${100 + (i % 800)}] reserve sku=K-${i % 977} n=${i % 7} req-${(i * 2654435761) % 4294967296} took ${i % 90} ms`,
  (i: number) =>
    `2026-11-24 10:31:${String(i % 60).padStart(2, '0')},${String(i % 1000).padStart(3, '0')} INFO frontd.http: POST /orders/${i} 200 request_id=req-${(i * 2654435761) % 4294967296} ${i % 300}ms`,
];

/** Files of glog and Python lines, with tracebacks; gives their folder and how many lines there are. */
function makeLogs(name: string): { logs: string; lines: number } {
  const logs = makeFolder(name);
  let lines = 0;
  LINES.forEach((line, n) => {
    const file = fs.openSync(path.join(logs, `${n}.log`), 'w');
    for (let i = 0; i < Number(values.lines) / LINES.length; i += 1_000) {
      let text = '';
      for (let k = i; k < i + 1_000; k++) {
        const isTraceback = k % 97 === 0 && n === 1;
        text += `${line(k)}\n`;
        if (isTraceback)
          text += `Traceback (most recent call last):\n  File "a.py", line ${k}, in f\nValueError: ${k}\n`;
        lines += isTraceback ? 4 : 1;
      }
      fs.writeSync(file, text);
    }
    fs.closeSync(file);
  });
  return { logs, lines };
}

async function throughput(): Promise<void> {
  const { lines } = makeLogs('throughput');
  let events = 0;
  const before = process.cpuUsage();
  const startMs = performance.now();
  const agent = await follow('throughput', (batch) => (events += batch.count), true);
  await agent.whenIdle();
  const cpu = process.cpuUsage(before);
  const seconds = (cpu.user + cpu.system) / 1e6;
  const wallSeconds = Number(((performance.now() - startMs) / 1000).toFixed(2));
  const rssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  print('file to sink', {
    lines,
    events,
    linesPerCpuSecond: Math.round(lines / seconds),
    wallSeconds,
    rssMiB,
  });
  await agent.stop();
}

async function program(): Promise<void> {
  const { logs, lines } = makeLogs('program');
  const cost = await costOfProgram(folder, path.join(logs, '*.log'));
  const linesPerCpuSecond = Math.round(lines / cost.cpuSeconds);
  print('file to stdout, the whole program', { lines, linesPerCpuSecond, ...cost });
}

async function latency(): Promise<void> {
  const file = path.join(makeFolder('latency'), 'app.log');
  const took = await delaysOfProgram(
    folder,
    file,
    Array.from({ length: 2_501 }, (_, i) => LINES[1]!(i)),
  );
  took.sort((a, b) => a - b);
  const at = (share: number) => Number(took[Math.floor(took.length * share)]!.toFixed(1));
  print('append to pipe, 500 lines/s', { lines: took.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) });
}

async function idle(count: number, seconds: number): Promise<void> {
  const logs = makeFolder(`idle-${count}`);
  for (let i = 0; i < count; i++) fs.writeFileSync(path.join(logs, `f${i}.log`), `${LINES[1]!(i)}\n`);
  print(`${count} quiet files`, await quietProgram(folder, path.join(logs, '*.log'), count, seconds));
}

const figures: Record<string, () => Promise<void>> = {
  throughput,
  program,
  latency,
  quiet: () => idle(200, 10),
  many: () => idle(10_000, 10),
};
for (const [name, run] of Object.entries(figures)) if (values.only === undefined || values.only === name) await run();
fs.rmSync(folder, { recursive: true, force: true });
process.exit(0);
