import { describe, expect, test } from 'vitest';
import {
  addRule,
  addRules,
  removeRule,
  setRuleKey,
  writtenRules,
} from '../../../../../../renderer/features/rules/written/rule-document.ts';

const TEXT = `# Shop
version: 1

rules:
  # the till
  - id: till            # stable
    paths: ["/srv/till/*.log"]   # rotated at night
    drop:
      # pings
      - level:DEBUG # too much
      - 'path:/health'

    # who asked: Ann
    redact: [{pattern: 'x=\\d+'}]
  # the stock
  - id: stock
    paths:    [/srv/stock.log]
    enabled: true   # for now
# end
`;

const comments = (text: string) => [...text.matchAll(/#.*$/gm)].map(([comment]) => comment.trim()).sort();

test('values are read as they are written', () => {
  expect(writtenRules(TEXT)?.map(({ id }) => id)).toEqual(['till', 'stock']);
  expect(writtenRules(TEXT)?.[0]?.drop).toEqual(['level:DEBUG', 'path:/health']);
});

test.each(['', 'version: 1', 'rules: [', 'rules: 7', 'rules: [a]', '[]', 'a: *b'])('%j is no list of rules', (text) => {
  expect(writtenRules(text)).toBeUndefined();
});

describe('setting a value', () => {
  test.each<[string, number, string, unknown]>([
    ['a word', 1, 'enabled', false],
    ['a text', 0, 'id', 'counter'],
    ['a list', 0, 'drop', ['level:DEBUG', 'level:TRACE']],
    ['a list that grows', 0, 'paths', ['/srv/till/*.log', '/srv/till2/*.log']],
    ['a key that was not there', 1, 'service', 'stock-service'],
    ['a map', 0, 'fields', { team: 'shop', 'a: b': '# no comment' }],
    ['another kind of value', 0, 'redact', [{ preset: 'email' }, { pattern: 'a"b\'c', replace: '' }]],
    ['a text that YAML could take for something else', 1, 'service', 'yes: no # x'],
  ])('%s', (_, index, key, value) => {
    const next = setRuleKey(TEXT, index, key, value);
    const expected = writtenRules(TEXT)!.map((rule, at) => (at === index ? { ...rule, [key]: value } : rule));
    expect(writtenRules(next)).toEqual(expected);
    expect(
      comments(next).filter(
        (each) => !comments(TEXT).includes(each) && !each.includes('no comment') && !each.includes('# x'),
      ),
    ).toEqual([]);
    expect(comments(TEXT).filter((each) => !comments(next).includes(each))).toEqual([]);
  });

  test('leaves the text of the other rules as it stands', () => {
    const next = setRuleKey(TEXT, 1, 'service', 'x');
    expect(next.slice(0, next.indexOf('  # the stock'))).toBe(TEXT.slice(0, TEXT.indexOf('  # the stock')));
    const other = setRuleKey(TEXT, 0, 'service', 'x');
    expect(other.slice(other.indexOf('  # the stock'))).toBe(TEXT.slice(TEXT.indexOf('  # the stock')));
  });

  test('an undefined value takes the key out', () => {
    const next = setRuleKey(TEXT, 1, 'enabled', undefined);
    expect(writtenRules(next)?.[1]).toEqual({ id: 'stock', paths: ['/srv/stock.log'] });
  });

  test('works on lists without indent, on flow and on JSON', () => {
    for (const text of [
      'version: 1\nrules:\n- id: a\n  paths: [/a]\n# b\n- id: b\n  paths:\n  - /b\n',
      'version: 1\nrules: [{ id: a, paths: [/a] }, { id: b, paths: [/b] }]\n',
      '{"version": 1, "rules": [{"id": "a", "paths": ["/a"]}, {"id": "b", "paths": ["/b"]}]}',
      'version: 1\nrules:\n    - id: a\n      paths: [/a]\n    - id: b\n      paths: [/b]',
    ])
      expect(writtenRules(setRuleKey(text, 1, 'paths', ['/c', '/d']))).toEqual([
        { id: 'a', paths: ['/a'] },
        { id: 'b', paths: ['/c', '/d'] },
      ]);
  });

  test('keeps lines of an author who does not indent', () => {
    const text = 'version: 1\nrules:\n- id: a\n  paths: [/a]   # one\n- id: b\n  paths:\n  - /b\n';
    expect(setRuleKey(text, 1, 'service', 'x')).toBe(`${text}  service: x\n`);
  });
});

test('rules of another text come along under free ids', () => {
  const more = addRules(TEXT, 'version: 1\nrules: [{ id: till, paths: [/a] }, { id: new, paths: [/b] }]');
  expect(writtenRules(more)?.map(({ id }) => id)).toEqual(['till', 'stock', 'till-2', 'new']);
  expect(comments(more)).toEqual(comments(TEXT));
});

test('a rule is added at the end and taken out again, comments stay', () => {
  const more = addRule(TEXT, { id: 'door', paths: ['/srv/door.log'] });
  expect(writtenRules(more)?.map(({ id }) => id)).toEqual(['till', 'stock', 'door']);
  expect(comments(more)).toEqual(comments(TEXT));
  expect(writtenRules(removeRule(more, 2))).toEqual(writtenRules(TEXT));
  expect(writtenRules(addRule('', { id: 'a', paths: [] }))).toEqual([{ id: 'a', paths: [] }]);
  expect(addRule('rules: [', { id: 'a' })).toBe('rules: [');
});
