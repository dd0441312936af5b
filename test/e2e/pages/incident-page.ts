import type { Locator, Page } from 'playwright-core';
import { LogList } from './log-list.ts';

/** The Incident view as a person sees it. */
export class IncidentPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.getByRole('link', { name: 'Incident' }).click();
    await this.#page.getByRole('main', { name: 'Incident' }).waitFor();
  }

  get newIncident(): Locator {
    return this.#page.getByRole('button', { name: 'New incident' });
  }

  /** The ranked services, first one first. */
  get suspects(): Locator {
    return this.#page.getByRole('region', { name: 'Suspects' }).locator('ol > li');
  }

  /** Waits until there are suspects, and no better answer is on its way. */
  async ranked(timeout: number): Promise<void> {
    await this.suspects.first().waitFor({ timeout });
    await this.#page.getByRole('region', { name: 'Suspects' }).locator('.spin').waitFor({ state: 'hidden', timeout });
  }

  /** The services of a trace, one lane each. */
  get lanes(): Locator {
    return this.#page.locator('.lanes');
  }

  /** Incidents of the list. */
  get saved(): Locator {
    return this.#page.getByRole('main', { name: 'Incident' }).locator('tbody a');
  }

  /** Id, lines, services and duration of the trace shown. */
  get traceHead(): Locator {
    return this.#page.getByRole('region', { name: 'Trace', exact: true }).locator('.trace-head .t2');
  }

  /** Shows the trace of an id. */
  async trace(id: string): Promise<void> {
    await this.#page.getByRole('textbox', { name: 'Id to trace' }).fill(id);
    await this.#page.keyboard.press('Enter');
  }

  /** The lines that an opened suspect stands on. */
  get evidence(): LogList {
    return new LogList(this.#page.getByRole('treegrid', { name: 'Evidence' }));
  }
}
