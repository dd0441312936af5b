/** Tells whoever waits that something changed; the count makes sure that no change between two waits is missed. */
export class ChangeCounter {
  #count = 0;
  readonly #waiting = new Set<() => void>();

  get count(): number {
    return this.#count;
  }

  /** A bound function: watches are the same one each time. */
  readonly tell = (): void => {
    this.#count++;
    for (const wake of [...this.#waiting]) wake();
  };

  /** Resolves when something changed since the count was `seen`, after `limitMs`, or when the signal aborts. */
  behind(seen: number, limitMs: number, signal: AbortSignal): Promise<void> {
    if (this.#count !== seen || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, limitMs);
      this.#waiting.add(end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
