// Selection by (entry, line, character): it outlives the rows it was drawn on, and copies from the model.
import type { LogEvent } from '../../../src/model/log-event.ts';
import type { RowEntry } from '../model/row-entry.ts';
import type { RowModel } from '../model/row-model.ts';
import { childLine, type RowTextOptions, rowText } from '../text/row-text.ts';

export interface TextPoint {
  readonly entry: RowEntry;
  readonly child: number;
  /** Character in the row's text, 0 before the first. */
  readonly offset: number;
}

export interface TextSelection {
  readonly anchor: TextPoint;
  readonly focus: TextPoint;
}

export interface RowStretch {
  readonly fromRow: number;
  readonly fromOffset: number;
  readonly toRow: number;
  readonly toOffset: number;
}

/** Where a selection lies now; undefined when it is empty or its lines are gone. */
export function stretchOf(model: RowModel, selection: TextSelection): RowStretch | undefined {
  const anchor = model.rowOf(selection.anchor.entry, visibleChild(selection.anchor));
  const focus = model.rowOf(selection.focus.entry, visibleChild(selection.focus));
  if (anchor === undefined || focus === undefined) return undefined;
  const isForward = anchor < focus || (anchor === focus && selection.anchor.offset <= selection.focus.offset);
  const [fromRow, from] = isForward ? [anchor, selection.anchor] : [focus, selection.focus];
  const [toRow, to] = isForward ? [focus, selection.focus] : [anchor, selection.anchor];
  if (fromRow === toRow && from.offset === to.offset) return undefined;
  return { fromRow, fromOffset: from.offset, toRow, toOffset: to.offset };
}

/** A point in a line that has been folded away lies on the first line. */
function visibleChild({ entry, child }: TextPoint): number {
  return entry.kind === 'event' && entry.isOpen ? child : 0;
}

/** Characters of a row that lie in a stretch; undefined when none do. */
export function selectedPart(stretch: RowStretch, row: number, length: number): [number, number] | undefined {
  if (row < stretch.fromRow || row > stretch.toRow) return undefined;
  const from = row === stretch.fromRow ? Math.min(stretch.fromOffset, length) : 0;
  const to = row === stretch.toRow ? Math.min(stretch.toOffset, length) : length;
  return to > from ? [from, to] : undefined;
}

/** The selected text. A folded event that is selected to its end brings the lines it hides; a gap says what it is. */
export function selectedText(
  model: RowModel,
  selection: TextSelection,
  options: RowTextOptions,
  gapText: (entry: RowEntry & { kind: 'gap' }) => string,
): string {
  const stretch = stretchOf(model, selection);
  if (stretch === undefined) return '';
  const lines: string[] = [];
  for (let row = stretch.fromRow; row <= stretch.toRow; row++) {
    const shown = model.rowAt(row)!;
    const { entry } = shown;
    if (entry.kind === 'gap') {
      lines.push(gapText(entry));
      continue;
    }
    const text = rowText(shown, options);
    const part = selectedPart(stretch, row, text.length);
    lines.push(part === undefined ? '' : text.slice(...part));
    if (shown.child === 0 && !entry.isOpen && row < stretch.toRow)
      for (let child = 1; child <= entry.childCount; child++) lines.push(childLine(entry, child));
  }
  return lines.join('\n');
}

/** The events that a selection touches, each once, from top to bottom. */
export function selectedEvents(model: RowModel, selection: TextSelection): LogEvent[] {
  const stretch = stretchOf(model, selection);
  if (stretch === undefined) return [];
  const found = new Set<LogEvent>();
  for (let row = stretch.fromRow; row <= stretch.toRow; row++) {
    const entry = model.rowAt(row)?.entry;
    if (entry?.kind === 'event') found.add(entry.event);
  }
  return [...found];
}
