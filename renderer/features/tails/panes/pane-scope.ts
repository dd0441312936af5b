// What a pane shows, as a scope for other views.
import { askForBundle } from '../../../platform/bundle-request.ts';
import { feedOf } from '../desk/tails-desk.ts';
import { type PaneSettings, queryOf, selectorQuery } from './pane-settings.ts';

/** A query for what the pane follows and lets through. */
export function searchOf(pane: PaneSettings): string {
  const parts = [selectorQuery(pane.selectors) ?? '', queryOf(pane)].filter((part) => part !== '');
  return parts.length > 1 ? parts.map((part) => `(${part})`).join(' AND ') : (parts[0] ?? '');
}

/** Asks for a bundle of the pane, from its oldest line to its newest. */
export function bundlePane(pane: PaneSettings): void {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const entry of feedOf(pane).model.entries) {
    if (entry.kind !== 'event' || Number.isNaN(entry.timeMs)) continue;
    fromMs = Math.min(fromMs, entry.timeMs);
    toMs = Math.max(toMs, entry.timeMs);
  }
  const range = fromMs <= toMs ? { fromMs: Math.floor(fromMs), toMs: Math.floor(toMs) + 1 } : {};
  askForBundle({ query: searchOf(pane), ...range });
}
