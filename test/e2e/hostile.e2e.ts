// 500 lines that try to act, and one of 10 MB, through every view that shows lines: they are there, and nothing happens.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACTING_CHARACTER, hostileTexts } from '../kit/hostile-lines.ts';
import { type OpenedConsole, openConsole, ROOT } from './kit/open-console.ts';

const TEXTS = hostileTexts();
const LONGEST = 10_000_000;
/** Paging through all of them takes some seconds. */
const READ_MS = 45_000;

let opened: OpenedConsole;
let home: string;
const dialogs: string[] = [];

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'crosstail-hostile-'));
  const nowMs = Date.now() - 120_000;
  // As a member of JSON lines: of the message, of a field, and as the name of service and host.
  const lines = TEXTS.map((text, n) =>
    JSON.stringify({
      '@timestamp': new Date(nowMs + n).toISOString(),
      log: { level: 'ERROR' },
      message: `H${n}. ${text}`,
      labels: { hostile: text },
      service: { name: n % 10 === 0 ? text.slice(0, 80) : 'shop' },
      host: { name: n % 10 === 1 ? text.slice(0, 80) : 'web-1' },
    }),
  );
  const long = `${new Date(nowMs).toISOString()} INFO ${TEXTS[0]} ${'<b>'.repeat(LONGEST / 3)}`;
  importFile('hostile.ndjson', lines.join('\n'));
  importFile('long.log', long);
  opened = await openConsole('browser', { home, sample: false });
  opened.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
});
afterAll(async () => {
  await opened?.close();
  rmSync(home, { recursive: true, force: true });
});

function importFile(name: string, text: string): void {
  const file = path.join(home, name);
  writeFileSync(file, `${text}\n`);
  execFileSync(process.execPath, [path.join(ROOT, 'dist/cli/crosstail.js'), 'import', file], {
    env: { ...process.env, CROSSTAIL_HOME: home },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function goTo(hash: string): Promise<void> {
  await opened.page.evaluate((next) => {
    location.hash = next;
  }, hash);
}

/** Nothing of a line became an element, ran, asked, or stands in the page as a character that acts. */
async function expectInert(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    hacked: (globalThis as { hacked?: unknown }).hacked,
    elements: [...document.querySelectorAll('main img, main script, main iframe, main style, main details, main h1')]
      .filter((element) => /attacker|hacked|Owned|src="?x/.test(element.outerHTML))
      .map((element) => element.outerHTML.slice(0, 200)),
    links: [...document.querySelectorAll('a[href]')]
      .map((link) => link.getAttribute('href')!)
      .filter((href) => !href.startsWith('#')),
    text: document.body.textContent,
    attributes: [...document.querySelectorAll('main [aria-label], main [data-tip], main [title]')].map((element) =>
      ['aria-label', 'data-tip', 'title'].map((name) => element.getAttribute(name) ?? '').join(' '),
    ),
    title: document.title,
  }));
  expect(found.hacked).toBeUndefined();
  expect(found.elements).toEqual([]);
  expect(found.links).toEqual([]);
  expect(acting(found.text)).toEqual([]);
  expect(acting(found.attributes.join('\n'))).toEqual([]);
  expect(found.title).toMatch(/Crosstail$/);
  expect(dialogs).toEqual([]);
  expect(await opened.complaints()).toEqual([]);
}

/** Where a text holds a character that acts, with what stands around it. */
function acting(text: string): string[] {
  return [...text.matchAll(new RegExp(ACTING_CHARACTER, 'g'))]
    .slice(0, 5)
    .map(({ index }) => JSON.stringify(text.slice(Math.max(0, index - 40), index + 40)));
}

/** Resolves when what was pressed before is on screen: rows are drawn within a frame. */
function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

test('Search shows every one of them, in rows and in a column', async () => {
  const { page } = opened;
  await goTo('#/search?order=oldest&from=-1h&cols=labels.hostile');
  const list = page.getByRole('treegrid').first();
  await list.getByRole('row').first().waitFor();
  await list.focus();
  const seen = new Set<string>();
  const look = async () => {
    for (const text of await list.getByRole('row').allInnerTexts())
      for (const [, number] of text.matchAll(/\bH(\d+)\. /g)) seen.add(number!);
  };
  // Hits are fetched as the reader nears the end of those that are there: the end is met more than once.
  const endMs = performance.now() + READ_MS;
  while (seen.size < TEXTS.length && performance.now() < endMs) {
    await look();
    await expectInert(page);
    await page.keyboard.press('PageDown');
    await drawn(page);
  }
  expect(TEXTS.map((_, n) => String(n)).filter((number) => !seen.has(number))).toEqual([]);
});

test('the drawer, the context and the patterns show them', async () => {
  const { page } = opened;
  await goTo(`#/search?from=-1h&q=${encodeURIComponent('H14')}`);
  await page.getByRole('row').first().waitFor();
  await page.getByRole('row').first().getByRole('gridcell').first().click();
  const drawer = page.getByRole('complementary', { name: 'Event' });
  await drawer.waitFor();
  expect(await drawer.textContent()).toContain('␛[2J␛[H␛[31mred');
  await expectInert(page);
  await drawer.getByRole('button', { name: 'Context' }).click();
  await page.getByRole('region', { name: 'Lines around the hit' }).getByRole('row').first().waitFor();
  await expectInert(page);
  await goTo('#/search?from=-1h&tab=patterns');
  await page.getByRole('tabpanel').getByText('<*>').first().waitFor();
  await expectInert(page);
});

test('a line of 10 MB is shown by its beginning, and its drawer says how much more there is', async () => {
  const { page } = opened;
  await goTo(`#/search?from=-1h&q=${encodeURIComponent('file:*long.log')}`);
  await page.getByRole('row').first().waitFor();
  await expectInert(page);
  await page.getByRole('row').first().getByRole('gridcell').first().click();
  await page.getByRole('complementary', { name: 'Event' }).waitFor();
  await expectInert(page);
});

test('Tails shows them in rows and as a terminal', async () => {
  const { page } = opened;
  await goTo('#/tails');
  await page
    .getByRole('row')
    .filter({ hasText: /H\d+\. / })
    .first()
    .waitFor();
  await expectInert(page);
  await page.getByRole('button', { name: 'Terminal view' }).first().click();
  await page.locator('.xterm-rows').first().waitFor();
  await expect.poll(() => page.locator('.xterm-rows').first().textContent()).toMatch(/H\d+\./);
  await expectInert(page);
});

test('an incident pinned to one of them, hosts and rules stay whole', async () => {
  const { page } = opened;
  await goTo(`#/search?from=-1h&q=${encodeURIComponent('H4')}`);
  await page.getByRole('row').first().waitFor();
  await page.getByRole('row').first().getByRole('gridcell').first().click();
  await page.getByRole('complementary', { name: 'Event' }).getByRole('button', { name: 'Pin' }).click();
  await page.getByRole('status').filter({ hasText: 'Pinned' }).waitFor();
  await goTo('#/incident');
  await page.getByRole('main', { name: 'Incident' }).waitFor();
  await expectInert(page);
  for (const view of ['rules', 'hosts', 'pipeline']) {
    await goTo(`#/${view}`);
    await page.getByRole('main').waitFor();
    await expectInert(page);
  }
});
