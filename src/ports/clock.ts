/** Time as a port, so that tests can jump it. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Resolves after the delay, or at once when the signal aborts (it does not reject). */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
