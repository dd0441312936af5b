/** Sleep that can be ended early; one sleeper at a time. */
export class Nap {
  #wake: (() => void) | undefined;

  /** Resolves after the delay, or when woken. It keeps the process alive: a broker that is away is waited for. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), delayMs);
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
