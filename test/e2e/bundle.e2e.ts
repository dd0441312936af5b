// The last step of an incident: the sample breaks, an incident is made of it, and the file to hand over, which the
// command line then finds sound.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeProblems } from './kit/axe-problems.ts';
import { type OpenedConsole, openConsole, ROOT } from './kit/open-console.ts';
import { takePicture } from './kit/take-picture.ts';
import { BundlePage } from './pages/bundle-page.ts';
import { IncidentPage } from './pages/incident-page.ts';
import { TailsPage } from './pages/tails-page.ts';
import { setTheme } from './pages/theme.ts';

const FIRST_LINES_MS = 60_000;
const FAULT_SEEN_MS = 60_000;
const MADE_MS = 30_000;

let opened: OpenedConsole;
let bundle: BundlePage;

beforeAll(async () => {
  opened = await openConsole('browser');
  bundle = new BundlePage(opened.page);
  const tails = new TailsPage(opened.page);
  await tails.pane('all services, merged').rows.first().waitFor({ timeout: FIRST_LINES_MS });
  await tails.fault('Slow database').click();
  const error = opened.page.locator('[role=row] abbr').filter({ hasText: /^E$/ }).first();
  await error.waitFor({ timeout: FAULT_SEEN_MS });
});
afterAll(() => opened?.close());

test('a fault, an incident of it, a bundle of that: sound, and clean for screen readers in both themes', async () => {
  const { page } = opened;
  const incident = new IncidentPage(page);
  await incident.open();
  await incident.newIncident.click();
  await page.getByRole('button', { name: 'Bundle', exact: true }).click();
  await bundle.preview.waitFor({ timeout: MADE_MS });
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(opened, theme);
    await takePicture(page, `bundle-${theme}`, 'browser');
    expect(await axeProblems(opened.page)).toEqual([]);
  }
  await bundle.make.click();
  await bundle.result.waitFor({ timeout: MADE_MS });
  await takePicture(page, 'bundle-done', 'browser');
  const { file, sha256 } = await bundle.facts();
  expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(sha256);
  const download = page.waitForEvent('download', { timeout: MADE_MS });
  await bundle.save.click();
  const saved = await (await download).path();
  expect(createHash('sha256').update(readFileSync(saved)).digest('hex')).toBe(sha256);
  // It ends with an error where anything in the file is not as its manifest says.
  execFileSync(process.execPath, [path.join(ROOT, 'dist/cli/crosstail.js'), 'bundle', 'verify', file], {
    env: { ...process.env, CROSSTAIL_HOME: opened.home },
  });
  await page.keyboard.press('Escape');
  await bundle.dialog.waitFor({ state: 'hidden' });
});

test('by keyboard from the palette: what is hidden is counted, an own pattern that is none is said', async () => {
  const { page } = opened;
  await page.keyboard.press('Control+k');
  await page.keyboard.type('>bundle of the shown');
  await page.keyboard.press('Enter');
  await bundle.preview.waitFor({ timeout: MADE_MS });
  await bundle.own.fill('(unclosed');
  await bundle.dialog.getByRole('alert').waitFor({ timeout: MADE_MS });
  await bundle.own.fill('req=[0-9a-f]+');
  await bundle.dialog.getByText(/own-1: [\d,]+ found/).waitFor({ timeout: MADE_MS });
  await page.keyboard.press('Escape');
  await bundle.dialog.waitFor({ state: 'hidden' });
  expect(await opened.complaints()).toEqual([]);
});
