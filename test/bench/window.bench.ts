// Prints what a person waits for: how soon the window is usable, how soon a line written to a file is on screen, and
// what an idle window costs; and how long the main process was blocked while lines flowed. The real window on the real
// workspace; files are written by this process.
//   node test/bench/window.bench.ts [--shell desktop|browser] [--rate 5000] [--seconds 20] [--starts 3] [--json]
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { startDisplay } from '../../tools/virtual-display.mjs';
import { electronExecutable, openConsole, ROOT, type Shell } from '../e2e/kit/open-console.ts';
import { preciseCpuSecondsOfTree } from '../kit/process-cpu.ts';
import { benchRules, layOut, measureDrawnLines, round } from './drawn-lines.ts';

const { values } = parseArgs({
  options: {
    shell: { type: 'string', default: 'desktop' },
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '20' },
    starts: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const PANES = 4;
const IDLE_SECONDS = 10;
const SETTLE_MS = 20_000;
const MUST = { lineP99Ms: 100, usableMs: 1_500, idlePercent: 2, mainBlockedMs: 50 };

const now = () => performance.timeOrigin + performance.now();
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

if (process.env.CROSSTAIL_TEST_ELECTRON === undefined) {
  const found = execFileSync(process.execPath, ['tools/prepare-window-tests.mjs'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const { chromium: browser, electron } = JSON.parse(found.at(-1)!) as { chromium: string; electron: string };
  Object.assign(process.env, { CROSSTAIL_TEST_CHROMIUM: browser, CROSSTAIL_TEST_ELECTRON: electron });
}
const display = await startDisplay();
if (display.display !== undefined) process.env.DISPLAY = display.display;
const work = mkdtempSync(path.join(tmpdir(), 'crosstail-window-bench-'));
try {
  const usable = values.shell === 'desktop' ? await measureStarts(Number(values.starts)) : [];
  const { line, idlePercent } = await measureLines();
  const figures = {
    shell: values.shell,
    ...(usable.length > 0 ? { usableMs: { median: median(usable), all: usable } } : {}),
    ...line,
    idlePercent,
  };
  const isKept =
    line.lineP99Ms <= MUST.lineP99Ms &&
    line.gapRows === 0 &&
    (line.mainBlockedMs ?? 0) <= MUST.mainBlockedMs &&
    idlePercent <= MUST.idlePercent &&
    (usable.length === 0 || median(usable) <= MUST.usableMs);
  if (values.json) console.log(JSON.stringify({ ...figures, must: MUST, isKept }));
  else print(figures, isKept);
  process.exitCode = isKept ? 0 : 1;
} finally {
  display.stop();
  rmSync(work, { recursive: true, force: true });
}

function print(figures: object, isKept: boolean): void {
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(14)} ${JSON.stringify(value)}`);
  console.log(`${'must'.padEnd(14)} ${JSON.stringify(MUST)}`);
  console.log(isKept ? 'kept' : 'NOT KEPT');
}

/** From the start of the process until Tails follows, on a fresh workspace each time (ms). */
async function measureStarts(times: number): Promise<number[]> {
  const found: number[] = [];
  for (let time = 0; time < times; time++) {
    const home = path.join(work, `start-${time}`);
    const startMs = now();
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const child = spawn(
      electronExecutable(),
      [ROOT, ...asRoot, '--disable-gpu', '--lang=en-US', '--remote-debugging-port=0'],
      {
        env: { ...process.env, CROSSTAIL_HOME: home, CROSSTAIL_NO_SAMPLE: '1' },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const browser = await chromium.connectOverCDP(await debuggerAddress(child));
    const page = browser.contexts()[0]?.pages()[0] ?? (await browser.contexts()[0]!.waitForEvent('page'));
    const usableMs = await page.evaluate(waitUntilFollowing);
    found.push(Math.round(usableMs - startMs));
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  return found;
}

async function debuggerAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface(child.stderr!)) {
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      child.stderr!.resume();
      return address;
    }
  }
  throw new Error('The window ended before it could be watched.');
}

/** In the page: epoch ms at which a pane says that it follows. */
async function waitUntilFollowing(): Promise<number> {
  const isThere = () => document.querySelector('.fstate.run .dot') !== null;
  while (!isThere()) await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.timeOrigin + performance.now();
}

/** From the write of a line to the frame that shows it, over four panes; then the cost of doing nothing. */
async function measureLines() {
  const home = path.join(work, 'home');
  const opened = await openConsole(values.shell as Shell, { home, sample: false, width: 1920, height: 1080 });
  const services = Array.from({ length: PANES }, (_, index) => `bench-${index + 1}`);
  const files = services.map((service) => path.join(work, `${service}.log`));
  try {
    for (const file of files) writeFileSync(file, '');
    pushRules(home, services, files);
    await layOut(opened.page, services);
    await opened.app?.evaluate(watchMainThread);
    const drawn = await measureDrawnLines(opened.page, files, { rate, seconds });
    const mainBlockedMs = await opened.app?.evaluate(() =>
      (globalThis as unknown as { mainWatch: MainWatch }).mainWatch.longestMs(),
    );
    const line = { ...drawn, ...(mainBlockedMs === undefined ? {} : { mainBlockedMs: round(mainBlockedMs) }) };
    const pid = opened.app?.process().pid;
    return { line, idlePercent: pid === undefined ? 0 : await idlePercentOf(pid) };
  } finally {
    await opened.close();
  }
}

function pushRules(home: string, services: string[], files: string[]): void {
  const file = path.join(work, 'rules.yaml');
  mkdirSync(work, { recursive: true });
  writeFileSync(file, JSON.stringify(benchRules(services, files)));
  execFileSync(process.execPath, [path.join(ROOT, 'dist/cli/crosstail.js'), 'rules', 'push', file], {
    env: { ...process.env, CROSSTAIL_HOME: home },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

interface MainWatch {
  /** The longest that the main process answered nothing, since the watch began (ms). */
  longestMs(): number;
}

/** In the main process: how late the event loop comes to a timer. */
function watchMainThread(): void {
  const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const longestMs = () => {
    // Watching wakes the process: what follows is measured without.
    delays.disable();
    return delays.max / 1e6;
  };
  Object.assign(globalThis, { mainWatch: { longestMs } satisfies MainWatch });
}

/** Percent of one core that the window and all its processes take while nothing is written. */
async function idlePercentOf(pid: number): Promise<number> {
  // What was just written settles first: batches, roll-ups, and V8, which gives memory back some ten seconds later.
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const before = preciseCpuSecondsOfTree(pid);
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1_000));
  return round(((preciseCpuSecondsOfTree(pid) - before) / IDLE_SECONDS) * 100);
}
