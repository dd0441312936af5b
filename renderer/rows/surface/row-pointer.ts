// The pointer on a list of lines: clicks, the buttons on the line under it, text selection.
import { copyPlainText } from '../clipboard.ts';
import { openSourceOfRow } from '../drawer/event-frames.ts';
import { rowText } from '../text/row-text.ts';
import { RowActionBar } from './row-action-bar.tsx';
import type { TextPoint } from './row-selection.ts';
import type { RowSlot, TextRun } from './row-slot.ts';
import type { RowAction, RowSurface } from './row-surface.ts';

/** A press that moves less than this is a click. */
const CLICK_PX = 4;
/** Beyond the edge a drag scrolls by this much at a time. */
const EDGE_ROWS = 2;

export class RowPointer {
  readonly #surface: RowSurface;
  readonly #bar: RowActionBar;
  readonly #view: HTMLElement;
  #press: { x: number; y: number; slot: RowSlot; point: TextPoint; isDrag: boolean } | undefined;
  #edgeTimer: ReturnType<typeof setInterval> | undefined;

  constructor(surface: RowSurface) {
    this.#surface = surface;
    this.#view = surface.window.view;
    this.#bar = new RowActionBar(surface.say);
    this.#view.addEventListener('pointerdown', this.#onDown);
    this.#view.addEventListener('pointerover', this.#onOver);
    this.#view.addEventListener('pointerleave', this.#onLeave);
    this.#view.addEventListener('dblclick', this.#onDouble);
    this.#view.addEventListener('wheel', this.#onWheel, { passive: true });
  }

  dispose(): void {
    this.#endPress();
    this.#bar.dispose();
  }

