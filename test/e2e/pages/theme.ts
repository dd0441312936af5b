import type { OpenedConsole } from '../kit/open-console.ts';

/** Switches the system's theme under the page, as a person would in his settings. */
export async function setTheme({ page, app }: OpenedConsole, theme: 'dark' | 'light'): Promise<void> {
  if (app === undefined) await page.emulateMedia({ colorScheme: theme });
  else
    await app.evaluate(({ nativeTheme }, wanted) => {
      nativeTheme.themeSource = wanted;
    }, theme);
  await page.locator(`html[data-theme=${theme}]`).waitFor({ state: 'attached' });
}
