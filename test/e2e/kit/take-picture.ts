import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Pictures that the documents show. */
const SHOWN = /^((tails|search|cluster-pipeline)-(dark|light)-|incident-.*-desktop$)/;

/** A picture of the page for people to look at, under test-results; those of the documents only when they are renewed. */
export async function takePicture(page: Page, name: string, of: string): Promise<void> {
  const file = `${name}-${of.replace(/\W+/g, '-')}`;
  const isRenewed = process.env.UPDATE_SCREENSHOTS === '1' && SHOWN.test(file);
  const folder = path.join(ROOT, isRenewed ? 'docs/screenshots' : 'test-results/pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${file}.png`) });
}
