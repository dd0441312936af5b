// The first minute of a newcomer, the same in both shells: start, break the sample, see the failing request in two
// panes, follow its id to every service's lines, and look around one of them.
import { afterEach, expect, test } from 'vitest';
import { type OpenedConsole, openConsole, type Shell } from './kit/open-console.ts';
import { takePicture } from './kit/take-picture.ts';
import type { LogRow } from './pages/log-list.ts';
import { SearchPage } from './pages/search-page.ts';
import { TailsPage } from './pages/tails-page.ts';

const SHELLS: Shell[] = ['desktop', 'browser'];
/** The sample's engine is compiled at the first start. */
const FIRST_LINES_MS = 60_000;
const FAULT_SEEN_MS = 30_000;
const TROUBLE = new Set(['W', 'E', 'F']);

let opened: OpenedConsole | undefined;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail' && opened !== undefined) await takePicture(opened.page, 'failed', task.name);
  await opened?.close();
  opened = undefined;
});

test.each(SHELLS)('first start, fault, failing line in two panes, id, search, context: %s', async (shell) => {
  opened = await openConsole(shell);
  const { page } = opened;
  const tails = new TailsPage(page);
  const panes = [tails.pane('inventoryd'), tails.pane('storefront'), tails.pane('all services, merged')];
  for (const pane of panes) await pane.rows.first().waitFor({ timeout: FIRST_LINES_MS });

  await tails.fault('Slow database').click();
  const failed = await failingRequest(panes.slice(0, 2));
  await tails.pauseAll.click();
  await takePicture(page, 'tails-fault', shell);

  await panes[1]!.open(failed);
  await tails.drawer.getByRole('button', { name: failed, exact: true }).waitFor({ timeout: 5_000 });
  await tails.drawer.getByRole('button', { name: `Search ${failed}` }).click();

  const search = new SearchPage(page);
  await expect.poll(() => search.query.inputValue()).toContain(failed);
  await search.hits.rows.first().waitFor();
  const hits = await search.hits.read();
  expect(hits.every(({ text }) => text.includes(failed))).toBe(true);
  for (const service of ['inventoryd', 'storefront'])
    expect(
      hits.some(({ text }) => text.includes(service)),
      service,
    ).toBe(true);
  await takePicture(page, 'search-id', shell);

  await search.hits.open(failed);
  await page.keyboard.press('c');
  await search.context.rows.first().waitFor();
  const around = await search.context.read();
  expect(around.length).toBeGreaterThan(3);
  expect(around.some(({ text }) => text.includes(failed))).toBe(true);
  expect(around.some(({ text }) => !text.includes(failed))).toBe(true);

  expect(await opened.complaints()).toEqual([]);
  expect(opened.diagnostics()).toEqual([]);
});

/** The id of a request whose trouble shows in every one of the panes. */
async function failingRequest(panes: { read(): Promise<LogRow[]> }[]): Promise<string> {
  const seen = panes.map(() => new Set<string>());
  const endMs = Date.now() + FAULT_SEEN_MS;
  while (Date.now() < endMs) {
    for (const [index, pane] of panes.entries())
      for (const { level, requestId } of await pane.read())
        if (TROUBLE.has(level) && requestId !== undefined) seen[index]!.add(requestId);
    // Newest last: the one that is most likely still on screen.
    const common = [...seen[0]!].filter((id) => seen.every((ids) => ids.has(id))).at(-1);
    if (common !== undefined && (await isShown(panes, common))) return common;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(
    `No request in trouble was in all panes within ${FAULT_SEEN_MS} ms; seen: ${seen.map((ids) => ids.size).join(', ')}.`,
  );
}

async function isShown(panes: { read(): Promise<LogRow[]> }[], id: string): Promise<boolean> {
  const shown = await Promise.all(
    panes.map(async (pane) => (await pane.read()).some(({ requestId }) => requestId === id)),
  );
  return shown.every(Boolean);
}
