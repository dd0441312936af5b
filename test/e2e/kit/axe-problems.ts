// What axe-core finds wrong with a page, colour contrast included.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** One line a violated rule: how often, and the first place with what is wrong there. */
export async function axeProblems(page: Page): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, nodes }) =>
        `${id} ×${nodes.length}: ${nodes[0]?.html.slice(0, 200)} — ${nodes[0]?.failureSummary.slice(0, 300)}`,
    );
  });
}
