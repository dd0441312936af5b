import type { OpenedConsole } from '../kit/open-console.ts';

const NAMES = { en: 'English', 'zh-Hant': '繁體中文', 'zh-Hans': '简体中文' } as const;

/** Chooses the window's language in its bar, unless it speaks it already. */
export async function setLanguage({ page }: OpenedConsole, language: keyof typeof NAMES): Promise<void> {
  if ((await page.locator('html').getAttribute('lang')) === language) return;
  await page.getByRole('button', { name: /^(Language|語言|语言)$/ }).click();
  await page.getByRole('menuitemradio', { name: NAMES[language] }).click();
  await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
}
