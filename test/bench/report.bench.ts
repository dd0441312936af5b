// Prints how long Chromium takes to open the report of a bundle: node test/bench/report.bench.ts [--events 100000] [--runs 5]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { axeProblems } from '../e2e/kit/axe-problems.ts';
import { writeReport } from '../kit/report-file.ts';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '100000' }, runs: { type: 'string', default: '5' } },
});
const MUST_MS = 2_000;
const found = execFileSync(process.execPath, ['tools/prepare-window-tests.mjs'], { encoding: 'utf8' });
const { chromium: executablePath } = JSON.parse(found.trim().split('\n').at(-1)!) as { chromium: string };
const folder = mkdtempSync(path.join(tmpdir(), 'crosstail-report-'));
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath, args: asRoot });
try {
  const file = await writeReport(folder, Number(values.events));
  const times: number[] = [];
  let problems: string[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    const page = await browser.newPage();
    const startMs = performance.now();
    await page.goto(pathToFileURL(file).href);
    // Until it is painted and still: the second frame behind the load.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    times.push(Math.round(performance.now() - startMs));
    problems = await axeProblems(page);
    await page.close();
  }
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1]!;
  const isKept = median <= MUST_MS && problems.length === 0;
  console.log(`report.html of ${values.events} events: ${statSync(file).size} bytes`);
  console.log(`opens in ${median} ms (median of ${times.join(', ')}), must be ≤ ${MUST_MS} ms`);
  console.log(`axe: ${problems.length === 0 ? 'no violation' : problems.join('\n')}`);
  console.log(isKept ? 'kept' : 'NOT KEPT');
  process.exitCode = isKept ? 0 : 1;
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
