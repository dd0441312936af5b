// The one list of lines of every view: recycled rows over a row model. Follows the new end or holds what is read;
// moves, folds, jumps, selects. React never draws a row.
import type { LogEvent } from '../../../src/model/log-event.ts';
import { completesPair } from '../../platform/key-chord.ts';
import type { Zone } from '../../platform/preferences.ts';
import type { Say } from '../../platform/text.ts';
import { addList, putInCharge } from '../list-in-charge.ts';
import type { DisplayRow, EventEntry, GapEntry, RowEntry } from '../model/row-entry.ts';
import type { RowModel } from '../model/row-model.ts';
import type { ROWS_TEXT } from '../rows-text.ts';
import { gapRest } from '../text/gap-words.ts';
import type { MarkedWord } from '../text/marked-words.ts';
import { type RowColumns, type RowTextOptions, rowText } from '../text/row-text.ts';
import { applyColumns } from './column-tracks.ts';
import { ErrorMap } from './error-map.ts';
import { RowAnnouncer } from './row-announcer.ts';
import { RowCanvas } from './row-canvas.ts';
import { handleRowKey } from './row-keys.ts';
import { RowPointer } from './row-pointer.ts';
import { selectedText, type TextSelection } from './row-selection.ts';
import type { RowSlot } from './row-slot.ts';
import { type Scrolled, ScrollWindow } from './scroll-window.ts';
import { ViewAnchor } from './view-anchor.ts';

export type { RowColumns } from '../text/row-text.ts';

export type RowAction = 'trace' | 'context' | 'pin' | 'copy';

export interface RowSurfaceEvents {
  /** Enter or click on a line. */
  onActivate?(event: LogEvent): void;
  /** The active line moved. */
  onSelect?(event: LogEvent): void;
  onAction?(action: RowAction, event: LogEvent): void;
  onIdClick?(kind: string, value: string, event: LogEvent): void;
  onFollowChange?(isFollowing: boolean): void;
  /** A person moved to another instant. */
  onMove?(timeMs: number): void;
  /** The last rows are in sight: time to fetch more. */
  onNearEnd?(): void;
  onGapClick?(gap: GapEntry): void;
  /** After each drawing. */
  onDrawn?(): void;
}

export interface RowSurfaceConfig {
  label: string;
  columns: RowColumns;
  zone: Zone;
  screenReader: boolean;
  highlights: readonly MarkedWord[];
  isActive: boolean;
}

export interface RowSurfaceOptions {
  follow: boolean;
  say: Say<typeof ROWS_TEXT>;
  events: () => RowSurfaceEvents;
}

/** When every row is new at each frame nobody reads them: half the frames then cost half. */
const RUSH_FRAME_MS = 30;
const MAX_SHIFT = 20_000;

