// What takes something off the desk: said in a toast that brings it back.
import { sayNow } from '../../../platform/text.ts';
import { toast } from '../../../ui/toast.tsx';
import type { KeptLayouts, PaneSettings } from '../panes/pane-settings.ts';
import { paneTitle } from '../panes/pane-title.ts';
import { TAILS_TEXT } from '../tails-text.ts';
import { addPane, applyLayout, closePane } from './dock-arrangement.ts';
import { deleteLayout, layoutsNow, putLayouts, resetLayout } from './kept-layouts.ts';
import { feedOf, useDesk } from './tails-desk.ts';

/** Closes a pane; undone, it comes back with its settings and reads its lines anew. */
export function closePaneUndoable(id: string): void {
  const pane = useDesk.getState().panes[id];
  closePane(id);
  if (pane === undefined) return;
  const say = sayNow(TAILS_TEXT);
  toast(say('paneClosed', { name: paneTitle(pane, say) }), () => addPane(pane));
}

/** Empties a pane; undone, its lines are there again before those that came since. */
export function clearPaneUndoable(pane: PaneSettings): void {
  const { model } = feedOf(pane);
  const kept = [...model.entries];
  model.clear();
  toast(sayNow(TAILS_TEXT)('paneCleared'), () => {
    const since = [...model.entries];
    model.clear();
    model.append([...kept, ...since]);
  });
}

/** Forgets a layout. */
export function deleteLayoutUndoable(name: string, hasSample: boolean): void {
  const before = layoutsNow();
  deleteLayout(name, hasSample);
  offerBack(sayNow(TAILS_TEXT)('layoutDeleted', { name }), before, hasSample);
}

/** Puts the default panes in place of those of the layout in use. */
export function resetLayoutUndoable(hasSample: boolean): void {
  const before = layoutsNow();
  resetLayout(hasSample);
  offerBack(sayNow(TAILS_TEXT)('panesReset'), before, hasSample);
}

function offerBack(text: string, before: KeptLayouts, hasSample: boolean): void {
  toast(text, () => {
    putLayouts(before);
    applyLayout(before.layouts[before.current], hasSample);
  });
}
