import { describe, expect, it } from 'vitest';
import { explainQuery, explainQueryText } from '../../../src/query/explain-query.ts';
import { parseQuery } from '../../../src/query/parse-query.ts';

const NOW = Date.parse('2026-11-23T10:31:02Z');
const say = (text: string) => explainQueryText(parseQuery(text, NOW));

describe('a query in words', () => {
  it.each([
    ['', 'all events'],
    ['pool exhausted', 'containing pool, containing exhausted'],
    ['"pool exhausted"', 'containing pool exhausted'],
    ['service:(inventoryd OR storefront) level>=WARN', 'of inventoryd or storefront, of level WARN or worse'],
    ['service:a host:b', 'of a, on b'],
    ['a OR (b c)', 'containing a or (containing b, containing c)'],
    ['a (b OR err:c)', 'containing a, (containing b or where err is c)'],
    ['-healthz', 'not containing healthz'],
    ['NOT (a b)', 'not (containing a, containing b)'],
    ['err:POOL_*', 'where err is like POOL_*'],
    ['po?l', 'with a word like po?l'],
    ['/wait=\\d+/i', 'matching /wait=\\d+/i'],
    ['logger:/x/', 'where logger matches /x/'],
    ['error:*', 'with any error'],
    ['id:7f3a', 'with id 7f3a'],
    ['after:[1 TO 20]', 'where after is from 1 to 20'],
    ['after:{1 TO *]', 'where after is over 1'],
    ['after:{1 TO 20]', 'where after is over 1, where after is at most 20'],
    ['level<ERROR', 'of a level milder than ERROR'],
    ['time>=10:30', `where time is at least ${new Date(new Date(NOW).setHours(10, 30, 0, 0)).toISOString()}`],
  ])('%s', (text, words) => {
    expect(say(text)).toBe(words);
  });

  it('marks values, and only values', () => {
    const parts = explainQuery(parseQuery('service:(a OR b)', NOW));
    expect(parts).toEqual([
      { text: 'of ', isValue: false },
      { text: 'a', isValue: true },
      { text: ' or ', isValue: false },
      { text: 'b', isValue: true },
    ]);
  });
});
