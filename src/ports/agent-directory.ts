export interface RuleReport {
  rule: string;
  state: 'applied' | 'refused' | 'no-file-matches' | 'stopped';
  error?: string;
  /** Events its drop queries, sampling and limit took out, and those it redacted; only of rules that ask for any. */
  counts?: { dropped: number; sampled: number; limited: number; redacted: number };
}

export interface FileReport {
  path: string;
  rule: string;
  sizeBytes: number;
  offset: number;
  linesPerSecond: number;
  state: 'following' | 'idle' | 'waiting' | 'error' | 'gone';
  error?: string;
  /** Where it is not UTF-8; the likeliest one where the rule names none. */
  encoding?: string;
  /** Bytes and characters that could not be decoded and became U+FFFD, since it is followed. */
  replaced?: number;
  /** NUL bytes of holes that were left out, since it is followed. */
  skippedNuls?: number;
}

/** A possible loss, named: the promise is that none goes unreported. */
export interface LossReport {
  path: string;
  reason: string;
  fromOffset: number;
  toOffset: number;
  atMs: number;
}

export interface AgentReport {
  id: string;
  host: string;
  pid: number;
  version: string;
  labels: Record<string, string>;
  startedAtMs: number;
  wantedRevision: number;
  appliedRevision: number;
  rules: RuleReport[];
  files: FileReport[];
  filesTotal: number;
  linesPerSecond: number;
  lagBytes: number;
  losses: LossReport[];
  lossesTotal: number;
  /** This host's clock minus the workspace's, with the error bound. */
  clock?: { offsetMs: number; errorMs: number };
  lastError?: string;
}

export interface HostStatus {
  host: string;
  present: boolean;
  lastSeenMs: number;
  agent: AgentReport;
}

/** Who is there and what he is doing. */
export interface AgentDirectory {
  /** Announces this agent and replaces its report; presence ends with `leave` or when the process dies. */
  announce(report: AgentReport): Promise<void>;
  leave(): Promise<void>;
  list(): Promise<HostStatus[]>;
  /** The list now, and again whenever it changes, at most once a second. */
  watch(signal: AbortSignal): AsyncIterable<HostStatus[]>;
}
