// Prints what a person waits for: how soon the window is usable, how soon a line written to a file is on screen, and
// what an idle window costs; and how long the main process was blocked while lines flowed. The real window on the real
// workspace; files are written by this process.
//   node test/bench/window.bench.ts [--shell desktop|browser] [--rate 5000] [--seconds 20] [--starts 3] [--json]
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { startDisplay } from '../../tools/virtual-display.mjs';
import { electronExecutable, openConsole, ROOT, type Shell } from '../e2e/kit/open-console.ts';
import { preciseCpuSecondsOfTree } from '../kit/process-cpu.ts';

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
const TICK_MS = 10;
const IDLE_SECONDS = 10;
const MUST = { lineP99Ms: 100, usableMs: 1_500, idlePercent: 2, mainBlockedMs: 50 };

const now = () => performance.timeOrigin + performance.now();
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const percentile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

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
    await opened.page.waitForFunction((panes) => document.querySelectorAll('.fstate.run .dot').length === panes, PANES);
    await opened.page.evaluate(watchRows);
    await opened.app?.evaluate(watchMainThread);
    const written = await writeLines(files);
    const mainBlockedMs = await opened.app?.evaluate(() =>
      (globalThis as unknown as { mainWatch: MainWatch }).mainWatch.longestMs(),
    );
    await opened.page.waitForTimeout(1_000);
    const { delays, gapRows, longFrames } = await opened.page.evaluate(() =>
      (globalThis as unknown as { rowWatch: RowWatch }).rowWatch.read(),
    );
    const sorted = delays.toSorted((a, b) => a - b);
    const line = {
      written,
      drawn: sorted.length,
      lineP50Ms: round(percentile(sorted, 0.5)),
      lineP99Ms: round(percentile(sorted, 0.99)),
      lineMaxMs: round(sorted.at(-1) ?? Number.NaN),
      gapRows,
      longFrames,
      ...(mainBlockedMs === undefined ? {} : { mainBlockedMs: round(mainBlockedMs) }),
    };
    const pid = opened.app?.process().pid;
    return { line, idlePercent: pid === undefined ? 0 : await idlePercentOf(pid) };
  } finally {
    await opened.close();
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function pushRules(home: string, services: string[], files: string[]): void {
  const rules = services.map((service, index) => ({
    id: service,
    service,
    paths: [files[index]],
    format: 'python',
    start: 'beginning',
  }));
  const file = path.join(work, 'rules.yaml');
  mkdirSync(work, { recursive: true });
  writeFileSync(file, JSON.stringify({ version: 1, rules }));
  execFileSync(process.execPath, [path.join(ROOT, 'dist/cli/crosstail.js'), 'rules', 'push', file], {
    env: { ...process.env, CROSSTAIL_HOME: home },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** One pane a service, as a person would have arranged and kept them. */
async function layOut(page: Page, services: string[]): Promise<void> {
  await page.evaluate((names) => {
    const panes = Object.fromEntries(
      names.map((name) => [name, { selectors: [{ kind: 'service', name }], start: { kind: 'now' } }]),
    );
    localStorage.setItem(
      'crosstail.tails',
      JSON.stringify({ current: 'default', layouts: { default: { panes, dock: null } } }),
    );
  }, services);
  await page.reload();
}

/** Appends lines at the asked rate, each with the time of its writing; gives how many. */
async function writeLines(files: string[]): Promise<number> {
  const handles = files.map((file) => openSync(file, 'a'));
  const startMs = now();
  let written = 0;
  for (;;) {
    const elapsedMs = now() - startMs;
    if (elapsedMs >= seconds * 1_000) break;
    const due = Math.floor((elapsedMs * rate) / 1_000) - written;
    for (const [index, handle] of handles.entries()) {
      const share = Math.floor(due / handles.length) + (index < due % handles.length ? 1 : 0);
      if (share > 0) writeSync(handle, linesOf(share, written));
      written += share;
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  for (const handle of handles) closeSync(handle);
  return written;
}

function linesOf(count: number, first: number): string {
  const sentMs = now();
  const stamp = new Date(sentMs).toISOString().replace('T', ' ').replace('.', ',').slice(0, -1);
  let text = '';
  for (let index = 0; index < count; index++)
    text += `${stamp} INFO [bench.writer] sent=${sentMs.toFixed(3)} n=${first + index} order ${first + index} taken, all is well\n`;
  return text;
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
  Object.assign(globalThis, { mainWatch: { longestMs: () => delays.max / 1e6 } satisfies MainWatch });
}

interface RowWatch {
  /** What was seen; ends the watch. */
  read(): { delays: number[]; gapRows: number; longFrames: number };
}

/** In the page: notes for each drawn line how long ago it was written, once the frame that shows it is done. */
function watchRows(): void {
  const delays: number[] = [];
  let fresh: number[] = [];
  let gapRows = 0;
  let longFrames = 0;
  let isWatching = true;
  const afterFrame = new MessageChannel();
  afterFrame.port1.onmessage = () => {
    const drawnMs = performance.timeOrigin + performance.now();
    for (const sentMs of fresh) delays.push(drawnMs - sentMs);
    fresh = [];
  };
  const take = (text: string | null) => {
    // A row's text is drawn in pieces; the time begins one of them.
    const sent = text === null ? undefined : /^(\d{13}\.\d{3})(?=\s|$)/.exec(text)?.[1];
    if (sent !== undefined) fresh.push(Number(sent));
  };
  const observer = new MutationObserver((records) => {
    const wasEmpty = fresh.length === 0;
    for (const { type, target, addedNodes } of records) {
      if (type === 'characterData') take(target.textContent);
      else for (const node of addedNodes) take(node.textContent);
    }
    // Rows are written within a frame; this message comes when that frame is done.
    if (wasEmpty && fresh.length > 0) afterFrame.port2.postMessage(0);
  });
  observer.observe(document.body, { subtree: true, characterData: true, childList: true });
  let lastMs = performance.now();
  const step = (frameMs: number) => {
    if (frameMs - lastMs > 50) longFrames++;
    lastMs = frameMs;
    gapRows = Math.max(gapRows, document.querySelectorAll('.row.gap, [role=row].gap').length);
    if (isWatching) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  const read = () => {
    // Watching costs frames: what follows is measured without.
    isWatching = false;
    observer.disconnect();
    return { delays, gapRows, longFrames };
  };
  Object.assign(globalThis, { rowWatch: { read } satisfies RowWatch });
}

/** Percent of one core that the window and all its processes take while nothing is written. */
async function idlePercentOf(pid: number): Promise<number> {
  // Batches, roll-ups and caches of what was just written settle first.
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const before = preciseCpuSecondsOfTree(pid);
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1_000));
  return round(((preciseCpuSecondsOfTree(pid) - before) / IDLE_SECONDS) * 100);
}
