import type { Rule, RuleSet } from '../model/rule.ts';

export interface RuleRevision {
  revision: number;
  atMs: number;
  by: string;
  note: string;
  rules: Rule[];
}

export interface PublishRequest {
  rules: Rule[];
  note: string;
  by: string;
  /** The revision the editor started from. */
  expectRevision: number;
}

/** `conflict` gives the set that is published now; nothing was written. */
export type PublishResult = { type: 'published'; revision: number } | { type: 'conflict'; current: RuleSet };

export interface RuleStore {
  read(): Promise<RuleSet>;
  /** The set now, and again whenever it changes. */
  watch(signal: AbortSignal): AsyncIterable<RuleSet>;
  publish(request: PublishRequest): Promise<PublishResult>;
  /** Newest first. */
  history(limit: number): Promise<RuleRevision[]>;
  close(): Promise<void>;
}
