// Shapes that several methods share. JSON-safe: no Date, bigint, Map; times are epoch ms (`…Ms`) or ISO strings.
import { z } from 'zod';
import type { LogEvent } from '../model/log-event.ts';
import { ruleShape as rule } from '../model/rule-shape.ts';
import { SELECTOR_KINDS } from '../model/selector.ts';

export const nothing = z.strictObject({});

/** An ECS event. It was made by our own reader or read back from a store: only its outline is checked here. */
export const logEvent = z.custom<LogEvent>(
  (value) => typeof value === 'object' && value !== null && typeof (value as LogEvent).message === 'string',
);

export const timeRange = z.strictObject({ fromMs: z.number().exactOptional(), toMs: z.number().exactOptional() });

/** Text of the query language. */
export const queryText = z.string().max(10_000);

export const selector = z.strictObject({ kind: z.enum(SELECTOR_KINDS), name: z.string().min(1).max(4096) });

export const ruleProblem = z.strictObject({ rule: z.string(), path: z.string(), message: z.string() });
export const ruleSet = z.strictObject({
  revision: z.number(),
  rules: z.array(rule),
  /** There while the revision holds on some hosts only. */
  rollout: z
    .strictObject({
      target: z.union([z.strictObject({ hosts: z.array(z.string()) }), z.strictObject({ percent: z.number() })]),
      restMs: z.number().exactOptional(),
      state: z.enum(['running', 'paused', 'stopped']),
      reason: z.string().exactOptional(),
      stable: z.strictObject({ revision: z.number(), rules: z.array(rule) }),
    })
    .exactOptional(),
  /** Rules that cannot be read where they are kept. */
  problems: z.array(ruleProblem).exactOptional(),
});

const fileReport = z.object({
  path: z.string(),
  rule: z.string(),
  sizeBytes: z.number(),
  offset: z.number(),
  linesPerSecond: z.number(),
  state: z.enum(['following', 'idle', 'waiting', 'error', 'gone']),
  error: z.string().exactOptional(),
  encoding: z.string().exactOptional(),
  replaced: z.number().exactOptional(),
  skippedNuls: z.number().exactOptional(),
});

export const hostStatus = z.object({
  host: z.string(),
  present: z.boolean(),
  lastSeenMs: z.number(),
  agent: z.object({
    id: z.string(),
    host: z.string(),
    pid: z.number(),
    version: z.string(),
    labels: z.record(z.string(), z.string()),
    startedAtMs: z.number(),
    wantedRevision: z.number(),
    appliedRevision: z.number(),
    rules: z.array(
      z.object({
        rule: z.string(),
        state: z.enum(['applied', 'refused', 'no-file-matches', 'stopped']),
        error: z.string().exactOptional(),
        counts: z
          .object({ dropped: z.number(), sampled: z.number(), limited: z.number(), redacted: z.number() })
          .exactOptional(),
      }),
    ),
    files: z.array(fileReport),
    filesTotal: z.number(),
    linesPerSecond: z.number(),
    lagBytes: z.number(),
    losses: z.array(
      z.object({
        path: z.string(),
        reason: z.string(),
        fromOffset: z.number(),
        toOffset: z.number(),
        atMs: z.number(),
      }),
    ),
    lossesTotal: z.number(),
    clock: z.object({ offsetMs: z.number(), errorMs: z.number() }).exactOptional(),
    lastError: z.string().exactOptional(),
  }),
});

export const SAMPLE_FAULTS = ['slow-database', 'engine-crash', 'bad-release'] as const;

/** `recorded`: no compiler or Python here, a recorded run is replayed with fresh times; `reason` says which. */
export const sampleState = z.strictObject({
  mode: z.enum(['real', 'recorded', 'off']),
  running: z.boolean(),
  fault: z.enum(SAMPLE_FAULTS).nullable(),
  reason: z.string().nullable(),
  logs: z.array(z.string()),
});
