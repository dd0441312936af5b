import type { Locator } from 'playwright-core';

export interface LogRow {
  /** Letter of the level as shown: T D I W E F, or empty. */
  level: string;
  text: string;
  /** Request id in the text, in either spelling of the sample's services. */
  requestId: string | undefined;
}

/** A list of lines: a pane's, the hits', a context's. */
export class LogList {
  readonly #root: Locator;

  constructor(root: Locator) {
    this.#root = root;
  }

  get rows(): Locator {
    return this.#root.getByRole('row');
  }

  /** The lines that are drawn now, from top to bottom. */
  async read(): Promise<LogRow[]> {
    const cells = await this.rows.evaluateAll((rows) =>
      rows.map((row) => ({ level: row.querySelector('abbr')?.textContent ?? '', text: row.textContent ?? '' })),
    );
    return cells.map(({ level, text }) => ({
      level,
      text,
      requestId: /\breq(?:uest_id)?=([0-9a-f]{6,})/.exec(text)?.[1],
    }));
  }

  /** Opens the first drawn line with this text, by its time: an id in the line would lead to its trace. */
  async open(text: string): Promise<void> {
    await this.rows.filter({ hasText: text }).first().getByRole('gridcell').first().click();
  }
}
