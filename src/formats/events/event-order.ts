// Events of several writers in one file finish in another order than they begin. They are handed out as they begin:
// whoever knows how far a file is stored sees by that alone what comes a second time.
import type { OpenEvent } from './open-event.ts';

/** So many finished events, and so long, wait for what began before them; then it is given as far as it is there. */
const MAX_WAITING = 64;
const MAX_WAIT_MS = 1_000;

export class EventOrder {
  /** Finished events that wait, in the order of the file. */
  readonly waiting: OpenEvent[] = [];
  /** Offset of a line of which only a part is there: what begins behind it waits. */
  heldFrom: number | undefined;
  private readonly write: (open: OpenEvent) => void;
  private sinceMs = 0;

  constructor(write: (open: OpenEvent) => void) {
    this.write = write;
  }

  get isIdle(): boolean {
    return this.waiting.length === 0 && this.heldFrom === undefined;
  }

  /** True when more has waited, or longer, than anything may hold it up. */
  isHeldUp(nowMs: number): boolean {
    const { length } = this.waiting;
    return length > MAX_WAITING || (length > 0 && nowMs - this.sinceMs >= MAX_WAIT_MS);
  }

  /** Takes a finished event. */
  add(open: OpenEvent, nowMs: number): void {
    const { waiting } = this;
    if (waiting.length === 0) this.sinceMs = nowMs;
    const at = waiting.findIndex((other) => other.startOffset > open.startOffset);
    waiting.splice(at === -1 ? waiting.length : at, 0, open);
  }

  /** Writes what begins before everything unfinished; `firstOpen` is where the first unfinished event begins. */
  release(firstOpen: number | undefined): void {
    const limit = Math.min(firstOpen ?? Number.POSITIVE_INFINITY, this.heldFrom ?? Number.POSITIVE_INFINITY);
    while (this.waiting.length > 0 && this.waiting[0]!.startOffset < limit) this.write(this.waiting.shift()!);
  }
}
