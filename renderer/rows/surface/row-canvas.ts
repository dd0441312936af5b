// Draws the rows in sight: which slot shows which row, what is active, selected or marked. Knows nothing of following.
import type { Say } from '../../platform/text.ts';
import type { DisplayRow } from '../model/row-entry.ts';
import type { RowModel } from '../model/row-model.ts';
import type { ROWS_TEXT } from '../rows-text.ts';
import type { MarkedWord } from '../text/marked-words.ts';
import { type RowTextOptions, rowText } from '../text/row-text.ts';
import { type RowStretch, selectedPart, stretchOf, type TextSelection } from './row-selection.ts';
import { RowSlot } from './row-slot.ts';
import type { ScrollWindow, SeenRows } from './scroll-window.ts';
import { SelectionPaint } from './selection-paint.ts';

export interface RowPicture extends RowTextOptions {
  highlights: readonly MarkedWord[];
  /** Characters scrolled sideways. */
  shift: number;
  active: DisplayRow | undefined;
  /** The list has the focus of its view: its active row shows in full colour. */
  isFocused: boolean;
  selection: TextSelection | undefined;
  instantMs: number | undefined;
  /** Everything is to be written again. */
  isStale: boolean;
  /** Lines flow through: rows stay in their places and are written anew. */
  isFlowing: boolean;
  /** Rows in all, for screen readers; undefined leaves numbers out. */
  total: number | undefined;
}

/** A character is at least so wide at the sizes we have. */
const NARROWEST_PX = 5;
const UNMEASURED_CHARACTERS = 400;

export class RowCanvas {
  readonly #window: ScrollWindow;
  readonly #model: RowModel;
  readonly #say: Say<typeof ROWS_TEXT>;
  readonly #instant = document.createElement('div');
  readonly #paint = new SelectionPaint();
  #slots: RowSlot[] = [];

  constructor(window: ScrollWindow, model: RowModel, say: Say<typeof ROWS_TEXT>) {
    this.#window = window;
    this.#model = model;
    this.#say = say;
    this.#instant.className = 'instant';
    this.#instant.setAttribute('aria-hidden', 'true');
    this.#instant.hidden = true;
    window.rows.append(this.#instant);
  }

  dispose(): void {
    this.#paint.show([]);
  }

  /** Drawn rows from top to bottom. */
  get slots(): readonly RowSlot[] {
    return this.#slots;
  }

  /** The drawn row that holds a node of the page. */
  slotOf(node: Node): RowSlot | undefined {
    const element = node instanceof Element ? node : node.parentElement;
    const row = element?.closest('[role="row"]');
    return this.#slots.find((slot) => slot.element === row);
  }

  /** Draws the rows in sight. */
  draw(seen: SeenRows, picture: RowPicture): void {
    this.#fit(seen.count);
    // Rows that move would count as shifting layout; rows that are written anew in their places do not.
    if (!picture.isFlowing) this.#rotate(seen.first);
    this.#write(seen.first, picture);
    this.#window.cut(seen.cutPx);
    this.#drawInstant(seen, picture.instantMs);
    this.#drawSelection(seen.first, picture);
  }

  #fit(count: number): void {
    while (this.#slots.length > count) this.#slots.pop()!.element.remove();
    while (this.#slots.length < count) {
      const slot = new RowSlot();
      this.#slots.push(slot);
      this.#window.rows.append(slot.element);
    }
  }

  #write(first: number, picture: RowPicture): void {
    const { columns, zone, highlights, shift, active, total } = picture;
    const limit = Math.ceil(this.#window.widthPx / NARROWEST_PX) || UNMEASURED_CHARACTERS;
    const options = { columns, zone, highlights, shift, limit, say: this.#say };
    const { view } = this.#window;
    let activeId = '';
    this.#slots.forEach((slot, i) => {
      const row = this.#model.rowAt(first + i)!;
      if (!isSameRow(slot.row, row) || picture.isStale || mayChange(row)) slot.write(row, options);
      const isActive = isSameRow(active, row);
      slot.mark(isActive, picture.isFocused, total === undefined ? 0 : first + i + 1);
      if (isActive) activeId = slot.element.id;
    });
    if (activeId === '') view.removeAttribute('aria-activedescendant');
    else view.setAttribute('aria-activedescendant', activeId);
    if (total !== undefined) view.setAttribute('aria-rowcount', String(total));
  }

  /** Rows that stay in sight keep their nodes and move with them. */
  #rotate(first: number): void {
    const head = this.#model.rowAt(first);
    if (head === undefined || this.#slots.length < 2) return;
    const up = this.#slots.findIndex((slot) => isSameRow(slot.row, head));
    if (up > 0) {
      const moved = this.#slots.splice(0, up);
      this.#slots.push(...moved);
      this.#window.rows.append(...moved.map((slot) => slot.element));
    }
    if (up >= 0) return;
    const oldHead = this.#slots[0]!.row;
    const oldFirst = oldHead === undefined ? undefined : this.#model.rowOf(oldHead.entry, oldHead.child);
    const down = oldFirst === undefined ? 0 : oldFirst - first;
    if (down <= 0 || down >= this.#slots.length) return;
    const moved = this.#slots.splice(this.#slots.length - down, down);
    this.#window.rows.prepend(...moved.map((slot) => slot.element));
    this.#slots.unshift(...moved);
  }

  #drawInstant({ first, count }: SeenRows, instantMs: number | undefined): void {
    const entry = instantMs === undefined ? undefined : this.#model.seek(instantMs);
    const row = entry === undefined ? undefined : this.#model.rowOf(entry);
    const isSeen = row !== undefined && row >= first && row <= first + count;
    this.#instant.hidden = !isSeen;
    if (isSeen) this.#instant.style.top = `${(row - first) * this.#window.rowPx}px`;
  }

  #drawSelection(first: number, picture: RowPicture): void {
    const { selection } = picture;
    const stretch = selection === undefined ? undefined : stretchOf(this.#model, selection);
    this.#paint.show(
      stretch === undefined ? [] : this.#slots.flatMap((slot, i) => rangesOf(slot, first + i, stretch, picture)),
    );
  }
}

function rangesOf(slot: RowSlot, row: number, stretch: RowStretch, options: RowTextOptions): Range[] {
  const part = selectedPart(stretch, row, slot.row === undefined ? 0 : rowText(slot.row, options).length);
  if (part === undefined) return [];
  return slot.runs(options).flatMap((run) => {
    const from = Math.max(part[0], run.from);
    const to = Math.min(part[1], run.to);
    if (to <= from) return [];
    // A mark stands for one acting character: it is selected as a whole.
    const isExact = run.node.length === run.to - run.from;
    const range = document.createRange();
    range.setStart(run.node, isExact ? from - run.from : 0);
    range.setEnd(run.node, isExact ? to - run.from : run.node.length);
    return [range];
  });
}

function isSameRow(a: DisplayRow | undefined, b: DisplayRow): boolean {
  return a !== undefined && a.entry === b.entry && a.child === b.child;
}

/** Rows that may change while they stand: counts of repeats and gaps, and folds. */
function mayChange({ entry, child }: DisplayRow): boolean {
  return child === 0 && (entry.kind === 'gap' || entry.repeats > 1 || entry.childCount > 0);
}
