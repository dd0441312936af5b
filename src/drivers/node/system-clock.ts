import type { Clock } from '../../ports/clock.ts';

/** The machine's clock; delays run on the monotonic one, so that a jump of the wall clock neither skips nor stretches them. */
export function createSystemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const end = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, delayMs);
        signal?.addEventListener('abort', end, { once: true });
      }),
  };
}
