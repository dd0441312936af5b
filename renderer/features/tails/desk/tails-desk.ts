// The panes of the Tails view: what each follows, which has the focus, what is locked and paused. One desk for the
// window: leaving the view and coming back finds the panes as they were, with what came meanwhile.
import { create } from 'zustand';
import type { ConsoleClient } from '../../../../src/contract/contract.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { useShiftWish } from '../../../platform/time-shift.ts';
import type { RowSurface } from '../../../rows/surface/row-surface.ts';
import { PaneFeed } from '../panes/pane-feed.ts';
import { newPane, type PaneSettings } from '../panes/pane-settings.ts';

export interface DeskState {
  readonly panes: Readonly<Record<string, PaneSettings>>;
  readonly focused: string | undefined;
  readonly paused: readonly string[];
  /** Panes that follow the new end. */
  readonly following: readonly string[];
  readonly isTimeLocked: boolean;
  readonly instantMs: number | undefined;
  /** The line in the drawer and the pane it is from. */
  readonly opened: { pane: string; event: LogEvent } | undefined;
}

export const useDesk = create<DeskState>()(() => ({
  panes: {},
  focused: undefined,
  paused: [],
  following: [],
  isTimeLocked: false,
  instantMs: undefined,
  opened: undefined,
}));

const feeds = new Map<string, PaneFeed>();
const surfaces = new Map<string, RowSurface>();
let client: ConsoleClient | undefined;

/** The feed of a pane; made at the first asking. */
export function feedOf(pane: PaneSettings): PaneFeed {
  let feed = feeds.get(pane.id);
  if (feed === undefined) {
    feed = new PaneFeed(pane);
    feeds.set(pane.id, feed);
    feed.setClient(client);
  }
  return feed;
}

// Lines that are here have the times of before.
useShiftWish.subscribe(({ round }, before) => {
  if (round === before.round) return;
  useDesk.setState({ opened: undefined });
  for (const feed of feeds.values()) feed.restart();
});

/** Tells every pane of a new connection. */
export function setDeskClient(next: ConsoleClient | undefined): void {
  client = next;
  for (const feed of feeds.values()) feed.setClient(next);
}

export function surfaceOf(id: string | undefined): RowSurface | undefined {
  return id === undefined ? undefined : surfaces.get(id);
}

/** A pane's surface came (or went: undefined). */
export function setSurface(id: string, surface: RowSurface | null): void {
  if (surface === null) surfaces.delete(id);
  else surfaces.set(id, surface);
}

/** Adds a pane to the desk; where it docks is the dock's. */
export function putPane(pane: PaneSettings): void {
  useDesk.setState(({ panes, following }) => ({
    panes: { ...panes, [pane.id]: pane },
    following: [...following.filter((id) => id !== pane.id), pane.id],
  }));
}

/** Changes a pane's settings. */
export function changePane(id: string, patch: Partial<PaneSettings>): void {
  const pane = useDesk.getState().panes[id];
  if (pane === undefined) return;
  const next = newPane({ ...pane, ...patch, id });
  useDesk.setState(({ panes }) => ({ panes: { ...panes, [id]: next } }));
  feedOf(next).configure(next);
}

/** Takes a pane away and ends what it follows. */
export function dropPane(id: string): void {
  feeds.get(id)?.dispose();
  feeds.delete(id);
  useDesk.setState(({ panes, focused, paused, following, opened }) => {
    const { [id]: _gone, ...rest } = panes;
    return {
      panes: rest,
      focused: focused === id ? Object.keys(rest)[0] : focused,
      paused: paused.filter((each) => each !== id),
      following: following.filter((each) => each !== id),
      opened: opened?.pane === id ? undefined : opened,
    };
  });
}

export function focusPane(id: string): void {
  if (useDesk.getState().focused !== id) useDesk.setState({ focused: id });
}

export function setFollowing(id: string, isFollowing: boolean): void {
  useDesk.setState(({ following }) => ({
    following: [...following.filter((each) => each !== id), ...(isFollowing ? [id] : [])],
  }));
}

export function setPanePaused(id: string, isPaused: boolean): void {
  useDesk.setState(({ paused }) => ({ paused: [...paused.filter((each) => each !== id), ...(isPaused ? [id] : [])] }));
}

/** Pauses all panes; when all are paused, lets all go on. */
export function togglePauseAll(): void {
  const { panes, paused } = useDesk.getState();
  const all = Object.keys(panes);
  useDesk.setState({ paused: paused.length === all.length ? [] : all });
}

export function toggleTimeLock(): void {
  const { isTimeLocked, focused } = useDesk.getState();
  if (isTimeLocked) {
    useDesk.setState({ isTimeLocked: false, instantMs: undefined });
    return;
  }
  useDesk.setState({ isTimeLocked: true });
  const surface = surfaceOf(focused);
  const entry = surface?.activeEntry;
  if (focused !== undefined && entry?.kind === 'event') moveTo(focused, entry.timeMs);
}

/** A person moved to an instant in one pane: with the time locked all others go there as well. */
export function moveTo(from: string, timeMs: number): void {
  if (!useDesk.getState().isTimeLocked || Number.isNaN(timeMs)) return;
  useDesk.setState({ instantMs: timeMs });
  for (const [id, surface] of surfaces) if (id !== from) surface.seek(timeMs);
}

export function openEvent(pane: string, event: LogEvent): void {
  useDesk.setState({ opened: { pane, event } });
}

/** Shows another line in the drawer when it is open. */
export function followOpened(pane: string, event: LogEvent): void {
  const { opened } = useDesk.getState();
  if (opened !== undefined) useDesk.setState({ opened: { pane, event } });
}

export function closeEvent(): void {
  const { opened } = useDesk.getState();
  useDesk.setState({ opened: undefined });
  surfaceOf(opened?.pane)?.focus();
}

/** Empties the desk: another layout is put on it. */
export function clearDesk(): void {
  for (const id of [...feeds.keys()]) dropPane(id);
  useDesk.setState({ panes: {}, paused: [], following: [], opened: undefined, focused: undefined });
}
