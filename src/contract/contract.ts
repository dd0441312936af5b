// Everything a window or a script may ask of the console. Adding is free; changing what exists is a new version.
import { z } from 'zod';
import { bundleMethods } from './bundle-methods.ts';
import { type Client, call, type Services, stream } from './method.ts';
import { ruleMethods } from './rule-methods.ts';
import {
  hostStatus,
  logEvent,
  nothing,
  queryText,
  SAMPLE_FAULTS,
  sampleState,
  selector,
  timeRange,
} from './schemas.ts';
import { sourceChoice, sourceMethods, sourceOutcome } from './source-methods.ts';
import { timeShiftMethods } from './time-shift-methods.ts';
import { traceMethods } from './trace-methods.ts';
import { workspaceMethods } from './workspace-methods.ts';

export const CONTRACT_VERSION = 1;

const tailStart = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('now') }),
  z.strictObject({ kind: z.literal('time'), timeMs: z.number() }),
  z.strictObject({ kind: z.literal('last'), count: z.number().int().min(0).max(100_000) }),
  z.strictObject({ kind: z.literal('offset'), offset: z.string() }),
]);

const tailItem = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('event'), event: logEvent, origin: z.enum(['store', 'stream']) }),
  z.strictObject({
    type: z.literal('gap'),
    skipped: z.number(),
    reason: z.enum(['slow-reader', 'rate', 'expired', 'source']),
    fromMs: z.number().exactOptional(),
    toMs: z.number().exactOptional(),
  }),
  z.strictObject({ type: z.literal('live') }),
  z.strictObject({
    type: z.literal('pulse'),
    seen: z.number(),
    lagMs: z.number(),
    lastEventMs: z.number().exactOptional(),
    lagRecords: z.number().exactOptional(),
    trouble: z.string().exactOptional(),
  }),
]);

const searchInput = z.strictObject({
  query: queryText,
  range: timeRange,
  order: z.enum(['newest', 'oldest']),
  limit: z.number().int().positive().exactOptional(),
  after: z.string().exactOptional(),
});

const reason = z.strictObject({
  /** What kind of sign it is, e.g. `transition`, `gap`, `new-pattern`, `crash`. */
  kind: z.string(),
  /** One sentence with its numbers. */
  text: z.string(),
  score: z.number(),
  /** Ids of the lines that carry what the sentence says. */
  events: z.array(z.string()),
  first: z.string().nullable(),
});

const sampleSize = z.strictObject({ read: z.number(), of: z.number() });

const suspectsAnswer = z.strictObject({
  window: timeRange,
  baseline: timeRange,
  suspects: z.array(
    z.strictObject({ service: z.string(), score: z.number(), likely: z.boolean(), reasons: z.array(reason) }),
  ),
  /** The evidence lines of the first reasons, so that they can be shown at once. */
  evidence: z.array(logEvent),
  /** Lines compared of each stretch and lines that it has. */
  sample: z.strictObject({ window: sampleSize, baseline: sampleSize }),
});

const pattern = z.strictObject({
  id: z.string(),
  template: z.string(),
  count: z.number(),
  level: z.string().nullable(),
  first: z.string(),
  last: z.string(),
  sample: z.string(),
  change: z.enum(['new', 'gone', 'more', 'less', 'same']).nullable(),
  /** Counts over 24 equal parts of the range. */
  spark: z.array(z.number()),
});

/** An investigation as a document. */
export const incident = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  title: z.string().max(200),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  window: z.strictObject({ fromMs: z.number(), toMs: z.number() }),
  baseline: z.strictObject({ fromMs: z.number(), toMs: z.number() }),
  traceId: z.string().nullable(),
  excluded: z.array(z.string()),
  pins: z.array(
    z.strictObject({ eventId: z.string(), atMs: z.number(), service: z.string(), text: z.string(), note: z.string() }),
  ),
  notes: z.string().max(1_000_000),
});
export type Incident = z.output<typeof incident>;

