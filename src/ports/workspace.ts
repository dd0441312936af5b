import type { AgentDirectory } from './agent-directory.ts';
import type { AgentRequests } from './agent-requests.ts';
import type { EventStore } from './event-store.ts';
import type { LiveTail } from './live-tail.ts';
import type { Pipeline } from './pipeline.ts';
import type { RuleStore } from './rule-store.ts';

/** What the console is connected to: the four ports a service may use, whichever kind stands behind them. */
export interface Workspace {
  readonly name: string;
  readonly kind: 'embedded' | 'cluster';
  readonly store: EventStore;
  readonly tail: LiveTail;
  readonly rules: RuleStore;
  readonly agents: AgentDirectory;
  /** Only where agents are on other hosts and can be asked. */
  readonly requests?: AgentRequests;
  /** Only where an indexer stands between agents and store. */
  readonly pipeline?: Pipeline;
  close(): Promise<void>;
}
