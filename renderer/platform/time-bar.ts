// The one time range of the window. Its text (`-15m`, `now`, an instant) stands in the URL; relative ends are counted
// from the anchor, which moves when the person refreshes or chooses, so that all views show the same stretch.
import { useMemo } from 'react';
import { create } from 'zustand';
import { parseInstant } from '../../src/base/time-text.ts';
import { parseRoute, setRouteParams, useRoute } from './route.ts';

export const DEFAULT_FROM = '-15m';
export const DEFAULT_TO = 'now';

interface Anchor {
  anchorMs: number;
  /** The last range that ended now: where Live leads back to. */
  lastRelative: string;
  refresh(): void;
}

export const useTimeAnchor = create<Anchor>()((set) => ({
  anchorMs: Date.now(),
  lastRelative: DEFAULT_FROM,
  refresh: () => set({ anchorMs: Date.now() }),
}));

export interface ShownRange {
  fromText: string;
  toText: string;
  fromMs: number;
  toMs: number;
  /** The range ends now and moves on with each refresh. */
  isLive: boolean;
}

/** Resolves the ends of a range; what cannot be read falls back to the last quarter of an hour. */
export function resolveRange(params: URLSearchParams, anchorMs: number): ShownRange {
  const fromText = params.get('from') ?? DEFAULT_FROM;
  const toText = params.get('to') ?? DEFAULT_TO;
  const toMs = parseInstant(toText, anchorMs) ?? anchorMs;
  const fromMs = parseInstant(fromText, anchorMs) ?? toMs - 900_000;
  return { fromText, toText, fromMs: Math.min(fromMs, toMs - 1), toMs, isLive: toText === 'now' };
}

/** The range shown now. */
export function useTimeRange(): ShownRange {
  const { params } = useRoute();
  const anchorMs = useTimeAnchor((state) => state.anchorMs);
  return useMemo(() => resolveRange(params, anchorMs), [params, anchorMs]);
}

/** Chooses a range by its texts and counts relative ends from now. */
export function chooseRange(fromText: string, toText: string): void {
  if (toText === 'now') useTimeAnchor.setState({ lastRelative: fromText });
  useTimeAnchor.getState().refresh();
  setRouteParams({ from: fromText === DEFAULT_FROM ? '' : fromText, to: toText === DEFAULT_TO ? '' : toText });
}

/** Chooses a fixed stretch, as by dragging on a picture. */
export function chooseStretch(fromMs: number, toMs: number): void {
  chooseRange(new Date(Math.floor(fromMs)).toISOString(), new Date(Math.ceil(toMs)).toISOString());
}

/** Moves the range by half its width; back (−1) or forward (1). */
export function shiftRange(direction: -1 | 1): void {
  const { fromMs, toMs } = resolveRange(parseRoute(location.hash).params, useTimeAnchor.getState().anchorMs);
  const step = ((toMs - fromMs) / 2) * direction;
  chooseStretch(fromMs + step, toMs + step);
}

/** Holds a live range as it stands, or goes back to the last live one. */
export function toggleLive(): void {
  const range = resolveRange(parseRoute(location.hash).params, useTimeAnchor.getState().anchorMs);
  if (range.isLive) chooseStretch(range.fromMs, range.toMs);
  else chooseRange(useTimeAnchor.getState().lastRelative, 'now');
}