const importResult = z.strictObject({
  files: z.number(),
  lines: z.number(),
  events: z.number(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  services: z.array(z.string()),
  formats: z.record(z.string(), z.number()),
  /** Files read in an encoding nobody named, and those with bytes or characters that became U+FFFD (counted). */
  encodings: z
    .array(z.strictObject({ path: z.string(), encoding: z.string(), isGuessed: z.boolean(), replaced: z.number() }))
    .default([]),
  unreadable: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
});

const deadLetter = z.strictObject({
  /** `topic/partition/offset`. */
  id: z.string(),
  topic: z.string(),
  partition: z.number(),
  offset: z.number(),
  atMs: z.number(),
  kind: z.string(),
  reason: z.string(),
  /** The record as text; cut in lists, whole in `deadLetters.read`. */
  text: z.string(),
  bytes: z.number(),
});

export const contract = {
  'workspace.describe': call(
    nothing,
    z.strictObject({
      name: z.string(),
      kind: z.enum(['embedded', 'cluster']),
      version: z.string(),
      host: z.string(),
      shell: z.enum(['desktop', 'browser']),
      sample: sampleState,
    }),
  ),
  /** What the status line shows; an item whenever something in it changed, at most twice a second. */
  'workspace.status': stream(
    nothing,
    z.strictObject({
      hostsPresent: z.number(),
      hostsTotal: z.number(),
      revision: z.number(),
      hostsApplied: z.number(),
      eventsPerSecond: z.number(),
      lagMs: z.number(),
      clockErrorMs: z.number().nullable(),
      storedEvents: z.number(),
      storedBytes: z.number(),
      losses: z.number(),
      /** Files of the store that cannot be read, or were set aside for it: answers are without their events. */
      damaged: z.array(z.string()),
      problems: z.array(z.string()),
      sample: sampleState,
    }),
  ),

  'sample.inject': call(z.strictObject({ fault: z.enum(SAMPLE_FAULTS) }), sampleState),
  'sample.run': call(z.strictObject({ running: z.boolean() }), sampleState),

  ...sourceMethods,
  /** Reads files of this machine into the store; `follow` adds a rule as well, so that what comes later is collected. */
  'sources.add': stream(
    z.strictObject({
      paths: z.array(z.string().min(1)).min(1).max(1_000),
      service: z.string().min(1).exactOptional(),
      host: z.string().min(1).exactOptional(),
      format: z.string().exactOptional(),
      encoding: z.string().exactOptional(),
      timezone: z.string().exactOptional(),
      follow: z.boolean(),
      /** By path: what is known better than guessed. */
      own: z.record(z.string(), sourceChoice).exactOptional(),
    }),
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('progress'), files: z.number(), events: z.number(), path: z.string() }),
      z.strictObject({
        type: z.literal('done'),
        result: importResult,
        /** One a path, in their order, when they were looked at first. */
        paths: z.array(sourceOutcome).exactOptional(),
      }),
    ]),
  ),

  /** `tail` is a name the client gives, so that it can retune the running stream. */
  'tails.follow': stream(
    z.strictObject({
      tail: z.string().min(1).max(100),
      selectors: z.array(selector).max(100),
      query: queryText,
      start: tailStart,
      bufferEvents: z.number().int().min(100).max(200_000),
    }),
    z.strictObject({ items: z.array(tailItem) }),
  ),
  'tails.retune': call(
    z.strictObject({ tail: z.string(), selectors: z.array(selector).max(100), query: queryText }),
    nothing,
  ),

  'search.find': stream(
    searchInput,
    z.strictObject({ events: z.array(logEvent), next: z.string().nullable(), progress: z.number() }),
  ),
  'search.count': call(z.strictObject({ query: queryText, range: timeRange }), z.strictObject({ count: z.number() })),
  'search.histogram': call(
    z.strictObject({
      query: queryText,
      range: timeRange,
      bucketMs: z.number().positive(),
      by: z.string().exactOptional(),
    }),
    z.strictObject({
      buckets: z.array(
        z.strictObject({ fromMs: z.number(), count: z.number(), by: z.record(z.string(), z.number()).exactOptional() }),
      ),
    }),
  ),
  'search.values': call(
    z.strictObject({ query: queryText, range: timeRange, field: z.string(), top: z.number().int().min(1).max(1_000) }),
    z.strictObject({ values: z.array(z.strictObject({ value: z.string(), count: z.number() })) }),
  ),
  /** Fields of the newest events of the range, or of the newest hits of a query. */
  'search.fields': call(
    z.strictObject({ range: timeRange, query: queryText.exactOptional() }),
    z.strictObject({
      /** More events match than were looked at: a rare field may be missing. */
      isSample: z.boolean().exactOptional(),
      fields: z.array(
        z.strictObject({ field: z.string(), kind: z.enum(['keyword', 'number', 'text', 'time']), count: z.number() }),
      ),
    }),
  ),
  'search.context': call(
    z.strictObject({
      eventId: z.string(),
      before: z.number().int().min(0).max(5_000),
      after: z.number().int().min(0).max(5_000),
      scope: z.enum(['file', 'host', 'service', 'all']),
    }),
    z.strictObject({ events: z.array(logEvent) }),
  ),

  ...traceMethods,
  ...timeShiftMethods,
  'patterns.mine': call(
    z.strictObject({ query: queryText, range: timeRange, compare: timeRange.exactOptional() }),
    z.strictObject({ patterns: z.array(pattern) }),
  ),
  /** Window and baseline around an instant: the first burst of errors near it, and what was before. */
  'suspects.propose': call(
    z.strictObject({ aroundMs: z.number() }),
    z.strictObject({
      window: z.strictObject({ fromMs: z.number(), toMs: z.number() }),
      baseline: z.strictObject({ fromMs: z.number(), toMs: z.number() }),
      /** `around`: no burst of errors was found near the instant, and the time around it was taken. */
      basis: z.enum(['burst', 'around']).exactOptional(),
    }),
  ),
  'suspects.rank': call(
    z.strictObject({
      window: timeRange,
      baseline: timeRange,
      exclude: z.array(z.string()),
      top: z.number().int().positive(),
      /** Most lines to compare of each; of more, stretches are. Fewer lines, an earlier and less sure answer. */
      lines: z.number().int().positive().exactOptional(),
    }),
    suspectsAnswer,
  ),

  'incidents.list': call(nothing, z.strictObject({ incidents: z.array(incident) })),
  'incidents.read': call(z.strictObject({ id: z.string() }), incident),
  'incidents.save': call(incident, incident),
  'incidents.remove': call(z.strictObject({ id: z.string() }), nothing),
  ...bundleMethods,
  ...ruleMethods,

  /** Between agents and store; an item whenever something changed. An embedded workspace has no pipeline and says so once. */
  'pipeline.watch': stream(
    nothing,
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('none') }),
      z.strictObject({
        type: z.literal('status'),
        kafkaProblem: z.string().nullable(),
        group: z.string(),
        partitions: z.array(
          z.strictObject({
            topic: z.string(),
            partition: z.number(),
            committed: z.number().nullable(),
            endOffset: z.number(),
            lag: z.number(),
            indexer: z.string().nullable(),
          }),
        ),
        lagTotal: z.number(),
        /** Records a second written to the topics and stored, over the time since the item before; null in the first. */
        inPerSecond: z.number().nullable(),
        outPerSecond: z.number().nullable(),
        indexers: z.array(z.strictObject({ id: z.string(), host: z.string(), partitions: z.number() })),
        index: z.strictObject({
          state: z.enum(['green', 'yellow', 'red', 'unreachable']),
          detail: z.string(),
          documents: z.number(),
          bytes: z.number(),
          indices: z.number(),
          blocked: z.array(z.string()),
        }),
      }),
    ]),
  ),
  /** Records that could not be stored, newest first. */
  'deadLetters.list': call(
    z.strictObject({ limit: z.number().int().min(1).max(10_000) }),
    z.strictObject({ deadLetters: z.array(deadLetter), total: z.number() }),
  ),
  'deadLetters.read': call(z.strictObject({ id: z.string() }), deadLetter),
  /** Puts records into their topics again; `text` replaces the value of a letter that was edited. */
  'deadLetters.replay': call(
    z.strictObject({
      letters: z.union([
        z.literal('all'),
        z.array(z.strictObject({ id: z.string(), text: z.string().max(16_000_000).exactOptional() })).max(10_000),
      ]),
    }),
    z.strictObject({ replayed: z.array(z.string()) }),
  ),
  'deadLetters.drop': call(
    z.strictObject({ ids: z.array(z.string()).max(10_000) }),
    z.strictObject({ dropped: z.array(z.string()) }),
  ),

  ...workspaceMethods,

  'hosts.watch': stream(nothing, z.strictObject({ hosts: z.array(hostStatus) })),
  'store.stats': call(
    nothing,
    z.strictObject({
      events: z.number(),
      bytes: z.number(),
      fromMs: z.number().nullable(),
      toMs: z.number().nullable(),
      segments: z.array(z.strictObject({ fromMs: z.number(), events: z.number(), bytes: z.number() })),
    }),
  ),
} as const;

export type ConsoleContract = typeof contract;
export type ConsoleServices = Services<ConsoleContract>;
export type ConsoleClient = Client<ConsoleContract>;
/** Output of a call, item of a stream. */
export type Answer<Name extends keyof ConsoleContract> = ConsoleContract[Name] extends {
  output: infer Out extends z.ZodType;
}
  ? z.output<Out>
  : ConsoleContract[Name] extends { item: infer Item extends z.ZodType }
    ? z.output<Item>
    : never;
