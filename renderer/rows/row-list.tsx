// A list of log lines for any view. React draws the frame only; the rows are the surface's.
import './surface/row-surface.css';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef } from 'react';
import { useHighlightSets } from '../platform/highlight-sets.ts';
import { usePreferences } from '../platform/preferences.ts';
import { sayNow } from '../platform/text.ts';
import type { RowModel } from './model/row-model.ts';
import { ROWS_TEXT } from './rows-text.ts';
import { type RowColumns, RowSurface, type RowSurfaceEvents } from './surface/row-surface.ts';
import { markedWords } from './text/marked-words.ts';

export interface RowListProps extends RowSurfaceEvents {
  /** The lines: `new RowModel({ capacity })`, filled by `append(events.map((event) => eventEntry(event)))`. */
  model: RowModel;
  /** Name of the list for screen readers. */
  label: string;
  columns: RowColumns;
  /** Stays at the new end while lines come (tails). Without it the list starts at its top and stays where it is. */
  follow?: boolean;
  /** The pane has the focus: its selection shows in full colour. */
  isActive?: boolean;
  /** Texts to mark in the lines, any case. */
  highlights?: readonly string[];
  /** A thin line at this instant. */
  instantMs?: number | undefined;
  /** Freezes what is shown while lines go on being taken in. */
  isPaused?: boolean;
  surfaceRef?: Ref<RowSurface | null>;
}

const NO_HIGHLIGHTS: readonly string[] = [];

/** Shows a row model; events of the surface come as props (`onActivate`, `onAction`, `onIdClick`, …). */
export function RowList(props: RowListProps) {
  const { model, label, columns, follow = false, isActive = true, highlights = NO_HIGHLIGHTS, instantMs } = props;
  const { isPaused = false } = props;
  const host = useRef<HTMLDivElement>(null);
  const surface = useRef<RowSurface | null>(null);
  const events = useRef<RowSurfaceEvents>(props);
  events.current = props;
  const { zone, density, language, screenReader, theme } = usePreferences();
  const sets = useHighlightSets((state) => state.sets);
  const marked = useMemo(() => markedWords(highlights, sets), [highlights, sets]);

  useLayoutEffect(() => {
    const made = new RowSurface(host.current!, model, {
      follow,
      say: sayNow(ROWS_TEXT),
      events: () => events.current,
    });
    surface.current = made;
    return () => {
      surface.current = null;
      made.dispose();
    };
  }, [model, follow]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new surface is handed over as well
  useImperativeHandle(props.surfaceRef, () => surface.current!, [model, follow]);

  const columnsKey = JSON.stringify(columns);
  // biome-ignore lint/correctness/useExhaustiveDependencies: density, language and theme are read from the page
  useLayoutEffect(() => {
    surface.current?.configure({
      label,
      columns: JSON.parse(columnsKey) as RowColumns,
      zone,
      screenReader,
      highlights: marked,
      isActive,
    });
  }, [model, follow, label, columnsKey, zone, screenReader, marked, isActive, density, language, theme]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new surface is told as well
  useEffect(() => surface.current?.setInstant(instantMs), [instantMs, model, follow]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new surface is told as well
  useEffect(() => surface.current?.setPaused(isPaused), [isPaused, model, follow]);

  return <div ref={host} className="log-host" />;
}
