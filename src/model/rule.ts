// A collection rule: which files of which hosts are collected, and how they are read. See docs/rules.md.

import type { Rollout } from './rollout.ts';

export interface MultilineRule {
  /** RE2-admissible pattern of the first line of an event. */
  start: string;
  maxLines?: number;
  timeoutMs?: number;
}

export interface RedactRule {
  pattern?: string;
  preset?: string;
  replace?: string;
}

/** A rule as agents use it: checked, defaults filled in, durations in ms. The written form is YAML (agent/rules). */
export interface Rule {
  id: string;
  service: string;
  hosts: string[];
  labels: Record<string, string>;
  paths: string[];
  exclude: string[];
  encoding: string;
  /** `auto`, a format's name, or a pattern with named groups. */
  format: string | { pattern: string };
  multiline: 'auto' | 'none' | MultilineRule;
  /** `local`, `UTC`, an IANA name or an offset such as +08:00: the zone of times written without one. */
  timezone: string;
  start: 'beginning' | 'end';
  drop: string[];
  redact: RedactRule[];
  fields: Record<string, string>;
  correlate: string[];
  /** Events per second kept; undefined for no limit. */
  rateLimit?: number;
  /** Share of events kept, 0 to 1; undefined keeps all. */
  sample?: number;
  topic: string;
  enabled: boolean;
}

export interface RuleSet {
  revision: number;
  rules: Rule[];
  /** There while the revision holds on some hosts only. */
  rollout?: Rollout;
  /** Rules that could not be read where they are kept; the others hold. Absent when there are none. */
  problems?: RuleProblem[];
}

export interface RuleProblem {
  rule: string;
  /** Path of the key, such as `redact[0].pattern`. */
  path: string;
  message: string;
}
