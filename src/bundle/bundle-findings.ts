// What an investigation found, as it goes into a bundle beside the events.
import { z } from 'zod';
import type { LogEvent } from '../model/log-event.ts';

const span = z.object({ fromMs: z.number(), toMs: z.number() });

/** An incident as incident.json holds it: the investigation document of the console. */
export const incidentDocument = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  title: z.string().max(500),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  window: span,
  baseline: span,
  traceId: z.string().nullable(),
  excluded: z.array(z.string()),
  pins: z
    .array(z.object({ eventId: z.string(), atMs: z.number(), service: z.string(), text: z.string(), note: z.string() }))
    .max(100_000),
  notes: z.string().max(1_500_000),
});

export type IncidentDocument = z.output<typeof incidentDocument>;

export interface SuspectFinding {
  service: string;
  score: number;
  likely: boolean;
  reasons: readonly { kind: string; text: string; score: number; events: readonly string[]; first: string | null }[];
}

export interface TraceFinding {
  id: string;
  fromMs: number;
  toMs: number;
  lanes: readonly { service: string; host: string; events: number; firstError: string | null }[];
  firstError: string | null;
  events: readonly LogEvent[];
  leftOut: number;
}

export interface ClockFinding {
  host: string;
  offsetMs: number;
  errorMs: number;
  basis: string;
}

/** All of it is optional: a bundle of a search has none. */
export interface BundleFindings {
  incident?: IncidentDocument;
  suspects?: readonly SuspectFinding[];
  /** Lines that the reasons of the suspects stand on. */
  evidence?: readonly LogEvent[];
  trace?: TraceFinding;
  clock?: readonly ClockFinding[];
  ruleRevision?: number;
}
