import { expect, test } from 'vitest';
import { checkPattern } from '../../../src/query/user-pattern.ts';

test.each([
  '(a+)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '(a|aa)+$',
  '(a|a)*b',
  '(\\w+\\s?)+$',
  '(.*a){20}',
  '([^"\\\\]+|\\\\.)*"',
  '(?:(?:\\d+,?)*;)*\\s*(?:[a-z]*)*x',
  'user=(?<name>([A-Za-z0-9]+[._-]?)+)@',
  '(?:é+)+!',
  '(\\w|\\d)+;',
])('%s may take for ever and is refused, with the part that does', (pattern) => {
  expect(checkPattern(pattern)).toMatch(/^its part .+ can read the same text in many ways/);
});

test.each([
  '^\\d{4}-\\d{2}-\\d{2}',
  'password=\\S+',
  '(?:\\w+\\.)+\\w+',
  '(?:\\s+\\w+)*',
  '"(?:[^"\\\\]|\\\\.)*"',
  '(?:\\d{1,3}\\.){3}\\d{1,3}',
  '([^,]*,){11}(?<field>[^,]*)',
  '(?<level>INFO|WARN|ERROR) (?<message>.*)',
  '(?:[0-9a-f]{2}:){5}[0-9a-f]{2}',
  '(?:GET|POST) (?:/[^/ ]+)+ HTTP',
  '(?:ab|cd)+',
])('%s is admitted', (pattern) => {
  expect(checkPattern(pattern)).toBeUndefined();
});

test('what is admitted is quick on the texts that make such patterns stand still', () => {
  for (const pattern of ['(?:\\w+\\.)+\\w+!', '(?:\\s+\\w+)*!', '"(?:[^"\\\\]|\\\\.)*"!'])
    for (const unit of ['a', ' a', 'a.', '\\a', '"'])
      expect(new RegExp(pattern, 'su').test(`"${unit.repeat(200)}`)).toBe(false);
});
