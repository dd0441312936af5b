import type { AgentReport } from '../../src/ports/agent-directory.ts';

/** A report of an agent that follows nothing. */
export function emptyReport(changes: Partial<AgentReport> = {}): AgentReport {
  return {
    id: 'agent-1',
    host: 'host-1',
    pid: 1,
    version: '0.1.0',
    labels: {},
    startedAtMs: 1,
    wantedRevision: 0,
    appliedRevision: 0,
    rules: [],
    files: [],
    filesTotal: 0,
    linesPerSecond: 0,
    lagBytes: 0,
    losses: [],
    lossesTotal: 0,
    ...changes,
  };
}
