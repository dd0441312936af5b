// An event becomes the same row whether its kind was known or it was parsed.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventReader } from '../../../../../src/formats/event-reader.ts';
import type { LogEvent } from '../../../../../src/model/log-event.ts';
import { BatchDrafts } from '../../../../../src/workspace/embedded/blocks/batch-drafts.ts';
import { constantsAsEvent } from '../../../../../src/workspace/embedded/blocks/event-constants.ts';
import { EventKinds } from '../../../../../src/workspace/embedded/blocks/event-kinds.ts';
import { draftRow, eventOfRow, type RowDraft } from '../../../../../src/workspace/embedded/blocks/event-row.ts';
import { SLOTS } from '../../../../../src/workspace/embedded/segments/segment-format.ts';
import { corpusEvents } from '../../../../kit/corpus-events.ts';
import { testSource } from '../../../../kit/event-batches.ts';
import { logLines } from '../../../../kit/log-lines.ts';
import { randomEvents } from '../random-events.ts';

function batchText(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

/** The event that reading the row gives. */
function readBack(draft: RowDraft): LogEvent {
  const { shape, leaves } = draft.rest;
  const row = { key: draft.micros * SLOTS, source: 1, flags: draft.flags, seq: 1, offset: draft.offset };
  const stored = { ...row, message: draft.message, shape: shape === '' ? null : 1, leaves };
  const source = { event: constantsAsEvent(draft.constants), idPrefix: draft.idPrefix };
  return eventOfRow(draft.hour, stored, source, shape === '' ? undefined : shape);
}

function comparable(draft: RowDraft) {
  const { rest, whole, words, constants, ...columns } = draft;
  const tokens = [...new Set(words.toLowerCase().split(/[^\p{L}\p{M}\p{N}_\uE002]+/u))].sort();
  return { ...columns, constants: [...constants], tokens, whole: whole(), event: readBack(draft) };
}

/** Reads the lines twice and compares with parsing; tells how many were read by their kind the second time. */
function compareTwice(lines: readonly string[]): number {
  const drafts = new BatchDrafts();
  const wanted = lines.map((line) => comparable(draftRow(JSON.parse(line) as LogEvent, 0)));
  for (const _ of [1, 2]) expect(drafts.read(batchText(lines), 'source', 0).map(comparable)).toEqual(wanted);
  const kinds = new EventKinds();
  for (const line of lines) kinds.learn(batchText([line]), 0, draftRow(JSON.parse(line) as LogEvent, 0));
  return lines.filter((line) => kinds.read(batchText([line]), 0) !== undefined).length;
}

function eventsOf(text: string, service: string): string[] {
  const settings = {
    source: testSource(service),
    agentId: 'test',
    generation: service,
    format: 'auto',
    multiline: 'auto' as const,
    encoding: 'utf-8',
    timezone: 'UTC',
    correlate: [],
    fields: { team: 'shop "A"' },
  };
  const reader = new EventReader(settings, 0);
  const batches = [reader.push(new TextEncoder().encode(text), 0), reader.flush(0, 'end')];
  return batches.flatMap((batch) =>
    batch === undefined ? [] : new TextDecoder().decode(batch.json).trimEnd().split('\n').slice(0, batch.count),
  );
}

// Random events take their time on a busy machine.
describe('rows of a batch', { timeout: 120_000 }, () => {
  test('are the same by kind and parsed, for lines of programs', () => {
    const lines = { engine: '', shop: '' };
    const startMs = Date.parse('2026-11-23T10:59:59Z');
    for (const { line, service } of logLines(600, startMs, startMs + 2_000, 5, 40)) lines[service] += `${line}\n`;
    for (const service of ['engine', 'shop'] as const) {
      const events = eventsOf(lines[service], service);
      expect(compareTwice(events)).toBe(events.length);
    }
  });

  test.each([
    [
      'a traceback',
      '2026-11-23 10:00:00,123 ERROR shop.api [7] req=r-17 failed\nTraceback (most recent call last):\n  File "a.py", line 3, in go\n    raise KeyError("x")\nKeyError: \'x\'\n2026-11-23 10:00:01,123 INFO shop.api [7] req=r-18 done "ok" C:\\tmp\n',
    ],
    [
      'JSON lines',
      '{"ts":"2026-11-23T10:00:00.5Z","level":"info","msg":"Grüße 数据库","n":-1.50,"list":[1,"a",null,{}]}\n',
    ],
    ['access logs', '10.0.0.1 - joe [23/Nov/2026:10:00:00 +0000] "GET /a?b=\\"c\\" HTTP/1.1" 200 17 "-" "curl/8"\n'],
    ['syslog', '<34>1 2026-11-23T10:00:00.003Z web-1 sshd 4711 ID47 - trace_id=4bf92f3577b34da6a3ce929d0e0e4736 hi\n'],
    ['plain text', 'no time here, id=00017 \u0001\n'],
  ])('are the same for %s', (_, text) => {
    expect(compareTwice(eventsOf(text, 'some'))).toBeGreaterThan(0);
  });

  test('are the same for the events that queries are tested with', () => {
    expect(compareTwice(corpusEvents().map((event) => JSON.stringify(event)))).toBeGreaterThan(0);
  });

  test('are the same for random events', async () => {
    await fc.assert(
      fc.property(randomEvents, (events) => {
        compareTwice(events.map((event) => JSON.stringify(event)));
      }),
      { numRuns: 60, seed: 20261125 },
    );
  });

  test('are the same for any fields beside the usual ones', async () => {
    const key = fc.oneof(
      fc.constantFrom('a', '1', 'a.b', 'id', 'ids', 'name', '__proto__'),
      fc.string({ maxLength: 4 }),
    );
    const json = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });
    const places = fc.constantFrom('log', 'service', 'crosstail', 'trace', 'labels', 'event', 'crosstail.ids');
    await fc.assert(
      fc.property(
        fc.array(fc.tuple(json, places, fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 12 }),
        (drafts) => {
          const lines = drafts.map(([more, place, message], i) => {
            const event: Record<string, Record<string, unknown>> = {
              event: { id: `prefix-${i.toString(36)}` },
              log: { level: 'WARN', offset: i },
              service: { name: 'any' },
              crosstail: { rule: 'r' },
            };
            if (place === 'crosstail.ids') event.crosstail!.ids = more;
            else event[place] = { ...event[place], ...more };
            return JSON.stringify({ '@timestamp': '2026-11-23T10:00:00.500Z', message, ...event });
          });
          compareTwice(lines);
        },
      ),
      { numRuns: 60, seed: 11 },
    );
  });

  test('a text that is no JSON is refused', () => {
    const line = eventsOf('2026-11-23 10:00:00,123 INFO shop.api [7] fine\n', 'some')[0]!;
    const drafts = new BatchDrafts();
    drafts.read(batchText([line]), 'source', 0);
    for (const broken of [line.replace('fine', 'fi\u0001ne'), line.replace('fine', 'fi\\xne'), line.slice(0, -1)])
      expect(() => drafts.read(batchText([line, broken]), 'source', 0)).toThrow(SyntaxError);
  });
});
