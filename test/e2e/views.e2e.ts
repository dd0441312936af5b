// Every view in both themes and at two sizes: pictures for people, axe for what people overlook, and no complaint of the
// page. UPDATE_SCREENSHOTS=1 does so in all three languages (test-results/pictures), and renews those of the README.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeProblems } from './kit/axe-problems.ts';
import { type OpenedConsole, openConsole } from './kit/open-console.ts';
import { takePicture } from './kit/take-picture.ts';
import { setLanguage } from './pages/language.ts';
import { TailsPage } from './pages/tails-page.ts';
import { setTheme } from './pages/theme.ts';

const FIRST_LINES_MS = 60_000;
const THEMES = ['dark', 'light'] as const;
const LANGUAGES = process.env.UPDATE_SCREENSHOTS === '1' ? (['en', 'zh-Hant', 'zh-Hans'] as const) : (['en'] as const);
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const VIEWS = [
  { name: 'tails', route: '#/tails', isReady: '[role=treegrid] [role=row]' },
  { name: 'search', route: '#/search?q=level%3E%3DWARN', isReady: '[role=treegrid] [role=row]' },
  { name: 'incident', route: '#/incident', isReady: 'main' },
  { name: 'rules', route: '#/rules', isReady: 'main' },
  { name: 'hosts', route: '#/hosts', isReady: 'main' },
  { name: 'pipeline', route: '#/pipeline', isReady: 'main' },
  { name: 'settings', route: '#/settings', isReady: 'main' },
  { name: 'help', route: '#/help', isReady: 'main' },
] as const;

let opened: OpenedConsole;

beforeAll(async () => {
  opened = await openConsole('browser');
  const tails = new TailsPage(opened.page);
  for (const name of ['inventoryd', 'storefront'])
    await tails.pane(name).rows.first().waitFor({ timeout: FIRST_LINES_MS });
  await tails.fault('Slow database').click();
  await opened.page.waitForTimeout(6_000);
});
afterAll(() => opened?.close());

const CASES = LANGUAGES.flatMap((language) => THEMES.map((theme) => ({ language, theme })));

describe.each(VIEWS)('$name', ({ name, route, isReady }) => {
  test.each(CASES)('is accessible and complete in $language and the $theme theme', async ({ language, theme }) => {
    const { page } = opened;
    await setTheme(opened, theme);
    await setLanguage(opened, language);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, route);
    await page.locator(isReady).first().waitFor();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.waitForTimeout(500);
      const picture = language === 'en' ? `${name}-${theme}` : `${name}-${language}-${theme}`;
      await takePicture(page, picture, `${size.width}x${size.height}`);
    }
    expect(await axeProblems(opened.page)).toEqual([]);
    expect(await opened.complaints()).toEqual([]);
  });
});

test('a pane’s terminal view shows the lines, within the page’s policy', async () => {
  const { page } = opened;
  await setLanguage(opened, 'en');
  await page.evaluate(() => {
    location.hash = '#/tails';
  });
  await page.getByRole('button', { name: 'Terminal view' }).first().click();
  await page.locator('.xterm-rows').first().waitFor();
  await expect.poll(() => page.locator('.xterm-rows').first().textContent()).toMatch(/req=/);
  await takePicture(page, 'terminal', 'browser');
  expect(await opened.complaints()).toEqual([]);
});
