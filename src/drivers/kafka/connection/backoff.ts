const FIRST_MS = 100;

/** Growing pauses with jitter, so that many clients do not come back at the same moment. */
export class Backoff {
  readonly #maxMs: number;
  #nextMs = FIRST_MS;

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  /** Milliseconds to wait before the next attempt. */
  next(): number {
    const delay = this.#nextMs * (0.75 + Math.random() / 2);
    this.#nextMs = Math.min(this.#nextMs * 2, this.#maxMs);
    return delay;
  }

  /** An attempt succeeded. */
  reset(): void {
    this.#nextMs = FIRST_MS;
  }
}
