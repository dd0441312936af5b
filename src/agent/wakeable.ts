import type { Clock } from '../ports/clock.ts';

/** A sleep that can be ended from outside. */
export class Wakeable {
  readonly #clock: Clock;
  #controller: AbortController | undefined;
  #woken = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A wake-up before the sleep began ends it at once: none is missed. */
  async sleep(delayMs: number): Promise<void> {
    if (!this.#woken) {
      this.#controller = new AbortController();
      await this.#clock.sleep(delayMs, this.#controller.signal);
      this.#controller = undefined;
    }
    this.#woken = false;
  }

  wake(): void {
    this.#woken = true;
    this.#controller?.abort();
  }
}
