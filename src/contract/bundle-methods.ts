// The file to hand over: what goes in, how it is made, and the way to it.
import { z } from 'zod';
import { call, stream } from './method.ts';
import { nothing, queryText, timeRange } from './schemas.ts';

/** What goes into a bundle: of a search, of a trace, or of an incident, whose window and baseline then are the range. */
const bundleScope = z.strictObject({
  query: queryText,
  range: timeRange,
  trace: z.string().min(1).max(4_096).exactOptional(),
  incident: z.string().exactOptional(),
  /** Kinds of `bundles.redactions` and own patterns; null hides nothing. */
  redaction: z
    .strictObject({
      kinds: z.array(z.string().max(100)).max(100),
      patterns: z.array(z.strictObject({ name: z.string().max(31), pattern: z.string().max(1_000) })).max(100),
    })
    .nullable(),
});

const hiddenCounts = z.record(z.string(), z.number()).nullable();

/** Name of a bundle in the workspace's folder of them, as `bundles.create` makes it. */
const bundleName = z.strictObject({ name: z.string().regex(/^bundle-[a-z0-9-]{1,120}\.zip$/) });

export const bundleMethods = {
  /** Kinds of personal data and secrets that a bundle can hide. */
  'bundles.redactions': call(
    nothing,
    z.strictObject({
      kinds: z.array(z.strictObject({ name: z.string(), label: z.string(), isDefault: z.boolean() })),
    }),
  ),
  /** How large a bundle will be and what will be hidden in it; `isSample`: not every event was looked at. */
  'bundles.preview': call(
    bundleScope,
    z.strictObject({
      events: z.number(),
      isSample: z.boolean(),
      services: z.array(z.string()),
      bytes: z.number(),
      zipBytes: z.number(),
      hidden: hiddenCounts,
    }),
  ),
  /** Writes a bundle into the workspace's folder `bundles`. Leaving the stream early stops it and leaves nothing behind. */
  'bundles.create': stream(
    bundleScope,
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('progress'),
        phase: z.enum(['looking', 'reading', 'writing']),
        events: z.number(),
        bytes: z.number(),
      }),
      z.strictObject({
        type: z.literal('done'),
        path: z.string(),
        events: z.number(),
        services: z.array(z.string()),
        sha256: z.string(),
        bytes: z.number(),
        hidden: hiddenCounts,
      }),
    ]),
  ),
  /** Shows a bundle among its files in the system's own window. Rejects NOT_SUPPORTED in a browser, NOT_FOUND. */
  'bundles.show': call(bundleName, nothing),
  /** The bytes of a bundle, for a browser to save. Rejects NOT_FOUND. */
  'bundles.read': stream(bundleName, z.strictObject({ base64: z.string() })),
};
