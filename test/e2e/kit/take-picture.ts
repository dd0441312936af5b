import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Views whose pictures the README shows. */
const SHOWN = /^(tails|search)-(dark|light)$/;

/** A picture of the page for people to look at, under test-results; those of the README only when they are renewed. */
export async function takePicture(page: Page, name: string, of: string): Promise<void> {
  const isRenewed = process.env.UPDATE_SCREENSHOTS === '1' && SHOWN.test(name);
  const folder = path.join(ROOT, isRenewed ? 'docs/screenshots' : 'test-results/pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}-${of.replace(/\W+/g, '-')}.png`) });
}
