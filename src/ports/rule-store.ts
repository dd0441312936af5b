import type { RolloutPlan, RolloutStep } from '../model/rollout.ts';
import type { Rule, RuleSet } from '../model/rule.ts';

export interface RuleRevision {
  revision: number;
  atMs: number;
  by: string;
  note: string;
  rules: Rule[];
  /** The rules as a person wrote them, comments and all; absent where a program made them. What holds is `rules`. */
  text?: string;
}

export interface PublishRequest {
  rules: Rule[];
  note: string;
  by: string;
  /** The revision the editor started from. */
  expectRevision: number;
  /** The rules as written; a store may leave it out where it is too large to keep. */
  text?: string;
  /** The hosts it holds on at first; every host when not given. */
  canary?: RolloutPlan;
}

/** `conflict` gives the set that is published now; nothing was written. */
export type PublishResult = { type: 'published'; revision: number } | { type: 'conflict'; current: RuleSet };

/** Whether this store lets its user publish; `reason` says in a sentence why not. */
export type RuleAccess = { mayPublish: true } | { mayPublish: false; reason: string };

export interface RuleStore {
  read(): Promise<RuleSet>;
  /** The set now, and again whenever it changes. */
  watch(signal: AbortSignal): AsyncIterable<RuleSet>;
  publish(request: PublishRequest): Promise<PublishResult>;
  /**
   * Goes on with, or holds, the rollout of that revision. False when it is not the published one, or holds everywhere.
   */
  steer(revision: number, step: RolloutStep): Promise<boolean>;
  /** Newest first. */
  history(limit: number): Promise<RuleRevision[]>;
  /** Known without writing anything; a store that cannot know it leaves this out, and `publish` then says so. */
  access?(): Promise<RuleAccess>;
  close(): Promise<void>;
}
