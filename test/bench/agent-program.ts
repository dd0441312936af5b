// The agent as its user starts it, `crosstail agent --sink stdout`, built and in a process of its own: what it costs from
// its start to its end, and how long a line takes from the file to the pipe.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { startCommand } from '../kit/command-line.ts';
import { cpuSecondsOfTree } from '../kit/process-cpu.ts';

const CROSSTAIL = path.resolve(import.meta.dirname, '../../dist/cli/crosstail.js');
/** How often the process is looked at: its figures are so old at most when it ends. */
const LOOK_MS = 20;
/** Until files that were read count as quiet: they are polled for ten seconds after their last bytes. */
const SETTLE_MS = 12_000;
const READ_LIMIT_MS = 120_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function agentArguments(folder: string, glob: string): string[] {
  const rules = path.join(folder, 'program.yaml');
  const rule = `  - id: bench\n    paths: [${JSON.stringify(glob)}]\n    start: beginning\n`;
  fs.writeFileSync(rules, `version: 1\nrules:\n${rule}`);
  const state = fs.mkdtempSync(path.join(folder, 'program-state-'));
  return ['agent', '--rules', rules, '--sink', 'stdout', '--state', state];
}

/** Reads the files of a glob to their end: CPU seconds and peak memory (MiB) of the whole process, its start included. */
export async function costOfProgram(folder: string, glob: string): Promise<{ cpuSeconds: number; rssMiB: number }> {
  const args = [CROSSTAIL, ...agentArguments(folder, glob), '--once'];
  const env = { ...process.env, CROSSTAIL_HOME: folder };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const cost = { cpuSeconds: 0, rssMiB: 0 };
  while (child.exitCode === null) {
    cost.cpuSeconds = Math.max(cost.cpuSeconds, cpuSecondsOfTree(child.pid!));
    cost.rssMiB = Math.max(cost.rssMiB, peakMiB(child.pid!));
    await pause(LOOK_MS);
  }
  if (child.exitCode !== 0) throw new Error(`crosstail agent ended with ${child.exitCode}`);
  return cost;
}

function peakMiB(pid: number): number {
  return memoryMiB(pid, 'VmHWM');
}

/** A figure of the process's memory, as Linux names it. */
function memoryMiB(pid: number, name: 'VmHWM' | 'VmRSS'): number {
  try {
    const kilobytes = new RegExp(`${name}:\\s+(\\d+)`).exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kilobytes ?? 0) / 1024);
  } catch {
    // It ended between two looks.
    return 0;
  }
}

/** Milliseconds from the append of each line to its event on the pipe, in order; one line each two milliseconds. */
export async function delaysOfProgram(folder: string, file: string, lines: readonly string[]): Promise<number[]> {
  const child = startCommand(folder, agentArguments(folder, file));
  const written: number[] = [];
  const took: number[] = [];
  createInterface({ input: child.stdout! }).on('line', () => {
    took.push(performance.now() - (written[took.length] ?? Number.NaN));
  });
  const handle = fs.openSync(file, 'a');
  const append = (line: string) => {
    written.push(performance.now());
    fs.writeSync(handle, `${line}\n`);
  };
  // The first line tells when the agent is there; it does not count.
  append(lines[0]!);
  while (took.length === 0) await pause(LOOK_MS);
  for (const line of lines.slice(1)) {
    append(line);
    await pause(2);
  }
  for (let waited = 0; took.length < lines.length && waited < 500; waited++) await pause(LOOK_MS);
  child.kill();
  fs.closeSync(handle);
  return took.slice(1);
}

/**
 * What following `count` files of a line each costs, once they are read and nothing more comes: percent of a core over
 * `seconds`, open descriptors, memory now and at its peak (MiB).
 */
export async function quietProgram(
  folder: string,
  glob: string,
  count: number,
  seconds: number,
): Promise<Record<string, number>> {
  const startMs = performance.now();
  const child = startCommand(folder, agentArguments(folder, glob));
  const pid = child.pid!;
  let events = 0;
  createInterface({ input: child.stdout! }).on('line', () => events++);
  while (events < count && performance.now() - startMs < READ_LIMIT_MS) await pause(LOOK_MS);
  const allReadMs = Math.round(performance.now() - startMs);
  await pause(SETTLE_MS);
  const before = cpuSecondsOfTree(pid);
  await pause(seconds * 1_000);
  const percentOfCore = Number((((cpuSecondsOfTree(pid) - before) / seconds) * 100).toFixed(2));
  const descriptors = fs.readdirSync(`/proc/${pid}/fd`).length;
  const cost = { percentOfCore, descriptors, rssMiB: memoryMiB(pid, 'VmRSS'), peakMiB: peakMiB(pid) };
  child.kill();
  return { events, allReadMs, ...cost };
}
