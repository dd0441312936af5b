import { expect, test } from 'vitest';
import { BatchProcessor } from '../../../../src/agent/processors/batch-processor.ts';
import { REDACT_PRESETS } from '../../../../src/agent/processors/redact-presets.ts';
import { Redactor } from '../../../../src/agent/processors/redactor.ts';
import { parseRules } from '../../../../src/agent/rules/rule-text.ts';
import { type EventBatch, eventAt } from '../../../../src/model/event-batch.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { checkPattern } from '../../../../src/query/user-pattern.ts';

function batchOf(events: LogEvent[]): EventBatch {
  const parts = events.map((event) => `${JSON.stringify(event)}\n`);
  const json = new TextEncoder().encode(parts.join(''));
  const sizes = parts.map((part) => new TextEncoder().encode(part).length);
  return {
    count: events.length,
    json,
    ends: Uint32Array.from(sizes, (_, i) => sizes.slice(0, i + 1).reduce((sum, size) => sum + size, 0) - 1),
    timesMs: Float64Array.from(events, () => 1),
    levels: Uint8Array.from(events, () => 3),
    source: { key: 'k', service: 's', host: 'h', path: '/p', rule: 'r', revision: 1, topic: 't' },
    fromOffset: 0,
    toOffset: 100,
  };
}

function event(message: string, i = 0, more: Partial<LogEvent> = {}): LogEvent {
  return { '@timestamp': '2026-11-24T10:00:00.000Z', message, event: { id: `e-${i}` }, ...more };
}

function processorOf(keys: string): BatchProcessor {
  const { rules, problems } = parseRules(`version: 1\nrules:\n  - { id: a, paths: [/a], ${keys} }`);
  expect(problems).toEqual([]);
  return BatchProcessor.of(rules[0]!)!;
}

const messages = (batch: EventBatch) => Array.from({ length: batch.count }, (_, i) => eventAt(batch, i).message);

test('a rule that asks for nothing has no processor', () => {
  expect(BatchProcessor.of(parseRules('version: 1\nrules: [{ id: a, paths: [/a] }]').rules[0]!)).toBeUndefined();
});

test('dropped events are counted, the rest keep their bytes, the range stays', () => {
  const processor = processorOf("drop: ['health']");
  const out = processor.run(batchOf([event('GET /health', 0), event('päid', 1), event('health ok', 2)]), 0);
  expect(messages(out)).toEqual(['päid']);
  expect(out).toMatchObject({ fromOffset: 0, toOffset: 100 });
  expect(processor.counts.dropped).toBe(2);
});

test('nothing to do gives the very batch', () => {
  const batch = batchOf([event('a')]);
  expect(processorOf("drop: ['zzz']").run(batch, 0)).toBe(batch);
});

test('redaction reaches every text but where it comes from, and moves the body', () => {
  const processor = processorOf("redact: [{ pattern: 'secret\\d+', replace: 'X' }]");
  const out = processor.run(
    batchOf([
      event('[secret123] user secret9', 0, {
        crosstail: { body_at: 12, ids: { request: ['secret77'] } },
        host: { name: 'secret1' },
        error: { message: 'secret5' },
      }),
    ]),
    0,
  );
  expect(eventAt(out, 0)).toMatchObject({
    message: '[X] user X',
    crosstail: { body_at: 4, ids: { request: ['X'] } },
    host: { name: 'secret1' },
    error: { message: 'X' },
  });
  expect(processor.counts.redacted).toBe(1);
});

test('a long text is redacted as well, and in reasonable time', () => {
  const redactor = new Redactor([{ pattern: '\\s+$', replace: '' }, { preset: 'password' }]);
  const startMs = performance.now();
  const text = redactor.text(`${'a b '.repeat(5_000)}Password=hunter2 ${' '.repeat(40_000)}.`);
  expect(text).not.toContain('hunter2');
  expect(performance.now() - startMs).toBeLessThan(5_000);
});

test('a group that is not there is not the text', () => {
  expect(new Redactor([{ pattern: '(a)b', replace: '$1-$2-$3' }]).text('xab')).toBe('xa--');
});

test('every preset is admitted and hits its kind', () => {
  const samples: Record<string, string> = {
    email: 'mail to jo.doe@example.org now',
    ipv4: 'from 10.20.30.40 port',
    'credit-card': 'card 4111 1111 1111 1111 ok',
    password: 'PASSWORD: "hunter2"',
    token: 'api_key=abcdef123456',
    bearer: 'authorization: Bearer abc.def-ghi',
    jwt: 'jwt eyJhbGciOi.eyJzdWIiOi.sflKxwRJ end',
    'aws-key': 'key AKIAIOSFODNN7EXAMPLE',
    'private-key': '-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----',
    'url-credentials': 'amqp://user:pass@host/v',
  };
  expect(Object.keys(samples).sort()).toEqual(Object.keys(REDACT_PRESETS).sort());
  for (const [preset, sample] of Object.entries(samples)) {
    expect(checkPattern(REDACT_PRESETS[preset]!.pattern)).toBeUndefined();
    expect(new Redactor([{ preset }]).text(sample), preset).not.toBe(sample);
    expect(new Redactor([{ preset }]).text('reserve sku=K-17 took 12 ms at 10:31:02')).toBe(
      'reserve sku=K-17 took 12 ms at 10:31:02',
    );
  }
});

test('the rate limit keeps its rate and counts what it leaves out', () => {
  const processor = processorOf('rateLimit: 10/s');
  const second = (nowMs: number) =>
    processor.run(batchOf(Array.from({ length: 50 }, (_, i) => event('x', i))), nowMs).count;
  expect(second(0)).toBe(10);
  expect(second(500)).toBe(5);
  expect(second(1_500)).toBe(10);
  expect(processor.counts.limited).toBe(125);
});

test('sampling keeps its share and decides the same way again', () => {
  const processor = processorOf('sample: 10%');
  const batch = batchOf(Array.from({ length: 2_000 }, (_, i) => event('x', i)));
  const first = processor.run(batch, 0);
  expect(first.count).toBeGreaterThan(140);
  expect(first.count).toBeLessThan(260);
  expect(processor.run(batch, 0).json).toEqual(first.json);
});
