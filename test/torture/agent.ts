// kill -9 at random moments while numbered lines go through rotations: `node test/torture/agent.ts --minutes N`.
// Prints rounds, kills, rotations, lines, lost, doubled in a store that keeps each event id once, repeats, and the
// seed. Exits 1 when a line was lost or doubled, or a checkpoint was damaged.
import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FileCheckpointStore } from '../../src/agent/file-checkpoint-store.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';

const FILES = 6;
/** Lines a writer appends between two looks at the clock. */
const BURST = 40;

interface Totals {
  kills: number;
  aimed: number;
  rotations: number;
  lines: number;
  damaged: number;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    kills: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const random = mulberry32(Number(values.seed));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crosstail-torture-'));
const logs = path.join(folder, 'logs');
const state = path.join(folder, 'state');
const output = path.join(folder, 'out.ndjson');
const rules = path.join(folder, 'rules.yaml');
fs.mkdirSync(logs);
fs.writeFileSync(
  rules,
  `version: 1\nrules:\n  - id: torture\n    paths: [${JSON.stringify(`${logs}/*.log*`)}]\n    start: beginning\n    multiline: none\n`,
);

const totals: Totals = { kills: 0, aimed: 0, rotations: 0, lines: 0, damaged: 0 };
const counters = new Array<number>(FILES).fill(0);
const generations = new Array<number>(FILES).fill(0);

function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function write(file: number, count: number): void {
  let text = '';
  for (let i = 0; i < count; i++) {
    text += `2026-11-24 10:00:00,000 INFO file ${file} line ${counters[file]!} ${'x'.repeat(Math.floor(random() * 120))}\n`;
    counters[file]!++;
  }
  totals.lines += count;
  fs.appendFileSync(path.join(logs, `f${file}.log`), text);
}

/** Rename, or copy and truncate; both inside the glob. The oldest rotated files stay: deleting them unread is a loss. */
function rotate(file: number): void {
  const from = path.join(logs, `f${file}.log`);
  if (!fs.existsSync(from) || fs.statSync(from).size === 0) return;
  const to = path.join(logs, `f${file}.log.${++generations[file]!}`);
  totals.rotations++;
  if (random() < 0.5) fs.renameSync(from, to);
  else {
    fs.copyFileSync(from, to);
    fs.truncateSync(from, 0);
  }
}

function startAgent(): Promise<ChildProcess> {
  const child = fork(new URL('agent-child.ts', import.meta.url), [rules, state, output], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`The agent ended with ${code} before it was ready.`)));
  });
}

const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve));

/** Kills in the middle of a checkpoint write: as soon as its temporary file is seen. */
async function waitForWrite(limitMs: number): Promise<boolean> {
  const temporary = path.join(state, 'checkpoints.new.json');
  for (const end = performance.now() + limitMs; performance.now() < end; ) {
    if (fs.existsSync(temporary)) return true;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return false;
}

async function round(): Promise<void> {
  const child = await startAgent();
  const end = performance.now() + 50 + random() * 700;
  while (performance.now() < end) {
    write(Math.floor(random() * FILES), 1 + Math.floor(random() * BURST));
    if (random() < 0.1) rotate(Math.floor(random() * FILES));
    await pause(random() * 8);
  }
  // A fifth of all kills: on a busy machine some writes are never seen.
  if (random() < 0.25 && (await waitForWrite(2_000))) totals.aimed++;
  child.kill('SIGKILL');
  await ended(child);
  totals.kills++;
  const store = new FileCheckpointStore(state, createNodeFileSystem());
  if ((await store.load()).repaired) totals.damaged++;
  // Rotations go on while nobody looks.
  if (random() < 0.3) {
    const file = Math.floor(random() * FILES);
    write(file, 5);
    rotate(file);
    write(file, 5);
  }
}

interface Verdict {
  lost: number;
  doubled: number;
  repeats: number;
  firstLost: string[];
}

function check(): Verdict {
  const ids = new Set<string>();
  const seen = new Map<string, number>();
  let repeats = 0;
  for (const text of fs.readFileSync(output, 'utf8').split('\n')) {
    let event: { event: { id: string }; message: string };
    try {
      event = JSON.parse(text);
    } catch {
      // Half a line of a killed writer, or the empty line of a new one.
      continue;
    }
    if (ids.has(event.event.id)) {
      repeats++;
      continue;
    }
    ids.add(event.event.id);
    const key = /file \d+ line \d+/.exec(event.message)?.[0] ?? event.message;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const firstLost: string[] = [];
  let lost = 0;
  counters.forEach((count, file) => {
    for (let line = 0; line < count; line++) {
      if (seen.has(`file ${file} line ${line}`)) continue;
      lost++;
      if (firstLost.length < 5) firstLost.push(`file ${file} line ${line}`);
    }
  });
  const doubled = [...seen].filter(([, count]) => count > 1);
  for (const [key] of doubled.slice(0, 5)) firstLost.push(`twice: ${key}`);
  return { lost, doubled: doubled.length, repeats, firstLost };
}

const endMs = performance.now() + Number(values.minutes) * 60_000;
const maxKills = values.kills === undefined ? Number.POSITIVE_INFINITY : Number(values.kills);
while (performance.now() < endMs && totals.kills < maxKills) await round();
const last = await startAgent();
last.send('finish');
const code = await ended(last);
const verdict = check();
process.stdout.write(`${JSON.stringify({ seed: Number(values.seed), ...totals, ...verdict, exit: code })}\n`);
const bad = verdict.lost + verdict.doubled + totals.damaged > 0;
if (bad) process.stdout.write(`kept for a look: ${folder}\n`);
else fs.rmSync(folder, { recursive: true, force: true });
process.exit(bad ? 1 : 0);
