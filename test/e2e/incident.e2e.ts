// Who failed first: a fault of the sample, a new incident, the right service first, with lines to show. It happens in one
// shell, and the other one, opened on the same workspace afterwards, gives the same answer.
// One of them is then handed over: its bundle opens in a fresh workspace with the same suspects and the same trace.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type ConsoleOptions, type OpenedConsole, openConsole, ROOT, type Shell } from './kit/open-console.ts';
import { takePicture } from './kit/take-picture.ts';
import { BundlePage } from './pages/bundle-page.ts';
import { IncidentPage } from './pages/incident-page.ts';
import { TailsPage } from './pages/tails-page.ts';

const FIRST_LINES_MS = 120_000;
/** What is usual must have been seen before it can be told from what is not. */
const USUAL_MS = 60_000;
/** How long the fault shows before somebody asks. */
const TROUBLE_MS = 20_000;
const LIMIT_MS = 420_000;
const MADE_MS = 60_000;
/** Lines of a window's last moment are stored by then. */
const SETTLED_MS = 10_000;

interface Case {
  fault: Parameters<TailsPage['fault']>[0];
  culprit: string;
  /** The shell in which it happens, and the one in which the same workspace is opened afterwards. */
  live: Shell;
  afterwards: Shell;
}
const CASES: Case[] = [
  { fault: 'Slow database', culprit: 'inventoryd', live: 'browser', afterwards: 'desktop' },
  { fault: 'Engine crash', culprit: 'inventoryd', live: 'desktop', afterwards: 'browser' },
  { fault: 'Bad release', culprit: 'pricing', live: 'desktop', afterwards: 'browser' },
];
const HANDED_OVER = 'Bad release';

// They mostly wait, and each has a home of its own.
test.concurrent.for(CASES)(
  '$fault → Incident → $culprit first: $live, then $afterwards',
  { timeout: LIMIT_MS },
  async ({ fault, culprit, live, afterwards }) => {
    const home = mkdtempSync(path.join(tmpdir(), 'crosstail-incident-'));
    try {
      await withConsole(live, { home }, async ({ page }) => {
        const tails = new TailsPage(page);
        await tails.pane('all services, merged').rows.first().waitFor({ timeout: FIRST_LINES_MS });
        await page.waitForTimeout(USUAL_MS);
        await tails.fault(fault).click();
        await page.waitForTimeout(TROUBLE_MS);
        await askWhoFailed(page, culprit);
        await takePicture(page, `incident-${fault.toLowerCase().replace(' ', '-')}`, live);
      });
      await withConsole(afterwards, { home, sample: false }, async (console) => {
        const incident = await askWhoFailed(console.page, culprit);
        if (fault === HANDED_OVER) await handOver(console, incident);
      });
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
);

/** Opens a console for some work; takes a picture when that fails, and the page must have had nothing to complain of. */
async function withConsole(
  shell: Shell,
  options: ConsoleOptions,
  work: (console: OpenedConsole) => Promise<void>,
): Promise<void> {
  const console = await openConsole(shell, options);
  try {
    await work(console);
    expect(await console.complaints()).toEqual([]);
  } catch (error) {
    await takePicture(console.page, 'failed', `incident ${shell}`);
    throw error;
  } finally {
    await console.close();
  }
}

/** Makes a new incident: the culprit must be the first suspect, with lines to show for it. */
async function askWhoFailed(page: Page, culprit: string): Promise<IncidentPage> {
  const incident = new IncidentPage(page);
  await incident.open();
  await incident.newIncident.click();
  const first = incident.suspects.first();
  await incident.ranked(MADE_MS);
  expect(await first.textContent()).toContain(culprit);
  await first.getByRole('button', { name: 'Evidence' }).click();
  await incident.evidence.rows.first().waitFor();
  const lines = await incident.evidence.read();
  expect(lines.every(({ text }) => text.length > 0)).toBe(true);
  return incident;
}

/** Traces an error of the window, makes a bundle of the incident and opens that in a home where nothing is. */
async function handOver({ page, home }: OpenedConsole, incident: IncidentPage): Promise<void> {
  const { fromMs, toMs } = await windowIsOver(page, home);
  // Of the window, and whole within it: the bundle has no other lines.
  const times = ['--from', new Date(fromMs).toISOString(), '--to', new Date(toMs - SETTLED_MS).toISOString()];
  const [line] = crosstail(home, 'search', 'level>=ERROR', 'id:*', '--limit', '1', ...times).split('\n', 1);
  const event = JSON.parse(line!) as { crosstail: { ids: Record<string, string[]> } };
  await incident.trace(Object.values(event.crosstail.ids)[0]![0]!);
  await incident.traceHead.waitFor({ timeout: MADE_MS });
  const bundleButton = page.getByRole('button', { name: 'Bundle', exact: true, disabled: false });
  // It cannot be pressed before the incident is saved.
  await bundleButton.waitFor({ timeout: MADE_MS });
  await page.reload();
  const before = await readDesk(incident);
  const bundle = new BundlePage(page);
  await bundleButton.click();
  await bundle.preview.waitFor({ timeout: MADE_MS });
  await bundle.make.click();
  await bundle.result.waitFor({ timeout: MADE_MS });
  const { file } = await bundle.facts();
  const elsewhere = mkdtempSync(path.join(tmpdir(), 'crosstail-handed-over-'));
  try {
    const { workspace } = JSON.parse(crosstail(elsewhere, 'bundle', 'open', file)) as { workspace: string };
    const options = { home: elsewhere, sample: false, args: ['--workspace', workspace] };
    const fresh = await openConsole('browser', options);
    try {
      const handed = new IncidentPage(fresh.page);
      await handed.open();
      await handed.saved.first().click();
      expect(await readDesk(handed)).toEqual(before);
      await takePicture(fresh.page, 'incident-handed-over', 'browser');
    } finally {
      await fresh.close();
    }
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}

async function readDesk(incident: IncidentPage): Promise<{ suspects: string[]; trace: string | null }> {
  await incident.ranked(MADE_MS);
  await incident.traceHead.waitFor({ timeout: MADE_MS });
  return { suspects: await incident.suspects.allTextContents(), trace: await incident.traceHead.textContent() };
}

/** Waits until the end of the open incident's window has passed and its lines have come. */
async function windowIsOver(page: Page, home: string): Promise<{ fromMs: number; toMs: number }> {
  const name = `${/[0-9a-f-]{13}/.exec(new URL(page.url()).hash)?.[0]}.json`;
  const file = readdirSync(home, { recursive: true, encoding: 'utf8' }).find((each) => path.basename(each) === name)!;
  const { window } = JSON.parse(readFileSync(path.join(home, file), 'utf8')) as {
    window: { fromMs: number; toMs: number };
  };
  await page.waitForFunction((endMs) => Date.now() > endMs, window.toMs + SETTLED_MS, { timeout: 150_000 });
  return window;
}

/** What a command prints as JSON; it ends with an error where the command does. */
function crosstail(home: string, ...words: string[]): string {
  return execFileSync(process.execPath, [path.join(ROOT, 'dist/cli/crosstail.js'), ...words, '--json'], {
    env: { ...process.env, CROSSTAIL_HOME: home },
    encoding: 'utf8',
  });
}
