/** Hands over the newest value: whoever is slow skips what was overtaken. */
export class Latest<T> implements AsyncIterable<T> {
  #value: { now: T } | undefined;
  #ended = false;
  #wake: (() => void) | undefined;

  put(now: T): void {
    this.#value = { now };
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const value = this.#value;
      this.#value = undefined;
      if (value !== undefined) yield value.now;
      else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
