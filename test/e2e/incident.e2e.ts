// Who failed first, in both shells: a fault of the sample, a new incident, the right service first, with lines to show.
import { afterEach, expect, test } from 'vitest';
import { type OpenedConsole, openConsole, type Shell } from './kit/open-console.ts';
import { takePicture } from './kit/take-picture.ts';
import { IncidentPage } from './pages/incident-page.ts';
import { TailsPage } from './pages/tails-page.ts';

const FIRST_LINES_MS = 120_000;
/** What is usual must have been seen before it can be told from what is not. */
const USUAL_MS = 60_000;
/** How long the fault shows before somebody asks. */
const TROUBLE_MS = 20_000;
const LIMIT_MS = 240_000;

const FAULTS = [
  { fault: 'Slow database', culprit: 'inventoryd' },
  { fault: 'Engine crash', culprit: 'inventoryd' },
  { fault: 'Bad release', culprit: 'pricing' },
] as const;
const SHELLS: Shell[] = ['desktop', 'browser'];
const CASES = SHELLS.flatMap((shell) => FAULTS.map((each) => ({ shell, ...each })));

const opened = new Map<string, OpenedConsole>();
afterEach(async ({ task }) => {
  const console = opened.get(task.name);
  opened.delete(task.name);
  if (task.result?.state === 'fail' && console !== undefined) await takePicture(console.page, 'failed', task.name);
  await console?.close();
});

// They mostly wait, and each has a console of its own.
test.concurrent.for(CASES)(
  '$fault → Incident → $culprit first: $shell',
  { timeout: LIMIT_MS },
  async ({ shell, fault, culprit }, { task }) => {
    const console = await openConsole(shell);
    opened.set(task.name, console);
    const { page } = console;
    const tails = new TailsPage(page);
    await tails.pane('all services, merged').rows.first().waitFor({ timeout: FIRST_LINES_MS });
    await page.waitForTimeout(USUAL_MS);
    await tails.fault(fault).click();
    await page.waitForTimeout(TROUBLE_MS);

    const incident = new IncidentPage(page);
    await incident.open();
    await incident.newIncident.click();
    const first = incident.suspects.first();
    await first.waitFor({ timeout: 15_000 });
    expect(await first.textContent()).toContain(culprit);

    await first.getByRole('button', { name: 'Evidence' }).click();
    await incident.evidence.rows.first().waitFor();
    const lines = await incident.evidence.read();
    expect(lines.every(({ text }) => text.length > 0)).toBe(true);
    await takePicture(page, `incident-${fault.toLowerCase().replace(' ', '-')}`, shell);
    expect(await console.complaints()).toEqual([]);
  },
);
