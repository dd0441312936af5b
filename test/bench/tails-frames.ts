// Prints what reading costs while lines flow: frame time, layout shift, memory and input latency of the Tails view with
// eight panes, and beside it an intake of 100,000 events a second through the filters of eight panes.
//   npm run bench -- tails-frames [--rate 10000] [--intake 100000] [--seconds 10] [--json]
// Ten minutes: --seconds 600. The window is the real one; its services are made up in a worker of the page, so that
// their cost counts against us. That the main process is never blocked: `npm run bench -- window`.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { openLab } from '../kit/window-lab/lab-page.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    intake: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const rate = Number(values.rate);
const intakeRate = Number(values.intake);
const seconds = Number(values.seconds);
const INPUT_SECONDS = 10;
const HEAP_SAMPLES = 6;
const MUST = { frameP95Ms: 33, inputP95Ms: 50, layoutShift: 0, heapGrowthShare: 0.1, intakeLost: 0 };
/** Each service twice: together the panes take every line two times over. */
const SERVICES = ['storefront', 'inventoryd', 'pricing', 'checkout'];

interface Intake {
  eventsPerSecond: number;
  lost: number;
  heapGrowthMb: number;
}

const percentile = (numbers: readonly number[], share: number) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
const round = (value: number) => Math.round(value * 10) / 10;

const lab = await openLab();
let intake: ChildProcess | undefined;
try {
  const page = await lab.open({ rate, width: 1920, height: 1080, services: [...SERVICES, ...SERVICES] });
  await page.waitForTimeout(3_000);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  intake = intakeRate > 0 ? startIntake() : undefined;
  const told = intake === undefined ? undefined : text(intake.stdout!);
  const flow = await measureFlow(page, cdp);
  const inputs = await measureInput(page);
  const intakeFigures = told === undefined ? undefined : (JSON.parse(await told) as Intake);
  const figures = { rate, seconds, panes: 8, ...flow, ...inputs, intake: intakeFigures };
  const isKept =
    flow.frameP95Ms <= MUST.frameP95Ms &&
    inputs.inputP95Ms <= MUST.inputP95Ms &&
    flow.layoutShift <= MUST.layoutShift &&
    flow.heapGrowthShare <= MUST.heapGrowthShare &&
    (intakeFigures === undefined ||
      (intakeFigures.lost === MUST.intakeLost && intakeFigures.eventsPerSecond >= 0.99 * intakeRate));
  if (values.json) console.log(JSON.stringify({ ...figures, must: MUST, isKept }));
  else print(figures, isKept);
  process.exitCode = isKept ? 0 : 1;
} finally {
  intake?.kill();
  await lab.close();
}

function print(figures: object, isKept: boolean): void {
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(16)} ${JSON.stringify(value)}`);
  console.log(`${'must'.padEnd(16)} ${JSON.stringify(MUST)}`);
  console.log(isKept ? 'kept' : 'NOT KEPT');
}

/** The intake runs as long as the window is measured. */
function startIntake(): ChildProcess {
  return spawn(
    process.execPath,
    [
      path.join(import.meta.dirname, 'tail-intake.ts'),
      '--rate',
      String(intakeRate),
      '--seconds',
      String(seconds + INPUT_SECONDS),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
}

/** Frames, layout shift, main thread and memory while nobody touches anything. */
async function measureFlow(page: Page, cdp: CDPSession) {
  const metric = async (name: string) => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find((each) => each.name === name)!.value;
  };
  await page.evaluate(watchFrames);
  const heapMb: number[] = [];
  const busyBefore = await metric('TaskDuration');
  const sampleMs = (seconds * 1_000) / HEAP_SAMPLES;
  const frames: number[] = [];
  let layoutShift = 0;
  for (let sample = 0; sample < HEAP_SAMPLES; sample++) {
    await page.waitForTimeout(sampleMs);
    const seen = await page.evaluate(() => (globalThis as unknown as { frameWatch: FrameWatch }).frameWatch.take());
    frames.push(...seen.frames);
    layoutShift += seen.shift;
    // Looked at between two stretches: collecting takes frames that are not ours.
    await cdp.send('HeapProfiler.collectGarbage');
    heapMb.push(Math.round((await metric('JSHeapUsedSize')) / 1e6));
    await page.evaluate(() => (globalThis as unknown as { frameWatch: FrameWatch }).frameWatch.take());
  }
  const busy = (await metric('TaskDuration')) - busyBefore;
  // The panes fill in the first stretch; from then on nothing may come on top.
  const grown = heapMb.at(-1)! - heapMb[1]!;
  return {
    frames: frames.length,
    frameP50Ms: round(percentile(frames, 0.5)),
    frameP95Ms: round(percentile(frames, 0.95)),
    frameP99Ms: round(percentile(frames, 0.99)),
    frameMaxMs: round(percentile(frames, 1)),
    layoutShift: Math.round(layoutShift * 1e4) / 1e4,
    mainThreadPercent: Math.round((100 * busy) / seconds),
    heapMb,
    heapGrowthShare: Math.round((100 * grown) / heapMb[1]!) / 100,
  };
}

interface FrameWatch {
  /** Frames and shift since the last asking. */
  take(): { frames: number[]; shift: number };
}

/** In the page: the time from frame to frame, and what shifted. */
function watchFrames(): void {
  let shift = 0;
  let frames: number[] = [];
  let lastMs: number | undefined;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) shift += entry.value;
  }).observe({ type: 'layout-shift' });
  const step = (nowMs: number) => {
    if (lastMs !== undefined) frames.push(nowMs - lastMs);
    lastMs = nowMs;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  const take = () => {
    const taken = { frames, shift };
    frames = [];
    shift = 0;
    lastMs = undefined;
    return taken;
  };
  Object.assign(globalThis, { frameWatch: { take } satisfies FrameWatch });
}

/** From a key or a click to the frame that shows what it did, in a pane through which lines flow. */
async function measureInput(page: Page) {
  await page.evaluate(() => {
    const delays: number[] = [];
    const afterFrame = new MessageChannel();
    let pending: number[] = [];
    afterFrame.port1.onmessage = () => {
      for (const atMs of pending) delays.push(performance.now() - atMs);
      pending = [];
    };
    const note = (event: Event) =>
      requestAnimationFrame(() => {
        pending.push(event.timeStamp);
        afterFrame.port2.postMessage(0);
      });
    addEventListener('keydown', note, true);
    addEventListener('pointerdown', note, true);
    Object.assign(globalThis, { inputDelays: delays });
  });
  const list = page.getByRole('treegrid').first();
  const endMs = performance.now() + INPUT_SECONDS * 1_000;
  while (performance.now() < endMs) {
    await list.click({ position: { x: 200, y: 60 } });
    await page.keyboard.press('Escape');
    for (const key of ['ArrowUp', 'ArrowUp', 'PageUp', 'End']) await page.keyboard.press(key);
    await page.waitForTimeout(100);
  }
  const delays = await page.evaluate(() => (globalThis as unknown as { inputDelays: number[] }).inputDelays);
  return {
    inputs: delays.length,
    inputP50Ms: round(percentile(delays, 0.5)),
    inputP95Ms: round(percentile(delays, 0.95)),
    inputMaxMs: round(percentile(delays, 1)),
  };
}
