// What a newcomer tries next: keys right after a click on a button, and logs of his own.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeProblems } from './kit/axe-problems.ts';
import { type OpenedConsole, openConsole } from './kit/open-console.ts';
import { takePicture } from './kit/take-picture.ts';
import { TailsPage } from './pages/tails-page.ts';
import { setTheme } from './pages/theme.ts';

const FIRST_LINES_MS = 60_000;
const ADDED_MS = 30_000;

let opened: OpenedConsole;
let tails: TailsPage;

beforeAll(async () => {
  opened = await openConsole('browser');
  tails = new TailsPage(opened.page);
  await tails.pane('all services, merged').rows.nth(5).waitFor({ timeout: FIRST_LINES_MS });
});
afterAll(() => opened?.close());

test('after a click on a fault button the keys act on the lines, not on the button', async () => {
  const { page } = opened;
  await tails.fault('Slow database').click();
  await page.keyboard.press('k');
  await page
    .getByRole('button', { name: /^not following/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await tails.drawer.waitFor();
  await page.keyboard.press('Escape');
  await tails.drawer.waitFor({ state: 'hidden' });
});

test('own logs: looked at before they are read, corrected, and each path told what became of it', async () => {
  const { page } = opened;
  const folder = path.join(opened.home, 'my logs');
  mkdirSync(folder);
  const line = (n: number) => `2026-11-24 10:00:${String(n).padStart(2, '0')},000 INFO [pay] payment ${n} taken\n`;
  const text = Array.from({ length: 30 }, (_, n) => line(n)).join('');
  writeFileSync(path.join(folder, 'payments.log'), text);
  writeFileSync(path.join(folder, 'ledger.log.gz'), gzipSync(text));
  await page.getByRole('button', { name: 'Add your own logs…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add your own logs' });
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
  await page.keyboard.type(
    ['payments.log', 'ledger.log.gz', 'nosuch.log'].map((name) => path.join(folder, name)).join('\n'),
  );
  await dialog.getByText('there is no such file or folder').waitFor({ timeout: ADDED_MS });
  await dialog.getByRole('textbox', { name: /^Service of .*payments/ }).fill('pay-desk');
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(opened, theme);
    await takePicture(page, `add-logs-${theme}`, 'browser');
    expect(await axeProblems(opened.page)).toEqual([]);
  }
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const result = dialog.getByRole('status').filter({ hasText: 'not added' });
  await result.waitFor({ timeout: ADDED_MS });
  const lines = await result.getByRole('listitem').allTextContents();
  expect(lines.map((each) => each.replace(folder, '').slice(1))).toEqual([
    'payments.log pay-desk followed from its beginning on',
    'ledger.log.gz ledger 30 lines read',
    'nosuch.log nosuch not added: there is no such file or folder',
  ]);
  await takePicture(page, 'add-logs-done', 'browser');
  await dialog.getByRole('button', { name: 'Browse…' }).click();
  await dialog.getByRole('region', { name: 'Files of this machine' }).getByRole('listitem').first().waitFor();
  await takePicture(page, 'add-logs-browse', 'browser');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await opened.complaints()).toEqual([]);
});
