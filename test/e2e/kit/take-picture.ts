import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** A picture of the page for people to look at, under test-results. */
export async function takePicture(page: Page, name: string, of: string): Promise<void> {
  const folder = path.join(ROOT, 'test-results', 'pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}-${of.replace(/\W+/g, '-')}.png`) });
}
