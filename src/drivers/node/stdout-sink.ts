import type { EventSink } from '../../ports/event-sink.ts';

/** Events as JSON lines on standard output: acknowledged when the system took them. */
export function createStdoutSink(): EventSink {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async append(batch) {
      const written = new Promise<void>((resolve, reject) => {
        process.stdout.write(batch.json, (error) => (error ? reject(error) : resolve()));
      });
      last = written.catch(() => {
        // The caller of this append has the error.
      });
      await written;
      return { duplicates: 0, isFree: true };
    },
    async close() {
      await last;
    },
  };
}
