import type { LogEvent } from '../model/log-event.ts';
import type { Rule } from '../model/rule.ts';

export interface PreviewRequest {
  rule: Rule;
  /** The host whose files are read, by the agent there or by the same code. */
  host: string;
  /** Read this file of that host instead of those the rule names. */
  sample?: string;
}

/** One event of a sample, as it stands in the file and as it would be sent. */
export interface PreviewedEvent {
  path: string;
  /** As in the file, its lines joined by \n, cut where it is very long. */
  before: string;
  lines: number;
  /** Why it would not be sent. */
  outcome: 'kept' | 'dropped' | 'sampled-out';
  isRedacted: boolean;
  /** As it would be sent; absent when it would not be. */
  after?: LogEvent;
}

export interface RulePreview {
  /** Files that the rule's globs name, with their sizes in bytes; the first ones when there are very many. */
  matched: { path: string; bytes: number }[];
  matchedTotal: number;
  matchedBytes: number;
  /** Files of which the beginning was read. */
  files: string[];
  /** At least one file is longer than what was read of it, or was not read. */
  isPart: boolean;
  lines: number;
  /** Events as the formats make them, before anything is taken out. */
  events: number;
  /** Lines that became part of the event of a line before them. */
  merged: number;
  dropped: number;
  sampledOut: number;
  /** Kept events beyond the rule's rate, second by second of their own times. */
  overRate: number;
  /** Events with something taken out of them. */
  redacted: number;
  /** Events by field that is there, dotted names. */
  fields: Record<string, number>;
  /** Files by format as it was recognised. */
  formats: Record<string, number>;
  /** The first events of the sample, and the first of each kind of change. */
  samples: PreviewedEvent[];
  unreadable: { path: string; reason: string }[];
}

/** Tries a rule on real files of a host; nothing is sent and nothing is remembered. */
export interface RulePreviewer {
  /** Rejects NOT_SUPPORTED when that host's files cannot be reached from here, PERMISSION_DENIED for a sample it may not read. */
  preview(request: PreviewRequest, signal: AbortSignal): Promise<RulePreview>;
}
