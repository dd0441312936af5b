// The dock as far as the rest of the view needs it: adding, splitting, restoring. dockview itself stays behind this.
import type { DockviewApi, IDockviewPanel, SerializedDockview } from 'dockview-react';
import { defaultPanes, newPane, type PaneSettings, type TailsLayout } from '../panes/pane-settings.ts';
import { clearDesk, focusPane, putPane, useDesk } from './tails-desk.ts';

/** Component name under which the dock knows a pane. */
export const PANE_PART = 'tail';
/** Share of the height that the lower pane of the default arrangement takes. */
const LOWER_SHARE = 0.54;

export type PaneSide = 'right' | 'below' | 'within';

let dock: DockviewApi | undefined;

/** The dock came (or went: undefined). */
export function setDock(api: DockviewApi | undefined): void {
  dock = api;
}

/** The dock's arrangement as plain data; undefined while there is none. */
export function dockData(): unknown {
  return dock?.toJSON();
}

/** Adds a pane beside, below or as a tab of another one; of the one with the focus when none is named. */
export function addPane(pane: PaneSettings, side: PaneSide = 'right', besideId?: string): void {
  putPane(pane);
  if (dock === undefined) return;
  const beside = dock.getPanel(besideId ?? useDesk.getState().focused ?? '') ?? dock.activePanel;
  dock.addPanel({
    id: pane.id,
    component: PANE_PART,
    ...(beside === undefined ? {} : { position: { referencePanel: beside.id, direction: side } }),
  });
  focusPane(pane.id);
}

export function closePane(id: string): void {
  const panel = dock?.getPanel(id);
  if (panel !== undefined) dock!.removePanel(panel);
}

export function toggleMaximised(id: string): void {
  const panel = dock?.getPanel(id);
  if (panel === undefined) return;
  if (panel.api.isMaximized()) panel.api.exitMaximized();
  else panel.api.maximize();
}

/** Puts a layout on the desk, or the default panes when there is none or it cannot be read. */
export function applyLayout(layout: TailsLayout | undefined, hasSample: boolean): void {
  clearDesk();
  dock?.clear();
  const panes = layout === undefined ? defaultPanes(hasSample) : Object.values(layout.panes);
  for (const pane of panes) putPane(pane);
  arrange(layout?.dock);
}

/** Arranges the panes that are on the desk: as written, or side by side with the last one below. */
export function arrange(written: unknown): void {
  if (dock === undefined) return;
  const ids = Object.keys(useDesk.getState().panes);
  if (written !== null && written !== undefined && !restore(written)) dock.clear();
  const missing = ids.filter((id) => dock!.getPanel(id) === undefined);
  if (missing.length === ids.length) arrangeAnew(ids);
  else for (const id of missing) dock.addPanel({ id, component: PANE_PART });
  // What the written arrangement has and the desk has not is a pane without settings.
  for (const panel of [...dock.panels]) if (!ids.includes(panel.id)) putPane(newPane({ id: panel.id }));
  const active = dock.activePanel ?? dock.panels[0];
  if (active !== undefined) focusPane(active.id);
}

function restore(written: unknown): boolean {
  try {
    dock!.fromJSON(written as SerializedDockview);
    return true;
  } catch (error) {
    // An arrangement of another version or a spoilt one: the panes are there, only their places are lost.
    console.warn('The kept arrangement of panes could not be read; the default one is used.', error);
    return false;
  }
}

function arrangeAnew(ids: readonly string[]): void {
  const api = dock!;
  const [first, ...rest] = ids;
  if (first === undefined) return;
  api.addPanel({ id: first, component: PANE_PART });
  const last = rest.pop();
  let before = first;
  for (const id of rest) {
    api.addPanel({ id, component: PANE_PART, position: { referencePanel: before, direction: 'right' } });
    before = id;
  }
  if (last === undefined) return;
  const lower: IDockviewPanel = api.addPanel({ id: last, component: PANE_PART, position: { direction: 'below' } });
  if (api.height > 0) lower.api.setSize({ height: Math.round(api.height * LOWER_SHARE) });
}
