import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkPattern, compileTest, unicodeFlag } from '../../../src/query/user-pattern.ts';

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

test.each([
  ['password=\\S+', ''],
  ['a.*b.+c', ''],
  ['[^,]*,\\.', ''],
  ['a.c', 'u'],
  ['\\S{3}', 'u'],
  ['[^x]y', 'u'],
  ['\\p{L}+', 'u'],
  ['😀', 'u'],
])('%s needs the flags "%s": half an emoji is no character', (source, flag) => {
  expect(unicodeFlag(source)).toBe(flag);
});

test.each([
  ['a*a*a*a*a*a*b', false],
  ['a*a*a*a*a*a*b', true],
  ['.*a.*a.*a.*a.b', false],
  ['\\s*\\n\\s*$', false],
])('%s ends on a text that would make it stand still (ignoring case: %s)', (source, ignoreCase) => {
  expect(checkPattern(source)).toBeUndefined();
  // A process of its own: should it stand still after all, it can be ended.
  const program = `
    import { keepPatternsLinear } from './src/host/linear-patterns.ts';
    import { compileTest } from './src/query/user-pattern.ts';
    keepPatternsLinear();
    const test = compileTest(process.argv[1], process.argv[2] === 'true');
    console.log(test('a'.repeat(2000)), test(' \\n'.repeat(1000) + 'x'));`;
  const args = ['--input-type=module-typescript', '--eval', program, source, String(ignoreCase)];
  const cwd = path.join(import.meta.dirname, '../../..');
  const { stdout } = spawnSync(process.execPath, args, { cwd, timeout: 50_000, encoding: 'utf8' });
  expect(stdout).toBe('false false\n');
});

test('both engines say the same', () => {
  const texts = ['ERROR order 7 failed', 'error: Order\n8', 'İstanbul ERROR', 'a😀b', ''];
  for (const source of ['error.*order', 'a.b', 'order.\\d', '^a.b$'])
    for (const text of texts) {
      const long = text + ' '.repeat(5_000);
      const test = compileTest(source, true);
      expect([source, text, test(long)]).toEqual([source, text, new RegExp(source, 'sui').test(long)]);
    }
});
