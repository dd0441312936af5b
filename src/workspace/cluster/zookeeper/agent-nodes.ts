// How agents lie in ZooKeeper, as JSON below 256 kB a node:
//   <root>/agents/<id>  ephemeral: the agent's last report; gone when its session ends
//   <root>/hosts/<id>   the report some seconds ago and when it was given; outlives the session
import { z } from 'zod';
import { MAX_NODE_BYTES } from '../../../drivers/zookeeper/zookeeper-session.ts';
import type { AgentReport } from '../../../ports/agent-directory.ts';

/** What is needed of a report to show it; the rest is as its agent wrote it. */
const report = z.looseObject({
  id: z.string(),
  host: z.string(),
  pid: z.number(),
  version: z.string(),
  labels: z.record(z.string(), z.string()),
  startedAtMs: z.number(),
  wantedRevision: z.number(),
  appliedRevision: z.number(),
  rules: z.array(
    z.looseObject({
      rule: z.string(),
      state: z.enum(['applied', 'refused', 'no-file-matches', 'stopped']),
      error: z.string().exactOptional(),
    }),
  ),
  files: z.array(
    z.looseObject({
      path: z.string(),
      rule: z.string(),
      sizeBytes: z.number(),
      offset: z.number(),
      linesPerSecond: z.number(),
      state: z.enum(['following', 'idle', 'waiting', 'error', 'gone']),
      error: z.string().exactOptional(),
    }),
  ),
  filesTotal: z.number(),
  linesPerSecond: z.number(),
  lagBytes: z.number(),
  losses: z.array(
    z.looseObject({
      path: z.string(),
      reason: z.string(),
      fromOffset: z.number(),
      toOffset: z.number(),
      atMs: z.number(),
    }),
  ),
  lossesTotal: z.number(),
  clock: z.strictObject({ offsetMs: z.number(), errorMs: z.number() }).exactOptional(),
  lastError: z.string().exactOptional(),
});

/** Name of an agent's node: any id makes one. */
export function nodeName(id: string): string {
  // A node cannot be called . or .., which encodeURIComponent leaves as they are.
  return encodeURIComponent(id).replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length));
}

/** A report that fits into a node: what is least needed is left out first. All files and losses stay counted. */
export function encodeReport(full: AgentReport): Buffer {
  let cut = full;
  for (let keep = Math.max(full.files.length, full.losses.length, full.rules.length); ; keep = Math.floor(keep / 2)) {
    const data = Buffer.from(JSON.stringify(cut));
    if (data.length <= MAX_NODE_BYTES || keep === 0) return data;
    const half = Math.floor(keep / 2);
    cut = {
      ...full,
      files: full.files.slice(0, half),
      losses: full.losses.slice(-Math.max(1, half)),
      rules: refusedFirst(full.rules).slice(0, Math.max(100, half)),
    };
  }
}

/** The report in a node; undefined for a node that holds none. */
export function decodeReport(data: Buffer): AgentReport | undefined {
  try {
    const parsed = report.safeParse(JSON.parse(data.toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refusedFirst(rules: AgentReport['rules']): AgentReport['rules'] {
  return [...rules].sort((a, b) => Number(b.state === 'refused') - Number(a.state === 'refused'));
}
