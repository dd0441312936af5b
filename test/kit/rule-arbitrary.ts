// Rules with every setting, at random.
import fc from 'fast-check';
import type { Rule } from '../../src/model/rule.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9_.:*# -]{0,20}[a-z]$/);
const anyText = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
/** One rule. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    id: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,30}$/),
    service: word,
    hosts: fc.array(word, { maxLength: 3 }),
    labels: fc.dictionary(word, word, { maxKeys: 3 }),
    paths: fc.array(
      word.map((name) => `/var/log/${name}`),
      { minLength: 1, maxLength: 3 },
    ),
    exclude: fc.array(word, { maxLength: 2 }),
    encoding: fc.constantFrom('auto', 'utf-8', 'gbk', 'shift_jis'),
    format: fc.oneof(
      fc.constantFrom('auto', 'glog', 'json'),
      fc.record({ pattern: fc.constantFrom('(?<message>.*)', '^(?<level>[A-Z]+) ') }),
    ),
    multiline: fc.oneof(
      fc.constantFrom<'auto' | 'none'>('auto', 'none'),
      fc.record({
        start: fc.constantFrom('^\\d', '^\\['),
        maxLines: fc.integer({ min: 1, max: 9999 }),
        timeoutMs: fc.integer({ min: 1, max: 60_000 }),
      }),
    ),
    timezone: fc.constantFrom('local', 'UTC', '+08:00'),
    start: fc.constantFrom<'beginning' | 'end'>('beginning', 'end'),
    drop: fc.array(fc.constantFrom('level:DEBUG', '"a b" OR c'), { maxLength: 2 }),
    redact: fc.array(
      fc.oneof(
        fc.constant({ preset: 'email' }),
        fc.record({ pattern: fc.constantFrom('a+', '\\d{4}'), replace: fc.oneof(anyText, fc.constant('')) }),
      ),
      { maxLength: 2 },
    ),
    fields: fc.dictionary(word, anyText, { maxKeys: 3 }),
    correlate: fc.array(fc.constantFrom('order=(?<order>\\d+)'), { maxLength: 1 }),
    rate: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
    share: fc.option(fc.double({ min: 0.001, max: 1, noNaN: true }), { nil: undefined }),
    topic: word,
    enabled: fc.boolean(),
  })
  .map(({ rate, share, ...rest }) => ({
    ...rest,
    ...(rate === undefined ? {} : { rateLimit: rate }),
    ...(share === undefined ? {} : { sample: share }),
  }));
