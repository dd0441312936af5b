// Everything a newcomer does, without touching the mouse.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenedConsole, openConsole, ROOT } from './kit/open-console.ts';
import { SearchPage } from './pages/search-page.ts';

let opened: OpenedConsole;
let home: string;
let search: SearchPage;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'crosstail-keys-'));
  const file = path.join(home, 'orders.log');
  const nowMs = Date.now();
  const lines = Array.from({ length: 120 }, (_, index) => {
    const stamp = new Date(nowMs - (120 - index) * 1_000)
      .toISOString()
      .replace('T', ' ')
      .replace('.', ',')
      .slice(0, -1);
    return `${stamp} ${index % 10 === 0 ? 'ERROR' : 'INFO'} [orders] order ${index} ${index % 10 === 0 ? 'refused' : 'taken'}`;
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
  execFileSync(
    process.execPath,
    [path.join(ROOT, 'dist/cli/crosstail.js'), 'import', '--timezone', 'UTC', '--service', 'orders', file],
    {
      env: { ...process.env, CROSSTAIL_HOME: home },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  opened = await openConsole('browser', { home, sample: false });
  search = new SearchPage(opened.page);
  await opened.page.getByRole('main', { name: 'Tails' }).waitFor();
});
afterAll(async () => {
  await opened?.close();
  rmSync(home, { recursive: true, force: true });
});

const keys = async (...strokes: string[]) => {
  for (const stroke of strokes) await opened.page.keyboard.press(stroke);
};

test('g s, /, a query, Enter: the hits; the address says it', async () => {
  await keys('g', 's');
  await search.query.waitFor();
  await keys('/');
  await opened.page.keyboard.type('level:ERROR refused');
  await keys('Enter');
  await expect.poll(async () => (await search.hits.read()).length).toBe(12);
  expect((await search.hits.read()).every(({ level }) => level === 'E')).toBe(true);
  expect(decodeURIComponent(opened.page.url())).toContain('q=level:ERROR');
});

test('a wrong query is said at the place of the error, and the last hits stay', async () => {
  await keys('/');
  await search.query.fill('level:(ERROR');
  await keys('Enter');
  expect(await search.query.getAttribute('aria-invalid')).toBe('true');
  expect((await search.hits.read()).length).toBe(12);
  await search.query.fill('level:ERROR refused');
  await keys('Enter');
  expect(await search.query.getAttribute('aria-invalid')).toBe('false');
});

test('Escape leaves the query, and j and c act on the hits though nothing has the focus', async () => {
  await keys('/', 'Escape');
  await expect.poll(() => opened.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  await keys('j', 'c');
  await search.context.rows.first().waitFor();
  await opened.page.goto(opened.page.url().replace(/&?context=[^&]*/, ''));
  await search.context.rows.first().waitFor({ state: 'hidden' });
});

test('arrows, Enter, c, Escape: details and context of a line', async () => {
  await opened.page.getByRole('treegrid', { name: 'Hits' }).focus();
  await keys('ArrowDown', 'Enter');
  await opened.page.getByRole('complementary', { name: 'Event' }).waitFor();
  await keys('c');
  await search.context.rows.first().waitFor();
  expect((await search.context.read()).some(({ text }) => text.includes('taken'))).toBe(true);
});

test('the palette runs an action by its name', async () => {
  const theme = () => opened.page.locator('html').getAttribute('data-theme');
  const before = await theme();
  await keys('Control+k');
  await opened.page.keyboard.type('>light');
  await keys('Enter');
  await expect.poll(theme).not.toBe(before);
});

test('back and forward go through the views as they were', async () => {
  await keys('g', 'h');
  await opened.page.getByRole('main', { name: 'Hosts' }).waitFor();
  await opened.page.goBack();
  await opened.page.getByRole('main', { name: 'Search' }).waitFor();
  await expect.poll(() => search.query.inputValue()).toContain('refused');
  await opened.page.goForward();
  await opened.page.getByRole('main', { name: 'Hosts' }).waitFor();
});

test('a reload shows the same place', async () => {
  await keys('g', 's');
  await search.query.fill('"order 42"');
  await keys('Enter');
  await expect.poll(async () => (await search.hits.read()).length).toBe(1);
  await opened.page.reload();
  await expect.poll(() => search.query.inputValue()).toBe('"order 42"');
  await expect.poll(async () => (await search.hits.read()).length).toBe(1);
  expect(await opened.complaints()).toEqual([]);
});
