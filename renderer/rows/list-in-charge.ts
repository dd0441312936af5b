// The list that keys act on when the focus is nowhere that uses them itself: after a click on a button, or on nothing.
import { isTyping } from '../platform/key-chord.ts';
import { handleRowKey } from './surface/row-keys.ts';
import type { RowSurface } from './surface/row-surface.ts';

/** Standing lists, the one that was last pointed at or focused first. */
let standing: readonly RowSurface[] = [];

/** Adds a list, behind those that are in use; the answer takes it away again. */
export function addList(surface: RowSurface): () => void {
  const { view } = surface.window;
  const onFocus = () => putInCharge(surface);
  standing = [...standing, surface];
  view.addEventListener('focus', onFocus);
  return () => {
    view.removeEventListener('focus', onFocus);
    standing = standing.filter((each) => each !== surface);
  };
}

/** Keys go to this list from now on. */
export function putInCharge(surface: RowSurface): void {
  standing = [surface, ...standing.filter((each) => each !== surface)];
}

/** The list that keys act on; undefined when none is in sight: one in a hidden tab has no height. */
export function listInCharge(): RowSurface | undefined {
  return standing.find(({ window: { view } }) => view.isConnected && view.clientHeight > 0);
}

/** Keys that move: what scrolls or holds choices uses them itself. */
const MOVES = /^(?:Arrow|Page|Home$|End$)/;
const OWN_MOVES = '[role=menu], [role=listbox], [role=tablist], [role=slider], [role=separator], .scroll';
/** What Enter presses. */
const PRESSED = 'button, a, summary, [role=button], [role=tab], [role=option], [role=menuitem]';

/** Acts on a key that nothing else took; true when it was one of the list's. */
export function handleListKey(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || isTyping(target)) return false;
  if (target instanceof Element) {
    if (event.key === 'Enter' && target.closest(PRESSED) !== null) return false;
    if (MOVES.test(event.key) && target.closest(OWN_MOVES) !== null) return false;
  }
  const surface = listInCharge();
  return surface !== undefined && handleRowKey(surface, event);
}

/**
 * A button pressed with the pointer does not take the focus: Enter and the letters go on acting on the list. Those who
 * come by keyboard find every button with Tab as ever; in dialogs and menus nothing changes. Until the answer is called.
 */
export function keepFocusFromButtons(): () => void {
  const onDown = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || !(event.target instanceof Element)) return;
    const button = event.target.closest('button');
    if (button === null || button.closest('dialog, [role=menu], [draggable=true]') !== null) return;
    event.preventDefault();
    // What is typed counts as typed, as it would when the focus went to the button.
    if (isTyping(document.activeElement)) (document.activeElement as HTMLElement).blur();
  };
  addEventListener('mousedown', onDown);
  return () => removeEventListener('mousedown', onDown);
}
