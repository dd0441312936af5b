// What may be asked about rules: read, check, try, publish, look back.
import { z } from 'zod';
import { call, stream } from './method.ts';
import { logEvent, nothing, ruleProblem, ruleSet } from './schemas.ts';

/** What a preview gives; an agent of another host sends it too. */
export const rulePreview = z.strictObject({
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

/** Hosts that come first: by name patterns, or a share of all in percent. */
const rolloutTarget = z.union([
  z.strictObject({ hosts: z.array(z.string().min(1).max(300)).min(1).max(1_000) }),
  z.strictObject({ percent: z.number().gt(0).lt(100) }),
]);
/** `restMs`: it goes on by itself when its hosts have run it so long without an error; by hand when not given. */
const rolloutPlan = z.strictObject({
  target: rolloutTarget,
  restMs: z.number().int().min(1_000).max(86_400_000).exactOptional(),
});

/** A step of a rollout; `advance` without a target goes to every host, and the rollout is over. */
const rolloutStep = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('advance'), target: rolloutTarget.exactOptional() }),
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('resume') }),
  z.strictObject({ type: z.literal('stop'), reason: z.string().max(2_000) }),
]);

const publication = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('published'), revision: z.number() }),
  z.strictObject({ type: z.literal('conflict'), current: ruleSet, currentText: z.string() }),
]);
const note = z.string().max(2_000);
const ruleText = z.string().max(1_000_000, 'a file of rules is at most 1,000,000 characters long');

export const ruleMethods = {
  /** `text` is what was published last as it was written. Who may not publish is told why. */
  'rules.read': call(
    nothing,
    z.strictObject({ set: ruleSet, text: z.string(), mayPublish: z.boolean(), reason: z.string().nullable() }),
  ),
  /** Checks the written form (YAML); problems name rule and key. */
  'rules.check': call(
    z.strictObject({ text: ruleText }),
    z.strictObject({ problems: z.array(ruleProblem), rules: ruleSet.shape.rules }),
  ),
  'rules.publish': call(
    z.strictObject({
      text: ruleText,
      note,
      expectRevision: z.number(),
      /** The hosts it holds on at first; every host when not given. Refused when none of them is there. */
      canary: rolloutPlan.exactOptional(),
    }),
    publication,
  ),
  /** The set now, and again whenever it changes. */
  'rules.watch': stream(nothing, z.strictObject({ set: ruleSet })),
  /** Goes on with, or holds, the rollout of a revision; false when it is not published any more or holds everywhere. */
  'rules.steer': call(
    z.strictObject({ revision: z.number(), step: rolloutStep }),
    z.strictObject({ steered: z.boolean() }),
  ),
  /** Publishes an earlier revision again, on every host, as the newest one. */
  'rules.rollback': call(z.strictObject({ revision: z.number(), note, expectRevision: z.number() }), publication),
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
    z.strictObject({ text: ruleText }),
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
      text: ruleText,
      rule: z.string(),
      host: z.string().min(1),
      /** This file of the host instead of those the rule names. */
      sample: z.string().min(1).max(4_096).exactOptional(),
    }),
    rulePreview,
  ),
} as const;
