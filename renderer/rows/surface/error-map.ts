// The narrow strip at the right edge: where in the list warnings and errors lie, and which part is in sight.
import type { RowModel } from '../model/row-model.ts';
import type { SeenRows } from './scroll-window.ts';

const EVERY_MS = 400;
const WIDTH = 10;
/** Height of a mark, and the room it has. */
const MARK_PX = 2;
const PITCH_PX = 3;

export class ErrorMap {
  readonly #canvas = document.createElement('canvas');
  readonly #model: RowModel;
  #colours: readonly string[] | undefined;
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, model: RowModel) {
    this.#model = model;
    this.#canvas.className = 'mini';
    this.#canvas.setAttribute('aria-hidden', 'true');
    host.append(this.#canvas);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#canvas.remove();
  }

  /** The theme has changed. */
  forgetColours(): void {
    this.#colours = undefined;
    this.#drawnAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Draws, but not more often than a glance needs. */
  draw(seen: SeenRows, total: number, heightPx: number, nowMs: number): void {
    this.#canvas.hidden = total <= seen.count;
    if (this.#canvas.hidden) return;
    clearTimeout(this.#timer);
    const wait = EVERY_MS - (nowMs - this.#drawnAtMs);
    if (wait > 0) {
      this.#timer = setTimeout(() => this.draw(seen, total, heightPx, performance.now()), wait);
      return;
    }
    this.#drawnAtMs = nowMs;
    this.#paint(heightPx);
  }

  #paint(height: number): void {
    const context = this.#canvas.getContext('2d');
    if (context === null || height === 0) return;
    const ratio = globalThis.devicePixelRatio || 1;
    this.#canvas.width = WIDTH * ratio;
    this.#canvas.height = height * ratio;
    context.scale(ratio, ratio);
    this.#colours ??= this.#readColours();
    const { entries } = this.#model;
    // One mark a slot, the worst level of all lines that fall on it.
    const worst = new Uint8Array(Math.ceil(height / PITCH_PX));
    entries.forEach((entry, i) => {
      if (entry.kind !== 'event' || entry.rank < 5) return;
      const slot = Math.floor((i / entries.length) * worst.length);
      if (worst[slot]! < entry.rank) worst[slot] = entry.rank;
    });
    worst.forEach((rank, slot) => {
      if (rank === 0) return;
      context.fillStyle = this.#colours![rank >= 7 ? 2 : rank - 5]!;
      context.fillRect(2, slot * PITCH_PX, WIDTH - 4, MARK_PX);
    });
  }

  #readColours(): string[] {
    const style = getComputedStyle(this.#canvas);
    return ['--lv-warn', '--lv-error', '--lv-fatal'].map((name) => style.getPropertyValue(name));
  }
}
