import type { LogEvent } from '../model/log-event.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { BundleFindings } from './bundle-findings.ts';
import type { RedactionRules } from './redaction/text-redactor.ts';

/** What a bundle is made of. */
export interface BundleRequest {
  title: string;
  /** The query as text: it is told, not run. */
  query: string;
  range: TimeRange;
  traceId: string | null;
  findings: BundleFindings;
  /** Nothing is hidden without it. */
  redaction?: RedactionRules;
  producer: { name: string; version: string };
}

/** Pages of matching events, oldest first. Asked for once, and once more when secrets are looked for first. */
export type EventPages = () => AsyncIterable<readonly LogEvent[]>;

export interface BundleProgress {
  /** `looking`: for secrets, before anything is written; `reading`: events into parts; `writing`: parts into the zip. */
  phase: 'looking' | 'reading' | 'writing';
  events: number;
  /** Bytes packed so far. */
  bytes: number;
}
