import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutRecord } from '../../../src/indexer/record-cut.ts';

function cut(text: string): { id: string; day: string } | undefined {
  const bytes = Buffer.from(text);
  const found = { idAt: 0, idEnd: 0, dayAt: 0 };
  if (!cutRecord(bytes, found)) return undefined;
  const day = bytes.toString('utf8', found.dayAt, found.dayAt + 10);
  return { id: bytes.toString('utf8', found.idAt, found.idEnd), day };
}

test('id and day are found wherever they stand', () => {
  const known = { id: 'a1b2-3', day: '2026-11-23' };
  for (const text of [
    '{"@timestamp":"2026-11-23T10:00:00.000Z","message":"x","event":{"id":"a1b2-3"}}',
    '{"event":{"dataset":"d","id":"a1b2-3"},"message":"x","@timestamp":"2026-11-23T10:00:00Z"}',
    '{"message":"\\"event\\":{\\"id\\":\\"no\\"}, {[","a":{"@timestamp":"1999-01-01T00:00:00Z","event":{"id":"no"}},"@timestamp":"2026-11-23T10:00:00.123456Z","event":{"id":"a1b2-3"}}',
    '{"list":[{"id":"no"},["event",{"id":"no"}]],"@timestamp":"2026-11-23T10:00:00.000Z","event":{"inner":{"id":"no"},"id":"a1b2-3"}}',
    '{"event":{},"id":"no","@timestamp":"2026-11-23T10:00:00.000Z","service":{"id":"no"},"event":{"id":"a1b2-3"}}',
  ])
    expect(cut(text)).toEqual(known);
});

test.each([
  '',
  'plain text',
  '[]',
  '{}',
  '{"@timestamp":"2026-11-23T10:00:00.000Z"}',
  '{"event":{"id":"x"}}',
  '{"@timestamp":1795561527449,"event":{"id":"x"}}',
  '{"@timestamp":"2026-11-23T10:00:00.000+08:00","event":{"id":"x"}}',
  '{"@timestamp":"1969-12-31T10:00:00.000Z","event":{"id":"x"}}',
  '{"@timestamp":"2026-13-01T10:00:00.000Z","event":{"id":"x"}}',
  '{"@timestamp":"2026-11-23T10:00:00.000Z","event":{"id":5}}',
  '{"@timestamp":"2026-11-23T10:00:00.000Z","event":{"id":""}}',
  '{"@timestamp":"2026-11-23T10:00:00.000Z","event":{"id":"a\\u0041"}}',
  `{"@timestamp":"2026-11-23T10:00:00.000Z","event":{"id":"${'x'.repeat(513)}"}}`,
  '{"@timestamp":"2026-11-23T10:00:00.000Z",\n"event":{"id":"x"}}',
  '{"@timestamp":"2026-11-23T10:00:00.000Z","message":"open',
])('«%s» is left to be read as an object', (text) => {
  expect(cut(text)).toBeUndefined();
});

test('whatever else the event holds, the cut is what a reader finds', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.uuid(), fc.boolean(), (rest, id, isFirst) => {
      const own = { '@timestamp': '2026-11-23T10:00:00.000Z', event: { id } };
      const event = isFirst ? { ...own, ...rest, ...own } : { ...rest, ...own };
      expect(cut(JSON.stringify(event))).toEqual({ id, day: '2026-11-23' });
    }),
  );
});
