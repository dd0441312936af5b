import type { Locator, Page } from 'playwright-core';
import { LogList } from './log-list.ts';

/** The Search view as a person sees it. */
export class SearchPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.getByRole('link', { name: 'Search' }).click();
    await this.#page.getByRole('main', { name: 'Search' }).waitFor();
  }

  get query(): Locator {
    return this.#page.getByRole('combobox', { name: 'Query' });
  }

  get hits(): LogList {
    return new LogList(this.#page.getByRole('treegrid', { name: 'Hits' }));
  }

  get context(): LogList {
    return new LogList(this.#page.getByRole('treegrid', { name: 'Lines around the hit' }));
  }

  /** Chooses what the context is taken from. */
  contextBy(scope: 'File' | 'Host' | 'Service' | 'All'): Locator {
    return this.#page.getByRole('region', { name: 'Lines around the hit' }).getByText(scope, { exact: true });
  }
}
