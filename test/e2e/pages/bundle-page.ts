import type { Locator, Page } from 'playwright-core';

/** The dialog that makes a bundle, as a person sees it. */
export class BundlePage {
  readonly dialog: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'Make a bundle' });
  }

  /** The line that says how much would go in. */
  get preview(): Locator {
    return this.dialog.getByText(/the file will have about/);
  }

  get make(): Locator {
    return this.dialog.getByRole('button', { name: 'Make the bundle' });
  }

  get own(): Locator {
    return this.dialog.getByRole('textbox', { name: /^Own patterns/ });
  }

  get result(): Locator {
    return this.dialog.getByRole('button', { name: 'Copy path' });
  }

  /** Hands the made file to the browser. */
  get save(): Locator {
    return this.dialog.getByRole('button', { name: 'Save file…' });
  }

  /** Where the made bundle is, and its checksum. */
  async facts(): Promise<{ file: string; sha256: string }> {
    const [file = '', sha256 = ''] = await this.dialog.locator('code').allTextContents();
    return { file, sha256 };
  }
}
