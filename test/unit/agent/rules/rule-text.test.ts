import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printRules } from '../../../../src/agent/rules/rule-print.ts';
import { parseRules } from '../../../../src/agent/rules/rule-text.ts';
import type { Rule } from '../../../../src/model/rule.ts';

function one(keys: string): string {
  return `version: 1\nrules:\n  - id: app\n    paths: [/var/log/app.log]\n    ${keys}\n`;
}

test('defaults are filled in', () => {
  const { rules, problems } = parseRules('version: 1\nrules: [{ id: app, paths: /var/log/app.log }]');
  expect(problems).toEqual([]);
  expect(rules).toEqual([
    {
      id: 'app',
      service: 'app',
      hosts: ['*'],
      labels: {},
      paths: ['/var/log/app.log'],
      exclude: [],
      encoding: 'auto',
      format: 'auto',
      multiline: 'auto',
      timezone: 'local',
      start: 'end',
      drop: [],
      redact: [],
      fields: {},
      correlate: [],
      topic: 'logs.app',
      enabled: true,
    },
  ]);
});

test('the written example is a rule', () => {
  const { rules, problems } = parseRules(
    one(
      [
        'service: inventoryd',
        'hosts: ["engine-*"]',
        'labels: { role: engine }',
        'exclude: ["*.gz"]',
        "format: { pattern: '(?<level>\\w+) (?<message>.*)' }",
        "multiline: { start: '^\\d{4}-', maxLines: 500, timeout: 2s }",
        'start: beginning',
        "drop: ['level:DEBUG AND path:/health']",
        "redact: [{ pattern: 'password=\\S+', replace: 'password=***' }, { preset: email }]",
        'fields: { team: stock, tier: 1 }',
        "correlate: ['order=(?<order>\\d+)']",
        'rateLimit: 5000/s',
        'sample: 10%',
      ].join('\n    '),
    ),
  );
  expect(problems).toEqual([]);
  expect(rules[0]).toMatchObject({
    multiline: { start: '^\\d{4}-', maxLines: 500, timeoutMs: 2000 },
    fields: { team: 'stock', tier: '1' },
    rateLimit: 5000,
    sample: 0.1,
    topic: 'logs.inventoryd',
  });
});

test.each([
  ['pathes: [/x]', 'pathes', 'Did you mean "paths"'],
  ['reduct: []', 'reduct', 'Did you mean "redact"'],
  ['redact: [{ patern: x }]', 'redact[0].patern', 'Did you mean "pattern"'],
  ['redact: [{ preset: emial }]', 'redact[0].preset', 'email'],
  ["redact: [{ pattern: '(?<=x)y' }]", 'redact[0].pattern', 'not admitted'],
  ["correlate: ['order=(\\d+)']", 'correlate[0]', 'named group'],
  ["drop: ['level:(']", 'drop[0]', ''],
  ['start: begining', 'start', 'Did you mean "beginning"'],
  ['rateLimit: fast', 'rateLimit', '5000/s'],
  ['sample: 0', 'sample', '10%'],
  ['enabled: maybe', 'enabled', 'true or false'],
  ['multiline: { start: x, timeout: soon }', 'multiline.timeout', '2s'],
  ['exclude: 7', 'exclude', 'list'],
])('%s is refused at %s', (keys, at, says) => {
  const { rules, problems } = parseRules(one(keys));
  expect(rules).toEqual([]);
  expect(problems[0]).toMatchObject({ rule: 'app', path: at });
  expect(problems[0]?.message).toContain(says);
});

test('a bad rule is refused alone', () => {
  const { rules, problems } = parseRules(
    'version: 1\nrules:\n  - { id: good, paths: [/a] }\n  - { id: BAD, paths: [a/*] }\n  - { id: good, paths: [/b] }\n',
  );
  expect(rules.map((rule) => rule.id)).toEqual(['good']);
  expect(problems.map(({ rule, path }) => [rule, path])).toEqual([
    ['BAD', 'id'],
    ['BAD', 'paths[0]'],
    ['good', 'id'],
  ]);
});

test.each(['', 'rules: []', 'version: 2\nrules: []', '- a\n- b', 'version: 1\nrules: 3', '{', 'a: &a [*a]'])(
  'a text that is none is told so: %j',
  (text) => {
    const { rules, problems } = parseRules(text);
    expect(rules).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  },
);

const word = fc.stringMatching(/^[a-z][a-z0-9_.:*# -]{0,20}[a-z]$/);
const anyText = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const rule: fc.Arbitrary<Rule> = fc
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

test('parse(print(rules)) gives the same rules', () => {
  fc.assert(
    fc.property(fc.uniqueArray(rule, { selector: ({ id }) => id, maxLength: 4 }), (rules) => {
      const parsed = parseRules(printRules(rules));
      expect(parsed.problems).toEqual([]);
      expect(parsed.rules).toEqual(rules);
    }),
    { numRuns: 100 },
  );
});

test('no text makes the parser throw or hang', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('version: 1\n', 'rules:\n', '  - id: a\n', '    paths: [', '/x]', '&a', '*a', '{', '}', '\t'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const startMs = performance.now();
      parseRules(pieces.join(''));
      expect(performance.now() - startMs).toBeLessThan(250);
    }),
    { numRuns: 1_000 },
  );
});
