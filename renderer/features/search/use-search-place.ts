// What the URL says of the search: all of its state but what is being typed.
import { useMemo } from 'react';
import { setRouteParams, useRoute } from '../../platform/route.ts';
import { useTimeAnchor, useTimeRange } from '../../platform/time-bar.ts';
import { toggleColumn } from '../../rows/surface/column-heads.tsx';
import { checkQuery } from './query/query-check.ts';

export interface SearchPlace {
  /** The query of the URL; empty text when it is none that can be run. */
  query: string;
  /** As it stands in the URL, right or wrong. */
  urlQuery: string;
  isGood: boolean;
  range: { fromMs: number; toMs: number };
  order: 'newest' | 'oldest';
  isFollowing: boolean;
  tab: 'events' | 'patterns';
  /** Fields shown in columns of their own. */
  columns: readonly string[];
  anchorMs: number;
}

/** The place shown now. */
export function useSearchPlace(): SearchPlace {
  const { params } = useRoute();
  const { fromMs, toMs, isLive } = useTimeRange();
  const anchorMs = useTimeAnchor((state) => state.anchorMs);
  const urlQuery = params.get('q') ?? '';
  const isGood = useMemo(() => checkQuery(urlQuery, anchorMs).ok, [urlQuery, anchorMs]);
  const columnText = params.get('cols') ?? '';
  const columns = useMemo(() => columnText.split(',').filter((field) => field !== ''), [columnText]);
  const range = useMemo(() => ({ fromMs, toMs }), [fromMs, toMs]);
  return {
    query: isGood ? urlQuery : '',
    urlQuery,
    isGood,
    range,
    order: params.get('order') === 'oldest' ? 'oldest' : 'newest',
    isFollowing: params.get('follow') === '1' && isLive,
    tab: params.get('tab') === 'patterns' ? 'patterns' : 'events',
    columns,
    anchorMs,
  };
}

/** Follows the stream as well, or no longer. Only a range that ends now can. */
export function setFollowing(isFollowing: boolean): void {
  setRouteParams({ follow: isFollowing ? '1' : '', to: '' }, { replace: true });
}

/** Searches for a query, from now. */
export function runQuery(query: string): void {
  useTimeAnchor.getState().refresh();
  setRouteParams({ q: query.trim(), context: '', scope: '' });
}

/** Shows a field in a column of its own, or no longer. */
export function toggleSearchColumn(columns: readonly string[], field: string): void {
  setRouteParams({ cols: toggleColumn(columns, field).join(',') }, { replace: true });
}
