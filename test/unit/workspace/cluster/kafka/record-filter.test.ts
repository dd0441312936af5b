import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ForeignRecords } from '../../../../../src/formats/foreign/foreign-records.ts';
import { parseQuery } from '../../../../../src/query/parse-query.ts';
import { RecordFilter } from '../../../../../src/workspace/cluster/kafka/record-filter.ts';

const filter = (query: string) => new RecordFilter(parseQuery(query), []);
const mayHold = (query: string, text: string) => {
  const bytes = Buffer.from(text);
  return filter(query).mayHold(bytes, 0, bytes.length);
};

describe('RecordFilter', () => {
  test('turns away what lacks a word, in any case', () => {
    expect(mayHold('refused', 'connection REFUSED')).toBe(true);
    expect(mayHold('refused', 'connection accepted')).toBe(false);
    expect(mayHold('refused level:ERROR', 'nothing here')).toBe(false);
  });

  test('lets pass what it cannot judge', () => {
    expect(mayHold('NOT refused', 'nothing here')).toBe(true);
    expect(mayHold('refused OR accepted', 'nothing here')).toBe(true);
    expect(mayHold('level:ERROR', 'nothing here')).toBe(true);
    expect(mayHold('kelvin', '{"message":"\\u006belvin"}')).toBe(true);
    expect(mayHold('kelvin', '\u212aelvin')).toBe(true);
  });

  test('never turns away a hit', () => {
    const foreign = new ForeignRecords();
    const words = ['refused', 'kelvin', 'Pool', 'a-b', 'é', '42', '"two words"'];
    const text = fc.array(
      fc.constantFrom('refused', 'KELVIN', '\u212aelvin', 'pool', 'a-b', 'É', '42', 'two words', 'x'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...words), text, fc.boolean(), (query, parts, isJson) => {
        const message = parts.join(' ');
        const bytes = Buffer.from(isJson ? JSON.stringify({ level: 'error', message }) : message);
        const one = filter(query);
        const place = { topic: 't', partition: 0, offset: 1, timestampMs: 0 };
        const isHit = foreign.read(bytes, null, place).some((event) => one.wants(event, 't'));
        if (isHit) expect(one.mayHold(bytes, 0, bytes.length)).toBe(true);
      }),
    );
  });
});