  readonly #onOver = (event: PointerEvent) => {
    if (this.#press !== undefined || event.pointerType === 'touch') return;
    const slot = this.#surface.slotOf(event.target as Node);
    if (slot?.row?.entry.kind === 'event' && slot.row.child === 0 && this.#surface.events.onAction !== undefined)
      this.#bar.showOn(slot.element);
  };

  readonly #onLeave = () => {
    if (this.#press === undefined) this.#bar.element.remove();
  };

  readonly #onWheel = (event: WheelEvent) => {
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY))
      this.#surface.shiftBy(Math.sign(sideways) * 4);
  };

  readonly #onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const slot = this.#surface.slotOf(event.target as Node);
    if (slot?.row === undefined) return;
    // Our own selection, not the page's: it must outlive the rows.
    event.preventDefault();
    this.#surface.focus();
    this.#surface.setFrozen(true);
    const point = this.#pointAt(event.clientX, event.clientY) ?? { ...slot.row, offset: 0 };
    this.#press = { x: event.clientX, y: event.clientY, slot, point, isDrag: false };
    if (event.shiftKey && this.#surface.selection !== undefined) {
      this.#surface.select({ anchor: this.#surface.selection.anchor, focus: point });
      this.#press.isDrag = true;
    }
    document.addEventListener('pointermove', this.#onMove);
    document.addEventListener('pointerup', this.#onUp);
    document.addEventListener('pointercancel', this.#onCancel);
  };

  readonly #onMove = (event: PointerEvent) => {
    const press = this.#press;
    if (press === undefined) return;
    if (!press.isDrag && Math.hypot(event.clientX - press.x, event.clientY - press.y) < CLICK_PX) return;
    press.isDrag = true;
    this.#bar.element.remove();
    this.#surface.hold();
    this.#extend(event.clientX, event.clientY);
    this.#scrollAtEdge(event.clientX, event.clientY);
  };

  readonly #onUp = (event: PointerEvent) => {
    // While the list is still frozen: what is clicked stays where it was clicked.
    if (this.#press?.isDrag === false) this.#click(this.#press.slot, event);
    this.#endPress();
  };

  readonly #onCancel = () => this.#endPress();

  #endPress(): void {
    this.#press = undefined;
    clearInterval(this.#edgeTimer);
    document.removeEventListener('pointermove', this.#onMove);
    document.removeEventListener('pointerup', this.#onUp);
    document.removeEventListener('pointercancel', this.#onCancel);
    this.#surface.setFrozen(false);
  }

  #click(slot: RowSlot, event: PointerEvent): void {
    const surface = this.#surface;
    const { row } = slot;
    const target = event.target as Element;
    if (row === undefined) return;
    surface.select(undefined);
    if (row.entry.kind === 'gap') {
      if (slot.isGapButton(target)) surface.events.onGapClick?.(row.entry);
      return;
    }
    const { entry } = row;
    const action = this.#bar.actionAt(target);
    const id = slot.idAt(target);
    if (action !== undefined) this.#act(action, slot);
    else if (id !== undefined && surface.events.onIdClick !== undefined)
      surface.events.onIdClick(id.kind, id.value, entry.event);
    else {
      const number = surface.model.rowOf(entry, row.child);
      if (number === undefined) return;
      surface.activate(number);
      if ((event.ctrlKey || event.metaKey) && slot.isPlace(target)) openSourceOfRow(row);
      else if (slot.isChevron(target)) surface.setOpen(entry, !entry.isOpen);
      else surface.events.onActivate?.(entry.event);
    }
  }

  #act(action: RowAction, slot: RowSlot): void {
    const { entry } = slot.row!;
    if (entry.kind !== 'event') return;
    if (action === 'copy') copyPlainText(entry.event.message);
    this.#surface.events.onAction?.(action, entry.event);
  }

  readonly #onDouble = (event: MouseEvent) => {
    const point = this.#pointAt(event.clientX, event.clientY);
    if (point === undefined || point.entry.kind === 'gap') return;
    const text = rowText(point, this.#surface.textOptions());
    const isWord = (i: number) => i >= 0 && i < text.length && /[\w.:@/+-]/.test(text[i]!);
    let from = point.offset;
    let to = point.offset;
    while (isWord(from - 1)) from--;
    while (isWord(to)) to++;
    this.#surface.select({ anchor: { ...point, offset: from }, focus: { ...point, offset: to } });
  };

  #extend(x: number, y: number): void {
    const focus = this.#pointAt(x, y);
    if (focus !== undefined) this.#surface.select({ anchor: this.#press!.point, focus });
  }

  #scrollAtEdge(x: number, y: number): void {
    clearInterval(this.#edgeTimer);
    const box = this.#view.getBoundingClientRect();
    const rows = y < box.top ? -EDGE_ROWS : y > box.bottom ? EDGE_ROWS : 0;
    if (rows === 0) return;
    this.#edgeTimer = setInterval(() => {
      const { window: scroll, total } = this.#surface;
      this.#surface.scrollToRow(Math.max(0, Math.floor(scroll.seen(total).first) + rows));
      this.#extend(x, y);
    }, 50);
  }

  /** The character under a point of the page; the nearest row's when it lies outside. */
  #pointAt(x: number, y: number): TextPoint | undefined {
    const { slots } = this.#surface;
    if (slots.length === 0) return undefined;
    const boxTop = slots[0]!.element.getBoundingClientRect().top;
    const index = Math.floor((y - boxTop) / this.#surface.window.rowPx);
    const slot = slots[Math.max(0, Math.min(index, slots.length - 1))]!;
    if (slot.row === undefined) return undefined;
    return { ...slot.row, offset: this.#offsetAt(slot, x) };
  }

  #offsetAt(slot: RowSlot, x: number): number {
    const runs = slot.runs(this.#surface.textOptions());
    let offset = 0;
    const range = document.createRange();
    for (const run of runs) {
      range.selectNodeContents(run.node);
      const box = range.getBoundingClientRect();
      if (x < box.left) break;
      if (x <= box.right) return this.#offsetWithin(run, range, x);
      offset = run.to;
    }
    return offset;
  }

  #offsetWithin(run: TextRun, range: Range, x: number): number {
    const { length } = run.node;
    if (length !== run.to - run.from) return run.from;
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      range.setStart(run.node, middle);
      range.setEnd(run.node, middle + 1);
      const box = range.getBoundingClientRect();
      if ((box.left + box.right) / 2 < x) low = middle + 1;
      else high = middle;
    }
    return run.from + low;
  }
}
