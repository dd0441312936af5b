// What may be asked about one request: its lines by an id, or by rare words where there is none.
import { z } from 'zod';
import { call } from './method.ts';
import { logEvent, timeRange } from './schemas.ts';

const linkedId = z.strictObject({ kind: z.string(), value: z.string(), count: z.number() });

const traceAnswer = z.strictObject({
  id: z.string(),
  kinds: z.array(z.string()),
  fromMs: z.number(),
  toMs: z.number(),
  lanes: z.array(
    z.strictObject({ service: z.string(), host: z.string(), events: z.number(), firstError: z.string().nullable() }),
  ),
  firstError: z.string().nullable(),
  clock: z.array(z.strictObject({ host: z.string(), offsetMs: z.number(), errorMs: z.number(), basis: z.string() })),
  /** Ids that share a line with this one. */
  linked: z.array(linkedId),
  /** Of them those whose lines are here too, and those that too many lines carry; only when it was asked for. */
  followed: z.array(linkedId).exactOptional(),
  tooCommon: z.array(linkedId).exactOptional(),
  /** By corrected time. */
  events: z.array(logEvent),
  /** More lines carry the id than were taken; 0 when all are here. */
  leftOut: z.number(),
});

export const traceMethods = {
  /** `linked`: the lines of the ids that share a line with it as well, one step on. */
  'trace.find': call(
    z.strictObject({ value: z.string().min(1), range: timeRange, linked: z.boolean().exactOptional() }),
    traceAnswer,
  ),
  /** For lines without ids: what shares rare words with a line within a minute of it. A guess, so each has a confidence. */
  'trace.related': call(
    z.strictObject({ eventId: z.string().min(1), limit: z.number().int().positive().max(5_000).exactOptional() }),
    z.strictObject({
      seed: logEvent,
      range: timeRange,
      /** By time. */
      related: z.array(
        z.strictObject({ event: logEvent, confidence: z.number().min(0).max(1), shared: z.array(z.string()) }),
      ),
      /** Lines of that time that were not looked at; 0 nearly always. */
      leftOut: z.number(),
    }),
  ),
};
