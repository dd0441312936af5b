import { rankSuspects } from '../../investigate/suspects/rank-suspects.ts';
import type { SuspectsAnswer, SuspectsRequest } from '../../investigate/suspects/suspect.ts';
import { type EventFileTally, readEventFile } from './event-file.ts';

export interface RankedFiles extends SuspectsAnswer {
  window: EventFileTally;
  baseline: EventFileTally;
}

/** Suspects of two files of events; no workspace is touched. Rejects as `readEventFile`. */
export async function rankFiles(incident: string, baseline: string, request: SuspectsRequest): Promise<RankedFiles> {
  const window: EventFileTally = { events: 0, unreadable: 0 };
  const before: EventFileTally = { events: 0, unreadable: 0 };
  const answer = await rankSuspects(readEventFile(incident, window), readEventFile(baseline, before), request);
  return { ...answer, window, baseline: before };
}
