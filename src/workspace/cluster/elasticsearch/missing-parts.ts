// Parts of a workspace whose server is not named in its profile: what shows a state shows that nothing is there, what
// asks for something is told which server is missing.
import { AppError } from '../../../base/errors.ts';
import type { AgentDirectory } from '../../../ports/agent-directory.ts';
import type { EventStore } from '../../../ports/event-store.ts';
import type { LiveTail } from '../../../ports/live-tail.ts';
import type { RuleStore } from '../../../ports/rule-store.ts';

type Server = 'Kafka' | 'ZooKeeper' | 'Elasticsearch';

function missing(server: Server, what: string): AppError {
  const option = `--${server.toLowerCase()}`;
  return new AppError('NOT_SUPPORTED', `This workspace names no ${server}, so that it has no ${what}.`, {
    hint: `Add ${server.toLowerCase()} to the profile, or give ${option}.`,
  });
}

function refuse(server: Server, what: string): () => Promise<never> {
  return () => Promise.reject(missing(server, what));
}

/** Without Elasticsearch nothing is stored. */
export function noStore(): EventStore {
  const no = refuse('Elasticsearch', 'stored events');
  return {
    search: () => ({ [Symbol.asyncIterator]: () => ({ next: no }) }),
    count: no,
    histogram: no,
    values: no,
    context: no,
    fields: async () => [],
    stats: async () => ({ events: 0, bytes: 0, segments: [], capabilities: { append: false, retention: false } }),
    close: async () => undefined,
  };
}

/** Without Kafka nothing flows. */
export function noTail(): LiveTail {
  return {
    follow: () => ({
      setQuery: () => undefined,
      [Symbol.asyncIterator]: () => ({ next: refuse('Kafka', 'live tails') }),
    }),
  };
}

/** Without ZooKeeper there are no rules and no agents. */
export function noRules(): RuleStore {
  const { message } = missing('ZooKeeper', 'rules');
  return {
    read: async () => ({ revision: 0, rules: [] }),
    async *watch(signal) {
      yield { revision: 0, rules: [] };
      await ended(signal);
    },
    publish: refuse('ZooKeeper', 'rules'),
    steer: refuse('ZooKeeper', 'rules'),
    history: async () => [],
    access: async () => ({ mayPublish: false, reason: message }),
    close: async () => undefined,
  };
}

export function noAgents(): AgentDirectory {
  return {
    announce: refuse('ZooKeeper', 'agents'),
    leave: async () => undefined,
    list: async () => [],
    async *watch(signal) {
      yield [];
      await ended(signal);
    },
  };
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
