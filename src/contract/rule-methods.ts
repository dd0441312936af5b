// What may be asked about rules: read, check, try, publish, look back.
import { z } from 'zod';
import { call } from './method.ts';
import { logEvent, nothing, ruleProblem, ruleSet } from './schemas.ts';

const rulePreview = z.strictObject({
  /** Files that the rule's globs name, the first of them, with sizes in bytes; all are counted. */
  matched: z.array(z.strictObject({ path: z.string(), bytes: z.number() })),
  matchedTotal: z.number(),
  matchedBytes: z.number(),
  /** Files of which the beginning was read. */
  files: z.array(z.string()),
  /** Something was not read: a longer file, or more files. */
  isPart: z.boolean(),
  lines: z.number(),
  events: z.number(),
  merged: z.number(),
  dropped: z.number(),
  sampledOut: z.number(),
  overRate: z.number(),
  redacted: z.number(),
  fields: z.record(z.string(), z.number()),
  formats: z.record(z.string(), z.number()),
  /** The first events, and later ones that the rule changes: as they stand in the file, and as they would be sent. */
  samples: z.array(
    z.strictObject({
      path: z.string(),
      before: z.string(),
      lines: z.number(),
      outcome: z.enum(['kept', 'dropped', 'sampled-out']),
      isRedacted: z.boolean(),
      after: logEvent.exactOptional(),
    }),
  ),
  unreadable: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
});

export const ruleMethods = {
  /** `text` is what was published last as it was written. Who may not publish is told why. */
  'rules.read': call(
    nothing,
    z.strictObject({ set: ruleSet, text: z.string(), mayPublish: z.boolean(), reason: z.string().nullable() }),
  ),
  /** Checks the written form (YAML); problems name rule and key. */
  'rules.check': call(
    z.strictObject({ text: z.string().max(1_000_000) }),
    z.strictObject({ problems: z.array(ruleProblem), rules: ruleSet.shape.rules }),
  ),
  'rules.publish': call(
    z.strictObject({ text: z.string().max(1_000_000), note: z.string().max(2_000), expectRevision: z.number() }),
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('published'), revision: z.number() }),
      z.strictObject({ type: z.literal('conflict'), current: ruleSet, currentText: z.string() }),
    ]),
  ),
  'rules.history': call(
    z.strictObject({ limit: z.number().int().min(1).max(500) }),
    z.strictObject({
      revisions: z.array(
        z.strictObject({ revision: z.number(), atMs: z.number(), by: z.string(), note: z.string(), text: z.string() }),
      ),
    }),
  ),
  /** Rules out of filebeat.yml or a Collector's settings, with everything that could not be carried over. Nothing is published. */
  'rules.import': call(
    z.strictObject({ text: z.string().max(1_000_000) }),
    z.strictObject({
      kind: z.enum(['filebeat', 'otel']),
      text: z.string(),
      rules: ruleSet.shape.rules,
      notes: z.array(z.strictObject({ at: z.string(), message: z.string() })),
    }),
  ),
  /** Tries one rule of a text on files of a host, as the agent there would read them; nothing is sent or remembered. */
  'rules.preview': call(
    z.strictObject({
      text: z.string().max(1_000_000),
      rule: z.string(),
      host: z.string().min(1),
      /** This file of the host instead of those the rule names. */
      sample: z.string().min(1).max(4_096).exactOptional(),
    }),
    rulePreview,
  ),
} as const;
