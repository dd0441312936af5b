import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ForeignRecords } from '../../../../src/formats/foreign/foreign-records.ts';

const AT_MS = Date.parse('2026-11-24T10:00:05.000Z');
const place = { topic: 'logs.checkout', partition: 2, offset: 41, timestampMs: AT_MS };
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const read = (value: unknown) => new ForeignRecords().read(value === null ? null : bytes(value), null, place);
const only = (value: unknown) => {
  const events = read(value);
  expect(events).toHaveLength(1);
  return events[0]!;
};

describe('records of other shippers', () => {
  test('Filebeat: its fields stay, the line gives level, time and ids', () => {
    const event = only({
      '@timestamp': '2026-11-24T10:00:04.123Z',
      '@metadata': { beat: 'filebeat', type: '_doc', version: '8.15.0' },
      message: '2026-11-24 10:00:03,500 ERROR [pool-1] c.e.Pay - declined request_id=req-77 order_id=ord-5',
      log: { offset: 912, file: { path: '/var/log/pay.log', inode: '33' } },
      host: { name: 'web-3', os: { type: 'linux' } },
      agent: { type: 'filebeat', version: '8.15.0', id: 'a1' },
      fields: { service: 'payments' },
      ecs: { version: '8.0.0' },
      tags: ['prod'],
    });
    expect(event).toMatchObject({
      '@timestamp': '2026-11-24T10:00:03.500Z',
      log: { level: 'ERROR', offset: 912, file: { path: '/var/log/pay.log' } },
      service: { name: 'payments' },
      host: { name: 'web-3', os: { type: 'linux' } },
      agent: { type: 'filebeat' },
      tags: ['prod'],
      event: { id: 'logs.checkout/2/41' },
      crosstail: { shipper: 'filebeat', ids: { request: ['req-77'] } },
    });
  });

  test('Filebeat: a line without time takes the time of reading', () => {
    const event = only({ '@timestamp': '2026-11-24T10:00:04.123Z', message: 'started', agent: { type: 'filebeat' } });
    expect(event['@timestamp']).toBe('2026-11-24T10:00:04.123Z');
    expect(event.crosstail).not.toHaveProperty('time_guessed');
    expect(event.service?.name).toBe('checkout');
  });

  test('Fluent Bit: number of seconds, the line under `log`, Kubernetes', () => {
    const event = only({
      '@timestamp': 1764000000.25,
      log: 'level=warn msg="slow query" trace_id=4bf92f3577b34da6a3ce929d0e0e4736\n',
      stream: 'stderr',
      kubernetes: { pod_name: 'db-0', host: 'node-7', labels: { app: 'db' }, container_name: 'postgres' },
    });
    expect(event).toMatchObject({
      '@timestamp': '2025-11-24T16:00:00.250Z',
      log: { level: 'WARN' },
      service: { name: 'db' },
      host: { name: 'node-7' },
      trace: { id: '4bf92f3577b34da6a3ce929d0e0e4736' },
      labels: { stream: 'stderr' },
      kubernetes: { pod_name: 'db-0' },
      crosstail: { shipper: 'fluent-bit' },
    });
    expect(event.message.endsWith('\n')).toBe(false);
  });

  test('Vector', () => {
    expect(
      only({
        file: '/var/log/app.log',
        host: 'edge-1',
        message: 'E1124 10:00:01.000000 7 main.cc:12] no route',
        source_type: 'file',
        timestamp: '2026-11-24T10:00:02.5Z',
      }),
    ).toMatchObject({
      log: { level: 'ERROR', file: { path: '/var/log/app.log' }, origin: { file: { name: 'main.cc', line: 12 } } },
      host: { name: 'edge-1' },
      labels: { source_type: 'file' },
      crosstail: { shipper: 'vector' },
    });
  });

  test('OTLP JSON: every log record of a request is an event', () => {
    const text = (value: string) => ({ stringValue: value });
    const events = read({
      resourceLogs: [
        {
          resource: {
            attributes: [
              { key: 'service.name', value: text('cart') },
              { key: 'host.name', value: text('h1') },
            ],
          },
          scopeLogs: [
            {
              scope: { name: 'cart.api' },
              logRecords: [
                {
                  timeUnixNano: '1764000000123456789',
                  severityNumber: 17,
                  severityText: 'Error',
                  body: text('checkout failed'),
                  traceId: '5b8efff798038103d269b633813fc60c',
                  spanId: 'eee19b7ec3c1b174',
                  attributes: [
                    { key: 'log.file.path', value: text('/a.log') },
                    { key: 'retries', value: { intValue: '3' } },
                    { key: 'exception.type', value: text('ValueError') },
                  ],
                },
                { observedTimeUnixNano: '1764000001000000000', body: { kvlistValue: { values: [] } }, traceId: '' },
              ],
            },
          ],
        },
      ],
    });
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      '@timestamp': '2025-11-24T16:00:00.123456789Z',
      message: 'checkout failed',
      log: { level: 'ERROR', logger: 'cart.api', file: { path: '/a.log' } },
      service: { name: 'cart' },
      host: { name: 'h1' },
      trace: { id: '5b8efff798038103d269b633813fc60c' },
      span: { id: 'eee19b7ec3c1b174' },
      error: { type: 'ValueError' },
      labels: { retries: '3' },
      event: { id: 'logs.checkout/2/41' },
      crosstail: { shipper: 'otel' },
    });
    expect(events[1]).toMatchObject({
      event: { id: 'logs.checkout/2/41/1' },
      '@timestamp': '2025-11-24T16:00:01.000Z',
    });
    expect(events[1]).not.toHaveProperty('trace');
  });

  test('Logstash: its time is the event’s, its host a plain name', () => {
    expect(
      only({
        '@timestamp': '2026-11-24T09:59:59.000Z',
        '@version': '1',
        host: 'legacy-1',
        path: '/opt/app.log',
        message: 'ERROR: out of stock',
        type: 'shop',
      }),
    ).toMatchObject({
      '@timestamp': '2026-11-24T09:59:59.000Z',
      host: { name: 'legacy-1' },
      log: { level: 'ERROR', file: { path: '/opt/app.log' } },
      labels: { type: 'shop' },
      crosstail: { shipper: 'logstash' },
    });
  });

  test.each([
    {
      msg: ' disk full',
      syslogtag: 'kernel:',
      hostname: 'db-1',
      'syslogseverity-text': 'crit',
      timereported: '2026-11-24T10:00:01+00:00',
    },
    {
      message: 'disk full',
      tag: 'kernel:',
      host: 'db-1',
      severity: '2',
      facility: 'kern',
      '@timestamp': '2026-11-24T10:00:01Z',
    },
  ])('rsyslog by template %#', (record) => {
    expect(only(record)).toMatchObject({
      '@timestamp': '2026-11-24T10:00:01.000Z',
      message: 'disk full',
      log: { level: 'CRITICAL' },
      host: { name: 'db-1' },
      service: { name: 'kernel' },
      crosstail: { shipper: 'rsyslog' },
    });
  });

  test('raw syslog and plain lines are read as in files', () => {
    expect(only('<11>1 2026-11-24T10:00:01.5Z db-1 sshd 99 - - failed password')).toMatchObject({
      '@timestamp': '2026-11-24T10:00:01.500Z',
      host: { name: 'db-1' },
      log: { level: 'ERROR' },
      crosstail: { format: 'syslog' },
    });
    expect(only('just words')).toMatchObject({
      '@timestamp': new Date(AT_MS).toISOString(),
      message: 'just words',
      service: { name: 'checkout' },
      crosstail: { format: 'plain', time_guessed: true },
    });
  });

  test('JSON of nobody in particular', () => {
    expect(only({ ts: '2026-11-24T10:00:01Z', level: 'error', msg: 'boom', user_id: 'u1', n: 3 })).toMatchObject({
      '@timestamp': '2026-11-24T10:00:01.000Z',
      log: { level: 'ERROR' },
      crosstail: { format: 'json', body: 'boom' },
    });
  });

  test('a traceback in one record is one event with its error', () => {
    const event = only(
      '2026-11-24 10:00:01,000 ERROR boom\nTraceback (most recent call last):\n  File "a.py", line 3, in f\n    g()\nValueError: bad',
    );
    expect(event.error).toMatchObject({ type: 'ValueError', message: 'bad' });
    expect(event.crosstail?.frames).toHaveLength(1);
  });

  test('an event of ours stays as it is', () => {
    const own = {
      '@timestamp': '2026-11-24T10:00:01.000Z',
      message: 'hello',
      event: { id: 'abc-1' },
      service: { name: 'api' },
      crosstail: { rule: 'r', revision: 1, generation: 'g', format: 'plain' },
    };
    expect(only(own)).toEqual(own);
  });
});

