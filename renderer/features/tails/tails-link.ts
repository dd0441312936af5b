// A link may ask for a pane: `#/tails?service=storefront&q=level>=WARN`, `#/tails?file=/var/log/x.log`.
import { SELECTOR_KINDS, type Selector } from '../../../src/model/selector.ts';
import { newPane, type PaneSettings } from './panes/pane-settings.ts';

const NAMES = ['q', ...SELECTOR_KINDS] as const;

/** The pane that a link asks for; undefined when it asks for none. */
export function linkedPane(params: URLSearchParams): PaneSettings | undefined {
  if (!NAMES.some((name) => params.has(name))) return undefined;
  const selectors: Selector[] = SELECTOR_KINDS.flatMap((kind) =>
    params
      .getAll(kind)
      .filter((name) => name !== '')
      .map((name) => ({ kind, name })),
  );
  const query = params.get('q') ?? '';
  return newPane({ selectors, filters: query === '' ? [] : [query] });
}

/** What takes the pane's parameters out of the hash again. */
export const LINK_CLEARED: Readonly<Record<string, undefined>> = Object.fromEntries(
  NAMES.map((name) => [name, undefined]),
);
