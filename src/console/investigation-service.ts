import type { ConsoleServices } from '../contract/contract.ts';
import { proposeWindow, type SeverityBucket } from '../investigate/suspects/propose-window.ts';
import { rankSuspects } from '../investigate/suspects/rank-suspects.ts';
import type { Suspect } from '../investigate/suspects/suspect.ts';
import { levelRank } from '../model/level.ts';
import type { LogEvent } from '../model/log-event.ts';
import type { EventStore } from '../ports/event-store.ts';
import { ALL } from '../query/query-ast.ts';
import type { ConsoleParts } from './console-parts.ts';
import { createPatternsService } from './patterns-service.ts';
import { sampledEvents } from './sampled-events.ts';
import { createTraceService } from './trace-service.ts';

type InvestigationService = Pick<
  ConsoleServices,
  'trace.find' | 'trace.related' | 'suspects.rank' | 'suspects.propose' | 'patterns.mine'
>;

/** Lines of each window that are compared when nothing else is asked for: more of them tell hardly more. */
const MAX_LINES = 60_000;
/** Evidence lines that go along with an answer; the others are asked for when opened. */
const MAX_EVIDENCE = 60;
const PROPOSAL_BUCKET_MS = 5_000;
/** Looked at on both sides of an instant for a proposal. */
const PROPOSAL_REACH_MS = 30 * 60_000;
const ERROR_RANK = levelRank('ERROR');

/** Who failed first: trails of requests, ranked services, patterns. */
export function createInvestigationService(parts: Pick<ConsoleParts, 'workspace' | 'clock'>): InvestigationService {
  const { workspace } = parts;
  return {
    ...createTraceService(parts),
    ...createPatternsService(parts),

    async 'suspects.propose'({ aroundMs }, signal) {
      const { store } = await workspace;
      const range = { fromMs: aroundMs - PROPOSAL_REACH_MS, toMs: aroundMs + PROPOSAL_REACH_MS };
      const request = { query: ALL, range, bucketMs: PROPOSAL_BUCKET_MS, by: 'log.level' };
      const buckets = (await store.histogram(request, signal)).map(severityOf);
      return proposeWindow(buckets, PROPOSAL_BUCKET_MS, aroundMs);
    },

    async 'suspects.rank'({ window, baseline, exclude, top, lines = MAX_LINES }, signal) {
      const { store } = await workspace;
      const sample = { window: { read: 0, of: 0 }, baseline: { read: 0, of: 0 } };
      const answer = await rankSuspects(
        sampledEvents(store, window, lines, sample.window, signal),
        sampledEvents(store, baseline, lines, sample.baseline, signal),
        { exclude, top, signal },
      );
      const suspects = answer.suspects.map((suspect) => ({
        ...suspect,
        reasons: suspect.reasons.map((reason) => ({ ...reason })),
      }));
      return { window, baseline, suspects, evidence: await evidenceOf(store, answer.suspects, signal), sample };
    },
  };
}

function severityOf({
  fromMs,
  count,
  by,
}: {
  fromMs: number;
  count: number;
  by?: Record<string, number>;
}): SeverityBucket {
  let severe = 0;
  for (const [level, lines] of Object.entries(by ?? {})) if (levelRank(level) >= ERROR_RANK) severe += lines;
  return { fromMs, count, severe };
}

/** The lines that the strongest reasons stand on. */
async function evidenceOf(store: EventStore, suspects: Suspect[], signal: AbortSignal): Promise<LogEvent[]> {
  const ids = new Set<string>();
  for (const suspect of suspects.slice(0, 5)) {
    for (const reason of suspect.reasons.slice(0, 3)) for (const id of reason.events.slice(0, 4)) ids.add(id);
  }
  const found: LogEvent[] = [];
  for (const eventId of [...ids].slice(0, MAX_EVIDENCE)) {
    const lines = await store.context({ eventId, before: 0, after: 0, scope: 'all' }, signal);
    found.push(...lines.map(({ crosstail, ...event }) => ({ ...event, crosstail: { ...crosstail, hit: false } })));
  }
  return found;
}