export class RowSurface {
  readonly model: RowModel;
  readonly window: ScrollWindow;
  readonly #root = document.createElement('div');
  readonly #options: RowSurfaceOptions;
  readonly #anchor: ViewAnchor;
  readonly #canvas: RowCanvas;
  readonly #pointer: RowPointer;
  readonly #map: ErrorMap;
  readonly #announcer: RowAnnouncer;
  readonly #endings: (() => void)[] = [];
  #config: RowSurfaceConfig = {
    label: '',
    columns: { service: false, host: false },
    zone: 'local',
    screenReader: false,
    highlights: [],
    isActive: true,
  };
  #active: DisplayRow | undefined;
  #selection: TextSelection | undefined;
  #instantMs: number | undefined;
  #shift = 0;
  #frame: number | undefined;
  #isRush = false;
  /** Entries the model had ever taken at the last drawing. */
  #taken = 0;
  #drawnAtMs = 0;
  /** Everything is to be written again: columns, words or marks changed. */
  #isStale = true;

  constructor(host: HTMLElement, model: RowModel, options: RowSurfaceOptions) {
    this.model = model;
    this.#options = options;
    this.#root.className = 'log';
    host.append(this.#root);
    this.#map = new ErrorMap(this.#root, model);
    this.window = new ScrollWindow(
      this.#root,
      () => {
        this.#anchor.resized();
        this.#isStale = true;
        this.requestDraw();
      },
      (scrolled) => this.#scrolled(scrolled),
    );
    this.#anchor = new ViewAnchor(this.window, model, {
      canFollow: options.follow,
      onFollowChange: (isFollowing) => this.events.onFollowChange?.(isFollowing),
    });
    const { view } = this.window;
    view.setAttribute('role', 'treegrid');
    view.tabIndex = 0;
    this.#canvas = new RowCanvas(this.window, model, options.say);
    this.#announcer = new RowAnnouncer(this.#root, options.say);
    this.#pointer = new RowPointer(this);
    const onKey = (event: KeyboardEvent) => {
      view.classList.add('by-key');
      if (!completesPair(event) && handleRowKey(this, event)) event.preventDefault();
    };
    view.addEventListener('keydown', onKey);
    // A ring shows where the keys act; who came by pointer sees it already.
    view.addEventListener('pointerdown', () => view.classList.remove('by-key'));
    view.addEventListener('focus', () => view.classList.toggle('by-key', view.matches(':focus-visible')));
    const onCopy = (event: ClipboardEvent) => {
      const text = this.selectedText();
      if (text === '') return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    view.addEventListener('copy', onCopy);
    this.#endings.push(
      addList(this),
      model.subscribe(() => this.requestDraw()),
    );
    this.requestDraw();
  }

  dispose(): void {
    for (const end of this.#endings) end();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.model.release();
    this.#canvas.dispose();
    this.#pointer.dispose();
    this.#map.dispose();
    this.window.dispose();
    this.#root.remove();
  }

  get events(): RowSurfaceEvents {
    return this.#options.events();
  }

  get say(): Say<typeof ROWS_TEXT> {
    return this.#options.say;
  }

  get config(): Readonly<RowSurfaceConfig> {
    return this.#config;
  }

  get isFollowing(): boolean {
    return this.#anchor.isFollowing;
  }

  get canFollow(): boolean {
    return this.#anchor.canFollow;
  }

  configure(config: RowSurfaceConfig): void {
    if (config.isActive && !this.#config.isActive) putInCharge(this);
    this.#config = config;
    const { view } = this.window;
    applyColumns(this.#root, config.columns);
    this.#root.classList.toggle('on', config.isActive);
    view.setAttribute('aria-label', config.label);
    this.window.measure();
    this.#map.forgetColours();
    this.#isStale = true;
    this.requestDraw();
  }

  focus(): void {
    this.window.view.focus({ preventScroll: true });
  }

  /** Goes to the new end and stays there; a list that cannot follow only goes there. */
  follow(): void {
    this.#anchor.follow();
    this.requestDraw();
  }

  /** Stays at what is shown while lines go on coming. */
  hold(): void {
    this.#anchor.hold();
  }

  /** Freezes the list as it is, its end included. */
  setPaused(isPaused: boolean): void {
    this.#anchor.setPaused(isPaused);
    this.requestDraw();
  }

  /** While true, nothing moves under the pointer. */
  setFrozen(isFrozen: boolean): void {
    this.#anchor.setFrozen(isFrozen);
    this.requestDraw();
  }

  /** Rows that can be reached now. */
  get total(): number {
    return this.#anchor.total;
  }

  /** Events that came since the last row in sight. */
  get newCount(): number {
    return this.#anchor.newCount;
  }

  // ── The active line ─────────────────────────────────────

  get activeLine(): DisplayRow | undefined {
    return this.#active;
  }

  get activeEntry(): RowEntry | undefined {
    return this.#active?.entry;
  }

  get activeEvent(): LogEvent | undefined {
    return this.#active?.entry.kind === 'event' ? this.#active.entry.event : undefined;
  }

  /** The active row's number; undefined when none is active or it is gone. */
  get activeRow(): number | undefined {
    return this.#active === undefined ? undefined : this.model.rowOf(this.#active.entry, this.#active.child);
  }

  /** Makes a row the active one and brings it into sight. */
  activate(row: number): void {
    const shown = this.model.rowAt(Math.max(0, Math.min(row, this.total - 1)));
    if (shown === undefined) return;
    this.hold();
    this.#active = shown;
    this.#anchor.bringIntoSight(this.model.rowOf(shown.entry, shown.child)!);
    if (shown.entry.kind === 'event') {
      this.events.onSelect?.(shown.entry.event);
      this.events.onMove?.(shown.entry.timeMs);
    }
    this.requestDraw();
  }

  /** Makes an entry the active one, in the middle of the pane when it was out of sight. */
  reveal(entry: RowEntry): void {
    const row = this.model.rowOf(entry);
    if (row !== undefined) this.activate(row);
  }

  clearActive(): void {
    this.#active = undefined;
    this.#selection = undefined;
    this.requestDraw();
  }

  /** Goes to the next line of a kind; true when there is one. */
  jump(kind: 'new' | 'error', direction: 1 | -1): boolean {
    const from = this.#active?.entry ?? (direction === 1 ? undefined : this.model.last);
    const test = kind === 'new' ? (entry: EventEntry) => entry.isNew : (entry: EventEntry) => entry.rank >= 6;
    const found = this.model.findEvent(from, direction, test);
    if (found !== undefined) this.reveal(found);
    return found !== undefined;
  }

  setOpen(entry: EventEntry, isOpen: boolean): void {
    this.hold();
    this.model.setOpen(entry, isOpen);
  }

  // ── Moving ──────────────────────────────────────────────

  /** Moves so that the row is the first one in sight. */
  scrollToRow(row: number): void {
    this.#anchor.showAtTop(row);
    this.requestDraw();
  }

  /** Shows an instant, without telling that a person moved. */
  seek(timeMs: number): void {
    const entry = this.model.seek(timeMs);
    if (entry === undefined) return;
    this.#anchor.showAtInstant(this.model.rowOf(entry)!);
    this.requestDraw();
  }

  /** Shows a thin line at an instant; undefined takes it away. */
  setInstant(timeMs: number | undefined): void {
    this.#instantMs = timeMs;
    this.requestDraw();
  }

  /** Moves sideways by characters. */
  shiftBy(characters: number): void {
    const shift = Math.max(0, Math.min(MAX_SHIFT, this.#shift + characters));
    if (shift === this.#shift) return;
    this.#shift = shift;
    this.#isStale = true;
    this.requestDraw();
  }

  // ── Selected text ───────────────────────────────────────

  get selection(): TextSelection | undefined {
    return this.#selection;
  }

  select(selection: TextSelection | undefined): void {
    this.#selection = selection;
    this.requestDraw();
  }

  /** The selected text, from the model; empty when nothing is selected. */
  selectedText(): string {
    if (this.#selection === undefined) return '';
    const options = this.textOptions();
    return selectedText(this.model, this.#selection, options, (gap) => {
      const words = gapRest(gap, { ...options, say: this.say });
      return `--- ${gap.skipped.toLocaleString()} ${words} ---`;
    });
  }

  /** Drawn rows from top to bottom. */
  get slots(): readonly RowSlot[] {
    return this.#canvas.slots;
  }

  /** The drawn row that holds a node of the page. */
  slotOf(node: Node): RowSlot | undefined {
    return this.#canvas.slotOf(node);
  }

  /** How rows are put into words. */
  textOptions(): RowTextOptions {
    return { columns: this.#config.columns, zone: this.#config.zone };
  }

  // ── Drawing ─────────────────────────────────────────────

  requestDraw(): void {
    if (this.#frame !== undefined) return;
    this.#frame = requestAnimationFrame((nowMs) => {
      this.#frame = undefined;
      if (this.#isRush && nowMs - this.#drawnAtMs < RUSH_FRAME_MS) this.requestDraw();
      else this.draw(nowMs);
    });
  }

  /** Draws now. */
  draw(nowMs: number = performance.now()): void {
    this.#drawnAtMs = nowMs;
    this.#anchor.settle(nowMs);
    const { total } = this;
    const seen = this.window.seen(total);
    const { zone, columns, highlights, screenReader, isActive } = this.#config;
    this.#canvas.draw(seen, {
      columns,
      zone,
      highlights,
      shift: this.#shift,
      active: this.#active,
      isFocused: isActive,
      selection: this.#selection,
      instantMs: this.#instantMs,
      isStale: this.#isStale,
      isFlowing: this.isFollowing,
      total: screenReader || !this.isFollowing ? total : undefined,
    });
    const taken = this.model.dropped + this.model.entries.length;
    this.#isRush = this.isFollowing && taken - this.#taken >= seen.count;
    this.#taken = taken;
    this.#isStale = false;
    this.#map.draw(seen, total, this.window.heightPx, nowMs);
    if (!this.isFollowing && seen.first + seen.count >= total - this.window.page) this.events.onNearEnd?.();
    if (screenReader) this.#announcer.tell(this.model, (row) => rowText(row, this.textOptions()), nowMs);
    this.events.onDrawn?.();
  }

  #scrolled(scrolled: Scrolled): void {
    const gone = this.#anchor.scrolled(scrolled);
    if (gone?.entry.kind === 'event') this.events.onMove?.(gone.entry.timeMs);
    this.requestDraw();
  }
}
