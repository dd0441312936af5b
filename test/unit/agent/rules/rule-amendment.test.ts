import { expect, test } from 'vitest';
import { amendRules } from '../../../../src/agent/rules/rule-amendment.ts';
import { parseRules } from '../../../../src/agent/rules/rule-text.ts';

const TEXT = `# Shop, second floor
version: 1
rules:
  # the till
  - id: till
    paths: ["/srv/till/*.log"] # rotated at night
    drop:
      - level:DEBUG # too much
  - id: stock
    paths: [/srv/stock.log]
`;

function rulesOf(text: string) {
  const { rules, problems } = parseRules(text);
  expect(problems).toEqual([]);
  return rules;
}

test('a text that says the rules already stays as it is', () => {
  expect(amendRules(TEXT, rulesOf(TEXT))).toBe(TEXT);
});

test('comments of what did not change stay; a new rule stands behind', () => {
  const added = rulesOf('version: 1\nrules: [{ id: door, paths: [/srv/door.log] }]');
  const amended = amendRules(TEXT, [...rulesOf(TEXT), ...added]);
  for (const comment of ['# Shop, second floor', '# the till', '# rotated at night', '# too much'])
    expect(amended).toContain(comment);
  expect(rulesOf(amended)).toEqual([...rulesOf(TEXT), ...added]);
});

test('a changed rule is written anew, a removed one goes', () => {
  const [till, stock] = rulesOf(TEXT);
  const changed = [{ ...till!, enabled: false }];
  expect(rulesOf(amendRules(TEXT, changed))).toEqual(changed);
  const amended = amendRules(TEXT, [till!]);
  expect(amended).toContain('# rotated at night');
  expect(amended).not.toContain(stock!.id);
});

test('a text that cannot be read is printed anew', () => {
  for (const broken of ['', 'rules: [', 'version: 1\nrules: 7\n', '[]'])
    expect(rulesOf(amendRules(broken, rulesOf(TEXT)))).toEqual(rulesOf(TEXT));
});
