// Keeps the desk as it is under the name of the layout in use, and other layouts by their names.
import { create } from 'zustand';
import { DEFAULT_LAYOUT, type KeptLayouts, readLayouts, writeLayouts } from '../panes/pane-settings.ts';
import { applyLayout, dockData } from './dock-arrangement.ts';
import { useDesk } from './tails-desk.ts';

const SAVE_AFTER_MS = 400;

export const useLayouts = create<KeptLayouts>()(() => readLayouts());

let timer: ReturnType<typeof setTimeout> | undefined;

function withCurrent(kept: KeptLayouts): KeptLayouts {
  const { panes } = useDesk.getState();
  if (Object.keys(panes).length === 0) return kept;
  return { ...kept, layouts: { ...kept.layouts, [kept.current]: { panes, dock: dockData() ?? null } } };
}

function save(kept: KeptLayouts): void {
  clearTimeout(timer);
  useLayouts.setState(kept, true);
  writeLayouts(kept);
}

/** Everything kept, with the desk as it is now. */
export function layoutsNow(): KeptLayouts {
  return withCurrent(useLayouts.getState());
}

/** Keeps these in place of what is kept; the desk is left as it is. */
export function putLayouts(kept: KeptLayouts): void {
  save(kept);
}

/** Keeps the desk soon; many changes make one writing. */
export function keepSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => save(withCurrent(useLayouts.getState())), SAVE_AFTER_MS);
}

/** Keeps the desk as it is under a new name, and goes on with that one. */
export function saveLayoutAs(name: string): void {
  save(withCurrent({ ...withCurrent(useLayouts.getState()), current: name }));
}

/** Puts another layout on the desk. */
export function switchLayout(name: string, hasSample: boolean): void {
  const kept = { ...withCurrent(useLayouts.getState()), current: name };
  save(kept);
  applyLayout(kept.layouts[name], hasSample);
}

/** Forgets a layout; when it is the one in use, goes back to the default one. */
export function deleteLayout(name: string, hasSample: boolean): void {
  const kept = useLayouts.getState();
  const { [name]: _gone, ...layouts } = kept.layouts;
  if (kept.current !== name) {
    save({ ...kept, layouts });
    return;
  }
  save({ current: DEFAULT_LAYOUT, layouts });
  applyLayout(layouts[DEFAULT_LAYOUT], hasSample);
}

/** Puts the default panes on the desk, under the name in use. */
export function resetLayout(hasSample: boolean): void {
  applyLayout(undefined, hasSample);
  keepSoon();
}
