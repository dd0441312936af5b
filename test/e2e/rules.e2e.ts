// Rules on the desk: tried on real lines while they are written, pushed, seen to arrive, and never written over
// somebody else's.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenedConsole, openConsole } from './kit/open-console.ts';
import { takePicture } from './kit/take-picture.ts';
import { TailsPage } from './pages/tails-page.ts';

const LONG_MS = 60_000;

let opened: OpenedConsole;
let page: Page;

beforeAll(async () => {
  opened = await openConsole('browser');
  page = opened.page;
  await new TailsPage(page).pane('storefront').rows.first().waitFor({ timeout: LONG_MS });
});
afterAll(() => opened?.close());

async function openRules(of: Page): Promise<void> {
  await of.evaluate(() => {
    location.hash = '#/rules?rule=storefront';
  });
  await of.getByRole('textbox', { name: 'paths' }).waitFor({ timeout: LONG_MS });
}

async function pushAs(of: Page, note: string): Promise<void> {
  await of.getByRole('button', { name: 'Review and push' }).click({ timeout: LONG_MS });
  await of.getByLabel('Note: why').fill(note);
  await of.getByRole('button', { name: /^Push r/ }).click();
}

test('a draft is tried on a real file, with counts, and a bad one says what is wrong', async () => {
  await openRules(page);
  await page.getByText(/\d+ lines → \d+ events/).waitFor({ timeout: LONG_MS });
  await page.getByRole('textbox', { name: 'drop' }).fill('level:INFO');
  await page.getByText(/^dropped [1-9]/).waitFor({ timeout: LONG_MS });
  await page.getByText('not sent: drop').first().waitFor({ timeout: LONG_MS });
  await takePicture(page, 'rules-preview', 'browser');
  await page.getByRole('textbox', { name: 'drop' }).fill('message:/(a+)+$/');
  await page
    .getByText(/may take for ever/)
    .first()
    .waitFor({ timeout: LONG_MS });
  await page.getByRole('button', { name: 'Discard the draft' }).click();
});

test('of two who edit at once one wins, the other sees both versions; nothing is lost', async () => {
  // The same browser session in a window of its own, with a draft of its own.
  const context = await page
    .context()
    .browser()!
    .newContext({ storageState: await page.context().storageState(), locale: 'en-US' });
  const other = await context.newPage();
  await other.goto(page.url());
  await openRules(other);
  await page.getByRole('textbox', { name: 'service' }).fill('shop-front');
  await other.getByRole('textbox', { name: 'service' }).fill('front-shop');
  await pushAs(page, 'mine');
  await page.getByText(/^How r\d+ arrives$/).waitFor({ timeout: LONG_MS });
  await page.getByText('applied, proven').first().waitFor({ timeout: LONG_MS });
  await takePicture(page, 'rules-board', 'browser');
  await page.keyboard.press('Escape');

  await pushAs(other, 'theirs');
  await other.getByText(/^Somebody published r\d+ meanwhile$/).waitFor({ timeout: LONG_MS });
  const versions = await other.locator('.conflict pre').allTextContents();
  expect(versions.map((text) => [text.includes('shop-front'), text.includes('front-shop')])).toEqual([
    [true, false],
    [false, true],
  ]);
  await other.getByRole('button', { name: 'Go on with my draft on top of it' }).click();
  await pushAs(other, 'theirs, on top');
  await other.getByText(/^How r\d+ arrives$/).waitFor({ timeout: LONG_MS });
  await context.close();
});

test('nothing was complained of', async () => {
  expect(await opened.complaints()).toEqual([]);
});
