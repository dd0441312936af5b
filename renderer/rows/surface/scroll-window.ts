// Which rows are in sight. The scrollbar belongs to a tall empty box; the rows stand in a box that stays in place over
// it and are written anew as one scrolls, so that neither the height of the list nor the speed of its lines matters.

/** Chromium cuts elements off above about 33 million pixels. */
const MOST_PIXELS = 30_000_000;

/** A scroll that comes later than this after wheel or touch is the browser's own, as when a pane changes its size. */
const TOUCH_MS = 1_000;

export interface Scrolled {
  topPx: number;
  /** Distance from the end that the scrollbar knows of. */
  fromEndPx: number;
  isByPerson: boolean;
}

export interface SeenRows {
  first: number;
  /** Rows drawn, the cut ones included. */
  count: number;
  /** Pixels by which the first row is cut. */
  cutPx: number;
}

export class ScrollWindow {
  readonly view = document.createElement('div');
  readonly rows = document.createElement('div');
  readonly #space = document.createElement('div');
  readonly #frame = document.createElement('div');
  readonly #observer: ResizeObserver | undefined;
  rowPx = 22;
  heightPx = 0;
  widthPx = 0;
  #topPx = 0;
  /** Last position that we set ourselves: its scroll event is not a person's. */
  #ownTopPx = -1;
  #shownPx = -1;
  #touchedAtMs = Number.NEGATIVE_INFINITY;
  #isPressed = false;

  constructor(host: HTMLElement, onResize: () => void, onScroll: (scrolled: Scrolled) => void) {
    this.view.className = 'log-view';
    this.#space.className = 'log-space';
    this.#frame.className = 'log-frame';
    this.rows.className = 'log-rows';
    for (const each of [this.#space, this.#frame, this.rows]) each.setAttribute('role', 'presentation');
    this.#frame.append(this.rows);
    this.#space.append(this.#frame);
    this.view.append(this.#space);
    host.append(this.view);
    this.measure();
    this.view.addEventListener(
      'scroll',
      () => {
        const topPx = this.view.scrollTop;
        if (Math.abs(topPx - this.#ownTopPx) < 1) return;
        this.#ownTopPx = -1;
        onScroll({
          topPx,
          fromEndPx: Math.max(0, this.#shownPx - this.heightPx - topPx),
          isByPerson: this.#isPressed || performance.now() - this.#touchedAtMs < TOUCH_MS,
        });
      },
      { passive: true },
    );
    const touch = () => {
      this.#touchedAtMs = performance.now();
    };
    for (const name of ['wheel', 'touchmove'] as const) this.view.addEventListener(name, touch, { passive: true });
    // A press on the scrollbar hits the view itself; its end is not always told, but what moves afterwards shows it.
    this.view.addEventListener('pointerdown', (event) => {
      this.#isPressed = event.target === this.view;
    });
    this.view.addEventListener('pointermove', (event) => {
      if (event.buttons === 0) this.#isPressed = false;
    });
    if (typeof ResizeObserver !== 'undefined') {
      this.#observer = new ResizeObserver(() => {
        this.measure();
        onResize();
      });
      this.#observer.observe(this.view);
    }
  }

  dispose(): void {
    this.#observer?.disconnect();
    this.view.remove();
  }

  /** Reads the heights of the pane and of a row from the page. */
  measure(): void {
    this.heightPx = this.view.clientHeight;
    this.widthPx = this.view.clientWidth;
    const row = Number.parseFloat(getComputedStyle(this.view).getPropertyValue('--row'));
    this.rowPx = Number.isFinite(row) && row > 0 ? row : 22;
    this.#frame.style.height = `${this.heightPx}px`;
  }

  get topPx(): number {
    return this.#topPx;
  }

  /** Row count of a full pane, cut rows not counted. */
  get page(): number {
    return Math.max(1, Math.floor(this.heightPx / this.rowPx));
  }

  /** Furthest position for a list of so many rows. */
  bottomPx(total: number): number {
    return Math.max(0, total * this.rowPx - this.heightPx);
  }

  /** Goes to a position; `isOwn` false when a person's scrolling has already moved the bar there. */
  moveTo(topPx: number, total: number, isOwn = true): void {
    this.#topPx = Math.min(Math.max(0, topPx), this.bottomPx(total));
    if (!isOwn) return;
    this.setTotal(total);
    this.view.scrollTop = this.#topPx;
    this.#ownTopPx = this.view.scrollTop;
  }

  /** Gives the scrollbar its length. */
  setTotal(total: number): void {
    const px = Math.min(total * this.rowPx, MOST_PIXELS);
    if (px === this.#shownPx) return;
    this.#shownPx = px;
    this.#space.style.height = `${px}px`;
  }

  /** True when the scrollbar does not yet know of all rows. */
  isBehind(total: number): boolean {
    return Math.min(total * this.rowPx, MOST_PIXELS) !== this.#shownPx;
  }

  /** The rows to draw. */
  seen(total: number): SeenRows {
    const top = Math.min(this.#topPx, this.bottomPx(total));
    const first = Math.floor(top / this.rowPx);
    const cutPx = top - first * this.rowPx;
    return { first, count: Math.min(total - first, Math.ceil((this.heightPx + cutPx) / this.rowPx)), cutPx };
  }

  /** Shifts the drawn rows by the part that is cut. */
  cut(px: number): void {
    this.rows.style.transform = px === 0 ? '' : `translateY(${-px}px)`;
  }
}
