import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printRules } from '../../../../src/agent/rules/rule-print.ts';
import { parseRules } from '../../../../src/agent/rules/rule-text.ts';
import { anyRule } from '../../../kit/rule-arbitrary.ts';

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

test('parse(print(rules)) gives the same rules', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyRule, { selector: ({ id }) => id, maxLength: 4 }), (rules) => {
      const parsed = parseRules(printRules(rules));
      expect(parsed.problems).toEqual([]);
      expect(parsed.rules).toEqual(rules);
    }),
    { numRuns: 100 },
  );
});
