// Screen-reader mode: flowing lines are announced in bundles, so that one can follow without drowning.
import type { Say } from '../../platform/text.ts';
import type { DisplayRow } from '../model/row-entry.ts';
import type { RowModel } from '../model/row-model.ts';
import type { ROWS_TEXT } from '../rows-text.ts';

const EVERY_MS = 3_000;
const LONGEST = 200;

export class RowAnnouncer {
  readonly #region = document.createElement('div');
  readonly #say: Say<typeof ROWS_TEXT>;
  #count: number | undefined;
  #toldAtMs = 0;

  constructor(host: HTMLElement, say: Say<typeof ROWS_TEXT>) {
    this.#say = say;
    this.#region.className = 'sr';
    this.#region.setAttribute('role', 'status');
    host.append(this.#region);
  }

  /** Says how many lines came since the last time, and the newest one. */
  tell(model: RowModel, textOf: (row: DisplayRow) => string, nowMs: number): void {
    const count = model.dropped + model.entries.length;
    if (this.#count === undefined) this.#count = count;
    const { last } = model;
    if (count <= this.#count || nowMs - this.#toldAtMs < EVERY_MS || last?.kind !== 'event') return;
    const text = textOf({ entry: last, child: 0 }).slice(0, LONGEST);
    this.#region.textContent = this.#say('announced', { n: count - this.#count, last: text });
    this.#count = count;
    this.#toldAtMs = nowMs;
  }
}
