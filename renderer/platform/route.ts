// Where the window is, as its hash: `#/search?q=…&from=…`. Reload, back, forward and a copied link all lead to the same
// place.
import { useMemo, useSyncExternalStore } from 'react';

export const VIEWS = ['tails', 'search', 'incident', 'rules', 'hosts', 'pipeline', 'settings', 'help'] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  view: View;
  /** What stands behind the view's name, such as an incident's id; empty when nothing does. */
  id: string;
  params: URLSearchParams;
}

export type RouteParams = Readonly<Record<string, string | undefined>>;

/** Reads a hash; what is no view of ours is Tails. */
export function parseRoute(hash: string): Route {
  const match = /^#\/([a-z]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(hash);
  const view = VIEWS.find((each) => each === match?.[1]) ?? 'tails';
  let id = '';
  try {
    id = decodeURIComponent(match?.[2] ?? '');
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
  return { view, id, params: new URLSearchParams(match?.[3] ?? '') };
}

/** Hash of a place. Parameters that are undefined or empty are left out. */
export function routeHash(view: View, params: RouteParams = {}, id = ''): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined && value !== '') search.set(name, value);
  const query = search.toString();
  return `#/${view}${id === '' ? '' : `/${encodeURIComponent(id)}`}${query === '' ? '' : `?${query}`}`;
}

// Every part of the window changes place in the same moment: a part that looked at the address itself, when it happens
// to be drawn, could take the parameters of a place that is about to be shown for its own.
let shownHash = globalThis.location?.hash ?? '';
const listeners = new Set<() => void>();

function follow(): void {
  if (location.hash === shownHash) return;
  shownHash = location.hash;
  for (const listener of listeners) listener();
}

globalThis.addEventListener?.('hashchange', follow);

/** Tells of each change of the place; the answer ends it. */
export function onPlaceChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The place shown now; follows every change. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(onPlaceChange, () => shownHash);
  return useMemo(() => parseRoute(hash), [hash]);
}

/** Goes to a place; `replace` leaves no entry in the history (typing, zooming back and forth). */
export function navigate(view: View, params: RouteParams = {}, options: { id?: string; replace?: boolean } = {}): void {
  goToHash(routeHash(view, params, options.id), options.replace ?? false);
}

/** Changes parameters of the place shown; undefined or empty removes one. */
export function setRouteParams(patch: RouteParams, options: { replace?: boolean } = {}): void {
  const { view, id, params } = parseRoute(location.hash);
  goToHash(routeHash(view, { ...Object.fromEntries(params), ...patch }, id), options.replace ?? false);
}

function goToHash(hash: string, replace: boolean): void {
  if (hash === location.hash) return;
  if (replace) history.replaceState(history.state, '', hash);
  else history.pushState(null, '', hash);
  follow();
}
