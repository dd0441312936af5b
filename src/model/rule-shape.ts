// A rule from outside (a window, a server) must look like this; what its patterns say is checked by the agent.
import { z } from 'zod';

/** Outline of a rule; `Rule` in rule.ts says what each key means. */
export const ruleShape = z.strictObject({
  id: z.string(),
  service: z.string(),
  hosts: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  paths: z.array(z.string()),
  exclude: z.array(z.string()),
  encoding: z.string(),
  format: z.union([z.string(), z.strictObject({ pattern: z.string() })]),
  multiline: z.union([
    z.literal('auto'),
    z.literal('none'),
    z.strictObject({ start: z.string(), maxLines: z.number().exactOptional(), timeoutMs: z.number().exactOptional() }),
  ]),
  timezone: z.string(),
  start: z.enum(['beginning', 'end']),
  drop: z.array(z.string()),
  redact: z.array(
    z.strictObject({
      pattern: z.string().exactOptional(),
      preset: z.string().exactOptional(),
      replace: z.string().exactOptional(),
    }),
  ),
  fields: z.record(z.string(), z.string()),
  correlate: z.array(z.string()),
  rateLimit: z.number().exactOptional(),
  sample: z.number().exactOptional(),
  topic: z.string(),
  enabled: z.boolean(),
});
