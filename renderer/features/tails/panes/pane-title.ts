import type { Say } from '../../../platform/text.ts';
import { visibleText } from '../../../rows/text/control-text.ts';
import type { TAILS_TEXT } from '../tails-text.ts';
import type { PaneSettings } from './pane-settings.ts';

/** What a pane's tab says: what it follows, or the id it is narrowed to. */
export function paneTitle(pane: PaneSettings, say: Say<typeof TAILS_TEXT>): string {
  const id = pane.filters.map((filter) => /^id:"?([^"\s]+)"?$/.exec(filter)?.[1]).find((found) => found !== undefined);
  if (id !== undefined) return say('queryTitle', { id: visibleText(id.length > 12 ? `${id.slice(0, 12)}…` : id) });
  if (pane.selectors.length === 0) return say('merged');
  const names = pane.selectors.map(({ kind, name }) => (kind === 'file' ? (name.split('/').at(-1) ?? name) : name));
  return visibleText(names.join(', '));
}

/** The one service a pane follows; undefined when it follows several or something else. */
export function paneService(pane: PaneSettings): string | undefined {
  const [only, ...more] = pane.selectors;
  return only?.kind === 'service' && more.length === 0 && !only.name.includes('*') ? only.name : undefined;
}
