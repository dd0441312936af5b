// The buttons on the line under the pointer: one bar that moves from row to row. Keyboard users have the same by keys.
import { Copy, Pin, UnfoldVertical, Waypoints } from 'lucide-react';
import { createRoot, type Root } from 'react-dom/client';
import type { Say } from '../../platform/text.ts';
import type { ROWS_TEXT } from '../rows-text.ts';
import type { RowAction } from './row-surface.ts';

const BUTTONS = [
  { action: 'trace', Icon: Waypoints, keys: 't' },
  { action: 'context', Icon: UnfoldVertical, keys: 'c' },
  { action: 'pin', Icon: Pin, keys: 'p' },
  { action: 'copy', Icon: Copy, keys: undefined },
] as const;

export class RowActionBar {
  readonly element = document.createElement('span');
  readonly #root: Root;
  readonly #say: Say<typeof ROWS_TEXT>;

  constructor(say: Say<typeof ROWS_TEXT>) {
    this.#say = say;
    this.element.className = 'acts';
    this.element.setAttribute('role', 'gridcell');
    this.#root = createRoot(this.element);
  }

  /** Moves the bar to a row. */
  showOn(row: HTMLElement): void {
    if (this.element.parentElement === row) return;
    this.#root.render(
      BUTTONS.map(({ action, Icon, keys }) => (
        <button
          key={action}
          type="button"
          tabIndex={-1}
          className="btn sq"
          data-action={action}
          data-tip={this.#say(action)}
          {...(keys === undefined ? {} : { 'data-tip-keys': keys })}
          aria-label={this.#say(action)}
        >
          <Icon className="i i-14" aria-hidden />
        </button>
      )),
    );
    row.append(this.element);
  }

  /** The action of the button that holds a node of the page. */
  actionAt(target: Element): RowAction | undefined {
    if (!this.element.contains(target)) return undefined;
    const button = target.closest<HTMLElement>('button[data-action]');
    return button === null ? undefined : (button.dataset.action as RowAction);
  }

  dispose(): void {
    this.element.remove();
    // Not within a render of the page's own root, where React forbids it.
    queueMicrotask(() => this.#root.unmount());
  }
}