describe('records that are no log line', () => {
  test('a tombstone, an empty record, bytes: shown with a mark', () => {
    const reader = new ForeignRecords();
    expect(reader.read(null, Buffer.from('order-17'), place)[0]).toMatchObject({
      message: '[no value: a tombstone, key order-17]',
      crosstail: { mark: 'tombstone' },
    });
    expect(only('').crosstail?.mark).toBe('empty');
    expect(reader.read(Buffer.from([0, 255, 1, 2]), null, place)[0]?.crosstail?.mark).toBe('binary');
    const binary = Buffer.from([0, 1, 2, 255, 254, 3, 4, 5]);
    expect(reader.read(binary, null, place)[0]).toMatchObject({
      message: '[binary, 8 bytes: 00 01 02 ff fe 03 04 05]',
      crosstail: { mark: 'binary' },
    });
  });

  test('broken JSON is shown as it is', () => {
    const event = only('{"level":"error","msg":"cut of');
    expect(event).toMatchObject({ message: '{"level":"error","msg":"cut of', crosstail: { mark: 'broken-json' } });
  });

  test('a megabyte is shown in full, beyond it the rest is counted', () => {
    expect(only('x'.repeat(1024 * 1024)).message).toHaveLength(1024 * 1024);
    expect(only('x'.repeat(1024 * 1024 + 5)).crosstail?.truncated).toBe(5);
  });

  test('old encodings are read', () => {
    const text = '订单处理失败，请求超时，系统错误';
    const gbk = Buffer.from('b6a9b5a5b4a6c0edcaa7b0dca3acc7ebc7f3b3accab1a3accfb5cdb3b4edcef3', 'hex');
    expect(new ForeignRecords().read(gbk, null, place)[0]?.message).toBe(text);
  });

  test('whatever comes: at least one event, with all that every event has, that can be written as JSON', () => {
    const reader = new ForeignRecords();
    const shaped = fc.dictionary(
      fc.constantFrom(
        ...[
          '@timestamp',
          '@version',
          'message',
          'log',
          'host',
          'service',
          'agent',
          'event',
          'resourceLogs',
          'timestamp',
        ],
        ...[
          'kubernetes',
          'level',
          'crosstail',
          'labels',
          'source_type',
          'msg',
          'syslogtag',
          'tags',
          '__proto__',
          'trace',
        ],
      ),
      fc.oneof(fc.jsonValue(), fc.string(), fc.double(), fc.constant('2026-11-24T10:00:00Z')),
    );
    const value = fc.oneof(
      shaped.map((record) => bytes(record)),
      fc.jsonValue().map((json) => bytes(JSON.stringify(json) ?? '')),
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ maxLength: 200 }).map((text) => bytes(text)),
      fc.constant(null),
    );
    const time = fc.oneof(fc.integer(), fc.double(), fc.constant(AT_MS));
    fc.assert(
      fc.property(value, time, (record, timestampMs) => {
        const events = reader.read(record, null, { ...place, timestampMs });
        expect(events.length).toBeGreaterThan(0);
        for (const event of events) {
          expect(JSON.parse(JSON.stringify(event))).toMatchObject({ message: event.message });
          expect(Number.isNaN(Date.parse(event['@timestamp']))).toBe(false);
          expect(typeof event.message).toBe('string');
          expect(event.event.id).not.toBe('');
          for (const root of ['log', 'service', 'host', 'crosstail', 'trace', 'error'] as const)
            if (event[root] !== undefined) expect(typeof event[root]).toBe('object');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
