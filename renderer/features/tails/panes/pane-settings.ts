// What one pane follows, and how panes and layouts are kept between starts.
import { SELECTOR_KINDS, type Selector } from '../../../../src/model/selector.ts';

export type PaneStart =
  | { kind: 'now' }
  | { kind: 'last'; count: number }
  /** So many ms before the pane is opened. */
  | { kind: 'ago'; ms: number }
  | { kind: 'time'; timeMs: number }
  /** Of the pane's one topic. */
  | { kind: 'offset'; offset: string };

export interface PaneSettings {
  readonly id: string;
  readonly selectors: readonly Selector[];
  /** Filters stacked as chips, each a query; all must hold. */
  readonly filters: readonly string[];
  /** The query typed in the pane's field. */
  readonly query: string;
  readonly start: PaneStart;
  readonly isTerminal: boolean;
  readonly foldRepeats: boolean;
  /** Words marked in the lines, besides those of the query. */
  readonly marks: readonly string[];
  /** Fields shown in columns of their own. */
  readonly fields: readonly string[];
  /** A line that comes in here rings: a notification of the system. */
  readonly isWatched: boolean;
}

export interface TailsLayout {
  readonly panes: Readonly<Record<string, PaneSettings>>;
  /** As the dock writes itself; null for the default arrangement of the panes. */
  readonly dock: unknown;
}

/** What has been kept: the layout in use and all by their names. */
export interface KeptLayouts {
  readonly current: string;
  readonly layouts: Readonly<Record<string, TailsLayout>>;
}

export const DEFAULT_START: PaneStart = { kind: 'last', count: 500 };
export const DEFAULT_LAYOUT = 'default';
const STORED_AT = 'crosstail.tails';

/** A pane with defaults for what is not given. */
export function newPane(patch: Partial<PaneSettings> = {}): PaneSettings {
  return {
    id: patch.id ?? `pane-${crypto.randomUUID().slice(0, 8)}`,
    selectors: patch.selectors ?? [],
    filters: patch.filters ?? [],
    query: patch.query ?? '',
    start: patch.start ?? DEFAULT_START,
    isTerminal: patch.isTerminal ?? false,
    foldRepeats: patch.foldRepeats ?? false,
    marks: patch.marks ?? [],
    fields: patch.fields ?? [],
    isWatched: patch.isWatched ?? false,
  };
}

/** Panes of a fresh workspace: the two ends of the sample above, everything below; without the sample one merged pane. */
export function defaultPanes(hasSample: boolean): PaneSettings[] {
  const all = newPane({ id: 'all' });
  if (!hasSample) return [all];
  const one = (name: string) => newPane({ id: name, selectors: [{ kind: 'service', name }] });
  return [one('inventoryd'), one('storefront'), all];
}

/** The query a pane really runs: its filters and its own query together. */
export function queryOf({ filters, query }: Pick<PaneSettings, 'filters' | 'query'>): string {
  const parts = [...filters, query].map((part) => part.trim()).filter((part) => part !== '');
  return parts.length > 1 ? parts.map((part) => `(${part})`).join(' AND ') : (parts[0] ?? '');
}

/** Selectors as a query, for what is asked from the store; undefined when the store does not know such a thing. */
export function selectorQuery(selectors: readonly Selector[]): string | undefined {
  if (selectors.some(({ kind }) => kind === 'topic')) return undefined;
  return [...new Set(selectors.map(({ kind }) => kind))]
    .map((kind) => {
      const names = selectors.filter((each) => each.kind === kind).map(({ name }) => valueText(name));
      return `${kind}:${names.length === 1 ? names[0] : `(${names.join(' OR ')})`}`;
    })
    .join(' ');
}

/** A name as a value of the query language; `*` stays a wildcard. */
function valueText(name: string): string {
  return /^[\w./*-]+$/.test(name) ? name : `"${name.replace(/(["\\])/g, '\\$1')}"`;
}

/** Reads what was kept; spoilt parts are left out. */
export function readLayouts(): KeptLayouts {
  let found: unknown;
  try {
    found = JSON.parse(localStorage.getItem(STORED_AT) ?? '{}');
  } catch {
    // Spoilt or forbidden storage: as on the first start.
    found = {};
  }
  const { current, layouts } = (typeof found === 'object' && found !== null ? found : {}) as Record<string, unknown>;
  const kept: Record<string, TailsLayout> = {};
  for (const [name, layout] of Object.entries((layouts ?? {}) as Record<string, unknown>)) {
    const read = readLayout(layout);
    if (read !== undefined) kept[name] = read;
  }
  return { current: typeof current === 'string' && current in kept ? current : DEFAULT_LAYOUT, layouts: kept };
}

/** Keeps the layouts; false when the browser refuses. */
export function writeLayouts(kept: KeptLayouts): boolean {
  try {
    localStorage.setItem(STORED_AT, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

function readLayout(found: unknown): TailsLayout | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  const { panes, dock } = found as Record<string, unknown>;
  if (typeof panes !== 'object' || panes === null) return undefined;
  const read: Record<string, PaneSettings> = {};
  for (const [id, pane] of Object.entries(panes)) {
    const settings = readPane(id, pane);
    if (settings !== undefined) read[id] = settings;
  }
  return Object.keys(read).length === 0 ? undefined : { panes: read, dock: dock ?? null };
}

function readPane(id: string, found: unknown): PaneSettings | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  const { selectors, filters, query, start, isTerminal, foldRepeats, marks, fields, isWatched } = found as Record<
    string,
    unknown
  >;
  return newPane({
    id,
    selectors: Array.isArray(selectors) ? selectors.filter(isSelector) : [],
    filters: textsOf(filters),
    query: typeof query === 'string' ? query : '',
    start: isStart(start) ? start : DEFAULT_START,
    isTerminal: isTerminal === true,
    foldRepeats: foldRepeats === true,
    marks: textsOf(marks),
    fields: textsOf(fields),
    isWatched: isWatched === true,
  });
}

function textsOf(found: unknown): string[] {
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : [];
}

function isSelector(found: unknown): found is Selector {
  const { kind, name } = (found ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && name !== '' && (SELECTOR_KINDS as readonly unknown[]).includes(kind);
}

function isStart(found: unknown): found is PaneStart {
  const { kind, count, ms, timeMs, offset } = (found ?? {}) as Record<string, unknown>;
  if (kind === 'now') return true;
  if (kind === 'last') return typeof count === 'number' && count >= 0 && count <= 100_000;
  if (kind === 'ago') return typeof ms === 'number' && ms > 0;
  if (kind === 'offset') return typeof offset === 'string' && /^\d{1,18}$/.test(offset);
  return kind === 'time' && typeof timeMs === 'number';
}
