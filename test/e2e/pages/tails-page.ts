import type { Locator, Page } from 'playwright-core';
import { LogList } from './log-list.ts';

/** The Tails view as a person sees it. */
export class TailsPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.getByRole('link', { name: 'Tails' }).click();
    await this.#page.getByRole('main', { name: 'Tails' }).waitFor();
  }

  /** A pane by what it follows: a service's name, or `all services, merged`. */
  pane(name: string): LogList {
    return new LogList(this.#page.getByRole('treegrid', { name, exact: true }));
  }

  fault(name: 'Slow database' | 'Engine crash' | 'Bad release'): Locator {
    return this.#page.getByRole('button', { name });
  }

  get pauseAll(): Locator {
    return this.#page.getByRole('button', { name: /^(Pause|Resume) all/ });
  }

  /** The drawer of the opened line. */
  get drawer(): Locator {
    return this.#page.getByRole('complementary', { name: 'Event' });
  }
}
