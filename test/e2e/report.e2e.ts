// The report of a bundle, as somebody opens it who has nothing but a browser: on a screen and on a phone, light and dark.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeReport } from '../kit/report-file.ts';
import { axeProblems } from './kit/axe-problems.ts';
import { takePicture } from './kit/take-picture.ts';

const SIZES = [
  { name: 'screen', width: 1280, height: 800 },
  { name: 'phone', width: 390, height: 844 },
];
const AS_ROOT = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

let folder: string;
let url: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'crosstail-report-'));
  url = pathToFileURL(await writeReport(folder, 100_000)).href;
  const executablePath = process.env.CROSSTAIL_TEST_CHROMIUM;
  browser = await chromium.launch({ args: AS_ROOT, ...(executablePath === undefined ? {} : { executablePath }) });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each(SIZES)('is readable and without a fault for axe: $name', async ({ name, ...viewport }) => {
    const page = await browser.newPage({ viewport, colorScheme });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(url);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Checkout <503> & more');
    expect(await page.getByText(/100\D000 events of 2 services/).count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await takePicture(page, `report-${colorScheme}`, name);
    expect(await axeProblems(page)).toEqual([]);
    // Nothing but the file itself.
    expect(asked).toEqual([url]);
    await page.close();
  });
});
