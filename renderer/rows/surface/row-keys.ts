// Keys of a list of lines. What is not handled here is left to the view and the frame.

import { copyPlainText } from '../clipboard.ts';
import { openSourceOfRow } from '../drawer/event-frames.ts';
import { jumpOrSay } from './row-jump.ts';
import type { RowAction, RowSurface } from './row-surface.ts';

const SHIFT_STEP = 8;

/** Acts on a key; true when it was one of ours. */
export function handleRowKey(surface: RowSurface, event: KeyboardEvent): boolean {
  if (event.altKey || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey) return handleControlKey(surface, event);
  if (event.shiftKey && event.key.startsWith('Arrow')) return handleShiftedArrow(surface, event.key);
  return handleMove(surface, event.key) || handleFold(surface, event.key) || handleAction(surface, event.key);
}

function handleControlKey(surface: RowSurface, event: KeyboardEvent): boolean {
  if (event.key === 'c') {
    const text = surface.selectedText() || (surface.activeEvent?.message ?? '');
    if (text === '') return false;
    copyPlainText(text);
    return true;
  }
  if (event.key === 'a') {
    const first = surface.model.rowAt(0);
    const last = surface.model.rowAt(surface.total - 1);
    if (first === undefined || last === undefined) return false;
    surface.hold();
    surface.select({ anchor: { ...first, offset: 0 }, focus: { ...last, offset: Number.MAX_SAFE_INTEGER } });
    return true;
  }
  return false;
}

function handleShiftedArrow(surface: RowSurface, key: string): boolean {
  if (key === 'ArrowRight') surface.shiftBy(SHIFT_STEP);
  else if (key === 'ArrowLeft') surface.shiftBy(-SHIFT_STEP);
  else return false;
  return true;
}

function handleMove(surface: RowSurface, key: string): boolean {
  const { page } = surface.window;
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return moveBy(surface, 1);
    case 'k':
    case 'ArrowUp':
      return moveBy(surface, -1);
    case 'PageDown':
      return moveBy(surface, page - 1);
    case 'PageUp':
      return moveBy(surface, 1 - page);
    case 'Home':
      surface.activate(0);
      return true;
    case 'End':
      if (surface.canFollow) {
        surface.clearActive();
        surface.follow();
      } else surface.activate(surface.total - 1);
      return true;
    default:
      return false;
  }
}

function moveBy(surface: RowSurface, rows: number): boolean {
  const seen = surface.window.seen(surface.total);
  const active = surface.activeRow;
  // Without an active line the first step takes the edge one comes from: the newest when going up.
  const start = active ?? (rows > 0 ? seen.first - 1 : seen.first + seen.count);
  surface.activate(start + rows);
  return true;
}

function handleFold(surface: RowSurface, key: string): boolean {
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return false;
  const entry = surface.activeEntry;
  if (entry?.kind !== 'event' || entry.childCount === 0) {
    surface.shiftBy(key === 'ArrowRight' ? SHIFT_STEP : -SHIFT_STEP);
    return true;
  }
  const isOpening = key === 'ArrowRight';
  if (!isOpening) surface.reveal(entry);
  surface.setOpen(entry, isOpening);
  return true;
}

const ACTION_KEYS: Readonly<Record<string, RowAction>> = { t: 'trace', c: 'context', p: 'pin' };

function handleAction(surface: RowSurface, key: string): boolean {
  switch (key) {
    case 'n':
    case 'N':
      jumpOrSay(surface, 'new', key === 'n' ? 1 : -1);
      return true;
    case 'o':
      if (surface.activeLine !== undefined) openSourceOfRow(surface.activeLine);
      return surface.activeLine !== undefined;
    case 'e':
    case 'E':
      jumpOrSay(surface, 'error', key === 'e' ? 1 : -1);
      return true;
  }
  const { activeEvent } = surface;
  if (activeEvent === undefined) return false;
  if (key === 'Enter') {
    surface.events.onActivate?.(activeEvent);
    return true;
  }
  const action = ACTION_KEYS[key];
  if (action === undefined || surface.events.onAction === undefined) return false;
  surface.events.onAction(action, activeEvent);
  return true;
}
