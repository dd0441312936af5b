// Rules that would hurt are refused alone, with a reason; the others hold.
import { expect, test } from 'vitest';
import { parseRules } from '../../../../src/agent/rules/rule-text.ts';
import { RulesInForce } from '../../../../src/agent/rules/rules-in-force.ts';

const GOOD = '  - { id: good, paths: [/var/log/good.log] }';

function withGood(rule: string): string {
  return `version: 1\nrules:\n${GOOD}\n${rule}\n`;
}

const LONG = Array.from({ length: 30_000 }, (_, n) => `k${n}: ${'x'.repeat(30)}`).join(', ');

test.each([
  ['an unknown key', '  - { id: bad, paths: [/a.log], servce: x }', 'servce', 'Did you mean "service"?'],
  [
    'a pattern that may take for ever',
    "  - { id: bad, paths: [/a.log], redact: [{ pattern: '(a+)+$' }] }",
    'redact[0].pattern',
    'may take for ever',
  ],
  [
    'a drop query with such a pattern',
    "  - { id: bad, paths: [/a.log], drop: ['message:/(a+)+$/'] }",
    'drop[0]',
    'may take for ever',
  ],
  ['a glob over the whole disk', '  - { id: bad, paths: ["/**/*.log"] }', 'paths[0]', 'walk the whole disk'],
  ['the same behind a wildcard', '  - { id: bad, paths: ["/*/**"] }', 'paths[0]', 'walk the whole disk'],
  ['the same on a drive', "  - { id: bad, paths: ['C:\\**\\*.log'] }", 'paths[0]', 'walk the whole disk'],
  ['a rule of 1 MB', `  - { id: bad, paths: [/a.log], fields: { ${LONG} } }`, '', 'Split it into several rules'],
  ['an unknown encoding', '  - { id: bad, paths: [/a.log], encoding: utf-99 }', 'encoding', 'not known'],
  ['an unknown format', '  - { id: bad, paths: [/a.log], format: glogg }', 'format', 'not known'],
  ['an unknown time zone', '  - { id: bad, paths: [/a.log], timezone: Mars/Olympus }', 'timezone', 'not known'],
])('%s', (_, written, path, says) => {
  const { rules, problems } = parseRules(withGood(written));
  expect(rules.map(({ id }) => id)).toEqual(['good']);
  expect(problems).toEqual([{ rule: 'bad', path, message: expect.stringContaining(says) }]);
});

test('a folder named before ** is enough', () => {
  expect(
    parseRules('version: 1\nrules: [{ id: a, paths: ["/srv/*/logs/**", "/{srv,opt}/**/*.log"] }]').problems,
  ).toEqual([]);
});

test('a key that stands twice is said with its line', () => {
  const { rules, problems } = parseRules('version: 1\nrules:\n  - id: a\n    paths: [/a]\n    paths: [/b]\n');
  expect(rules).toEqual([]);
  expect(problems[0]?.message).toBe('"paths" stands twice in the same map at line 5, column 5');
});

test('a path outside what the agent may read is refused alone, on that host', () => {
  const text = `version: 1
rules:
  - { id: inside, paths: [/var/log/app/*.log] }
  - { id: above, paths: ["/var/**/*.log"] }
  - { id: partly, paths: [/etc/x.log, /var/log/y.log] }
  - { id: outside, paths: [/etc/*.conf, /var/logs/x.log] }
  - { id: elsewhere, hosts: [other], paths: [/etc/x.log] }
`;
  const inForce = new RulesInForce({ host: 'web-1', labels: {}, allowedRoots: ['/var/log'] });
  inForce.apply({ revision: 3, rules: parseRules(text).rules });
  expect(inForce.rules.map(({ id }) => id)).toEqual(['inside', 'above', 'partly']);
  expect(inForce.report(() => 1, new Map()).filter(({ state }) => state === 'refused')).toEqual([
    {
      rule: 'outside',
      state: 'refused',
      error:
        'paths: /etc/*.conf, /var/logs/x.log may not be read by this agent. Its own settings allow only what is under /var/log.',
    },
  ]);
});
