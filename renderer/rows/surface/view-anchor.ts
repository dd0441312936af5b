// What part of a list is in sight while lines come and go: it follows the new end, holds what is read, or is paused.
import type { DisplayRow, RowEntry } from '../model/row-entry.ts';
import type { RowModel } from '../model/row-model.ts';
import type { Scrolled, ScrollWindow } from './scroll-window.ts';

/** How long the scrollbar may lag behind flowing lines. */
const SCROLLBAR_LAG_MS = 150;
/** Where a sought instant is put: this share of the pane lies above it. */
const SEEK_SHARE = 0.35;

export class ViewAnchor {
  readonly canFollow: boolean;
  readonly #window: ScrollWindow;
  readonly #model: RowModel;
  readonly #onFollowChange: (isFollowing: boolean) => void;
  #following: boolean;
  #isPaused = false;
  /** Last row shown while paused, or while a button is down. */
  #limit: { entry: RowEntry } | undefined;
  /** First row in sight while not following: holds the view when rows above come or go. */
  #top: DisplayRow | undefined;
  #barAtMs = 0;

  constructor(
    window: ScrollWindow,
    model: RowModel,
    options: { canFollow: boolean; onFollowChange: (isFollowing: boolean) => void },
  ) {
    this.#window = window;
    this.#model = model;
    this.canFollow = options.canFollow;
    this.#following = options.canFollow;
    this.#onFollowChange = options.onFollowChange;
  }

  get isFollowing(): boolean {
    return this.#following && !this.#isPaused;
  }

  /** Rows that can be reached now. */
  get total(): number {
    const { entry } = this.#limit ?? {};
    if (entry === undefined) return this.#isPaused ? 0 : this.#model.rowCount;
    const row = this.#model.rowOf(entry);
    if (row === undefined) return this.#model.rowCount;
    return row + 1 + (entry.kind === 'event' && entry.isOpen ? entry.childCount : 0);
  }

  /** Events that came since the last row in sight. */
  get newCount(): number {
    if (this.isFollowing) return 0;
    const seen = this.#window.seen(this.total);
    const last = this.#model.rowAt(seen.first + seen.count - 1)?.entry;
    return last === undefined ? 0 : this.#model.countAfter(last);
  }

  /** Goes to the new end and stays there; a list that cannot follow only goes there. */
  follow(): void {
    if (this.#isPaused) return;
    const was = this.#following;
    this.#following = this.canFollow;
    this.#top = undefined;
    this.#model.release();
    this.#toEnd();
    if (this.#following !== was) this.#onFollowChange(true);
  }

  /** Stays at what is shown while lines go on coming. */
  hold(): void {
    if (!this.#following) return;
    this.#toEnd();
    this.#following = false;
    this.#protect();
    this.#onFollowChange(false);
  }

  /** Freezes the list as it is, its end included. */
  setPaused(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    const { last } = this.#model;
    this.#limit = isPaused && last !== undefined ? { entry: last } : undefined;
    if (!isPaused) {
      if (this.#following) this.follow();
      return;
    }
    this.#window.moveTo(this.#following ? this.#window.bottomPx(this.total) : this.#window.topPx, this.total);
    this.#protect();
  }

  /** While true, nothing moves under the pointer. */
  setFrozen(isFrozen: boolean): void {
    if (this.#isPaused) return;
    const { last } = this.#model;
    this.#limit = isFrozen && last !== undefined ? { entry: last } : undefined;
    if (isFrozen) this.#protect();
    else if (this.#following) this.#model.release();
  }

  /** Moves so that the row is the first one in sight. */
  showAtTop(row: number): void {
    this.hold();
    this.#moveTo(row * this.#window.rowPx);
  }

  /** Moves so that the row stands where an instant is looked for. */
  showAtInstant(row: number): void {
    this.showAtTop(row - Math.floor(this.#window.page * SEEK_SHARE));
  }

  /** Moves as little as brings the row into sight, or to its middle when it is far away. */
  bringIntoSight(row: number): void {
    const { rowPx, heightPx, topPx } = this.#window;
    const px = row * rowPx;
    if (px < topPx) this.#moveTo(px < topPx - heightPx ? px - heightPx / 2 : px);
    else if (px + rowPx > topPx + heightPx)
      this.#moveTo(px > topPx + 2 * heightPx ? px - heightPx / 2 : px + rowPx - heightPx);
  }

  /** The pane has another size, or is in the page again. */
  resized(): void {
    // The browser forgets where a list was scrolled to while it is out of the page.
    if (this.#window.heightPx > 0) this.#window.moveTo(this.#window.topPx, this.total);
  }

  /** The bar has moved. Answers the row that stands for where a person went; undefined when none did. */
  scrolled({ topPx, fromEndPx, isByPerson }: Scrolled): DisplayRow | undefined {
    const { total } = this;
    if (this.isFollowing) {
      // While lines flow the bar knows of fewer rows than there are: the distance from the end is what a person sees.
      const wanted = this.#window.bottomPx(total) - fromEndPx;
      if (!isByPerson) this.#toEnd();
      if (!isByPerson || fromEndPx <= 1) return undefined;
      this.#following = false;
      this.#moveTo(wanted);
      this.#onFollowChange(false);
    } else {
      const isEnd = topPx >= this.#window.bottomPx(total) - 1;
      if (isEnd && this.canFollow && !this.#isPaused && topPx > this.#window.topPx) {
        this.follow();
        return undefined;
      }
      this.#window.moveTo(topPx, total, false);
      this.#rememberTop();
    }
    const { rowPx, page } = this.#window;
    return this.#model.rowAt(Math.floor(this.#window.topPx / rowPx) + Math.floor(page * SEEK_SHARE));
  }

  /** Before a drawing: the end when following, else the same rows as before wherever they are now. */
  settle(nowMs: number): void {
    const { total } = this;
    const isBarDue = this.#window.isBehind(total) && nowMs - this.#barAtMs > SCROLLBAR_LAG_MS;
    if (isBarDue) this.#barAtMs = nowMs;
    if (this.isFollowing) {
      this.#window.moveTo(this.#window.bottomPx(total), total, isBarDue);
      return;
    }
    if (this.#top === undefined) this.#rememberTop();
    const row = this.#top === undefined ? undefined : this.#model.rowOf(this.#top.entry, this.#top.child);
    const shown = Math.floor(this.#window.topPx / this.#window.rowPx);
    if (row !== undefined && row !== shown)
      this.#window.moveTo(this.#window.topPx + (row - shown) * this.#window.rowPx, total);
    else if (isBarDue) this.#window.setTotal(total);
  }

  #toEnd(): void {
    this.#window.moveTo(this.#window.bottomPx(this.total), this.total);
  }

  #moveTo(px: number): void {
    this.#window.moveTo(px, this.total);
    this.#rememberTop();
  }

  #rememberTop(): void {
    this.#top = this.#model.rowAt(Math.floor(this.#window.topPx / this.#window.rowPx));
    this.#protect();
  }

  /** Tells the model what is in sight, so that nothing of it is dropped. */
  #protect(): void {
    const seen = this.#window.seen(this.total);
    this.#model.hold(seen.first, this.#isPaused ? this.total - 1 : seen.first + seen.count - 1);
  }
}
