// manifest.json: what a bundle holds and where it comes from. Documented in docs/bundle-format.md.
import { z } from 'zod';

/** Raised when an older reader could misread a newer bundle. */
export const BUNDLE_VERSION = 1;
/** Names of the parts that every bundle has, in their order; the logs follow by name. */
export const MANIFEST_NAME = 'manifest.json';
export const TIMELINE_NAME = 'timeline.ndjson';
export const REPORT_NAME = 'report.html';
export const NOTES_NAME = 'notes.md';
/** There when an incident was handed over. */
export const INCIDENT_NAME = 'incident.json';

export const PART_NAME =
  /^(?:report\.html|notes\.md|incident\.json|timeline\.ndjson|logs\/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\.log)$/;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);
const time = z.string().max(40);
const name = z.string().max(4_096);

export const manifestSchema = z.object({
  bundle: z.literal(BUNDLE_VERSION).describe('Version of the bundle format'),
  producer: z.object({ name: z.string().max(100), version: z.string().max(100) }).describe('Program that wrote it'),
  title: z.string().max(500),
  scope: z
    .object({ query: z.string().max(10_000), from: time.nullable(), to: time.nullable(), trace: name.nullable() })
    .describe('What was asked for: query text, from (inclusive), to (exclusive), id of a trace'),
  events: z.object({ count, from: time.nullable(), to: time.nullable() }).describe('What was found'),
  ruleRevision: count.nullable().describe('Revision of the collection rules when the bundle was made'),
  clock: z
    .array(z.object({ host: name, offsetMs: z.number(), errorMs: z.number(), basis: z.string().max(100) }))
    .max(10_000)
    .describe('Clock offsets of hosts, as known; times in the timeline are those of the lines'),
  services: z
    .array(z.object({ service: z.string().max(4_096), events: count, log: z.string() }))
    .max(50_000)
    .describe('Services by name, each with its plain log; the empty name stands for events without one'),
  sources: z
    .array(z.object({ host: name, path: name, service: name, events: count, fromOffset: count, toOffset: count }))
    .max(10_000)
    .describe('Files the events come from, with the byte offsets of the first and the last event'),
  sourcesLeftOut: count.describe('Events of files beyond those listed'),
  redaction: z
    .object({
      kinds: z.array(z.string().max(100)),
      patterns: z.array(z.string().max(100)).describe('Names of own patterns; the patterns themselves are not told'),
      hidden: z.record(z.string(), count).describe('Values hidden in the timeline, by kind'),
    })
    .nullable(),
  parts: z
    .array(
      z.object({ name: z.string().regex(PART_NAME), size: count, sha256, packedSize: count, packedSha256: sha256 }),
    )
    .max(60_000)
    .describe('Every other part in its order in the zip: bytes and SHA-256 of the content and of its packed form'),
});

export type Manifest = z.output<typeof manifestSchema>;
