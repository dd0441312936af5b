// To the next error or first-seen line, or a word when there is none: a key that does nothing looks broken.
import { sayNow } from '../../platform/text.ts';
import { note } from '../../ui/toast.tsx';
import { ROWS_TEXT } from '../rows-text.ts';
import type { RowSurface } from './row-surface.ts';

export type JumpKind = 'new' | 'error';

const NOTHING = {
  error: { here: 'noErrorHere', after: 'noErrorAfter', before: 'noErrorBefore' },
  new: { here: 'noNewHere', after: 'noNewAfter', before: 'noNewBefore' },
} as const;

/** Goes to the next line of a kind; says so when there is none that way. */
export function jumpOrSay(surface: RowSurface, kind: JumpKind, direction: 1 | -1): void {
  if (surface.jump(kind, direction)) return;
  const words = NOTHING[kind];
  const hasActive = surface.activeEntry !== undefined;
  note(sayNow(ROWS_TEXT)(!hasActive ? words.here : direction === 1 ? words.after : words.before));
}
