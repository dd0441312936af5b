import { describe, expect, it } from 'vitest';
import { FORMAT_CASES } from './format-cases.ts';
import { bodyOf, readOne } from './reader-kit.ts';

function field(event: unknown, name: string): unknown {
  return name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], event);
}

describe('every format', () => {
  it.each(FORMAT_CASES.map((one) => [`${one.format}: ${one.writer}`, one] as const))('%s', (_, one) => {
    const event = readOne(`${one.line}\n`);
    expect(event.crosstail?.format).toBe(one.format);
    // A finished event keeps its own message; all others carry their line in full.
    expect(event.message).toBe(one.format === 'ecs' ? one.body : one.line);
    expect(event.log?.level).toBe(one.level);
    if (one.time !== undefined) expect(event['@timestamp']).toBe(one.time);
    if (one.body !== undefined) expect(bodyOf(event)).toBe(one.body);
    if (one.ids !== undefined) expect(event.crosstail?.ids).toEqual(one.ids);
    for (const [name, value] of Object.entries(one.fields ?? {}))
      expect([name, field(event, name)]).toEqual([name, value]);
  });
});
