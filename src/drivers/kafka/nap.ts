/** Sleep that can be ended early; one sleeper at a time. */
export class Nap {
  #wake: (() => void) | undefined;

  /** Resolves after the delay, or when woken. The timer does not keep the process alive. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), delayMs);
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
