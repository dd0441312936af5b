import { messageOf } from '../../base/errors.ts';
import type { AgentDirectory, AgentReport } from '../../ports/agent-directory.ts';
import type { Logger } from '../../ports/logger.ts';

/** A directory that is away must not hold up the end of an agent longer. */
const GOODBYE_MS = 3_000;

/** Gives reports without being waited for: reading files goes on whether or not somebody can be told of it. */
export function inBackground(directory: AgentDirectory, log: Logger): AgentDirectory {
  let waiting: AgentReport | undefined;
  let isGiving = false;
  let said = '';
  const give = async () => {
    if (isGiving) return;
    isGiving = true;
    for (let report = waiting; report !== undefined; report = waiting) {
      waiting = undefined;
      try {
        await directory.announce(report);
        said = '';
      } catch (error) {
        const message = messageOf(error);
        if (message !== said) log.warn('the report cannot be given', { error: message });
        said = message;
      }
    }
    isGiving = false;
  };
  return {
    announce: async (report) => {
      waiting = report;
      void give();
    },
    leave: async () => {
      waiting = undefined;
      const late = new Promise<void>((resolve) => setTimeout(resolve, GOODBYE_MS).unref());
      const left = directory
        .leave()
        .catch((error: unknown) => log.warn('could not say goodbye', { error: messageOf(error) }));
      await Promise.race([left, late]);
    },
    list: () => directory.list(),
    watch: (signal) => directory.watch(signal),
  };
}
