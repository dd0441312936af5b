/** Tells any number of waiters that something changed; a counter makes sure that no change is missed between waits. */
export class Broadcast {
  #count = 0;
  readonly #waiters = new Set<() => void>();

  get count(): number {
    return this.#count;
  }

  tell(): void {
    this.#count++;
    for (const waiter of [...this.#waiters]) waiter();
  }

  /** Resolves when there was a change behind the `seen`-th, or the signal aborted. */
  behind(seen: number, signal: AbortSignal): Promise<void> {
    if (this.#count > seen || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        this.#waiters.delete(end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      this.#waiters.add(end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
