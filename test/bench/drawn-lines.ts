// How long after its writing a line is drawn: writes lines into files at a rate, and watches a window's rows for them.
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Page } from 'playwright-core';

const TICK_MS = 10;

export interface DrawnLines {
  written: number;
  drawn: number;
  lineP50Ms: number;
  lineP99Ms: number;
  lineMaxMs: number;
  gapRows: number;
  longFrames: number;
}

/** Writes `rate` lines a second into the files for some seconds; the page has a pane for each. */
export async function measureDrawnLines(
  page: Page,
  files: string[],
  { rate, seconds }: { rate: number; seconds: number },
): Promise<DrawnLines> {
  await page.evaluate(watchRows);
  const written = await writeLines(files, rate, seconds);
  await page.waitForTimeout(1_000);
  const { delays, gapRows, longFrames } = await page.evaluate(() =>
    (globalThis as unknown as { rowWatch: RowWatch }).rowWatch.read(),
  );
  const sorted = delays.toSorted((a, b) => a - b);
  return {
    written,
    drawn: sorted.length,
    lineP50Ms: round(percentile(sorted, 0.5)),
    lineP99Ms: round(percentile(sorted, 0.99)),
    lineMaxMs: round(sorted.at(-1) ?? Number.NaN),
    gapRows,
    longFrames,
  };
}

/** Rules that collect the files, one service each. */
export function benchRules(services: string[], files: string[]) {
  const rules = services.map((service, index) => ({
    id: service,
    service,
    paths: [files[index]],
    format: 'python',
    start: 'beginning',
  }));
  return { version: 1, rules };
}

/** One digit behind the point. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

/** One pane a service, as a person would have arranged and kept them; all follow when it resolves. */
export async function layOut(page: Page, services: string[]): Promise<void> {
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
  await page.waitForFunction(
    (panes) => document.querySelectorAll('.fstate.run .dot').length === panes,
    services.length,
  );
}

/** Appends lines at the asked rate, each with the time of its writing; gives how many. */
async function writeLines(files: string[], rate: number, seconds: number): Promise<number> {
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
