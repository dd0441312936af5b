// What the compiler and the linter do not see: sizes, names, words, and exceptions that may only become fewer.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

const files = ['src', 'main', 'renderer'].flatMap((root) =>
  readdirSync(path.join(ROOT, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const file = `${root}/${name.replaceAll(path.sep, '/')}`;
      return { file, text: readFileSync(path.join(ROOT, file), 'utf8') };
    }),
);

/** Lines that carry code: blanks and comments are free. */
function codeLines(text: string): number {
  return text.split('\n').filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line)).length;
}

test('no file is longer than 400 lines of code', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter(({ text }) => codeLines(text) > 400).map(({ file }) => file)).toEqual([]);
});

test('files are named by a noun, in kebab-case', () => {
  const wrong = files.filter(({ file }) => {
    const name = path.basename(file).replace(/(\.d)?\.tsx?$/, '');
    return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /^(utils?|helpers?|manager|index|common|misc)$/.test(name);
  });
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test('nothing is left for later in the code', () => {
  const notes = files.filter(({ text }) => /\/\/.*\b(TODO|FIXME|XXX|HACK)\b/.test(text));
  expect(notes.map(({ file }) => file)).toEqual([]);
});

test('one word per thing: words the glossary rules out do not name things', () => {
  const ruledOut = /\b\w*(prospector|shipper|forwarder|tailer|deadLetterQueue)\w*\b/i;
  const named = files.flatMap(({ file, text }) =>
    text
      .split('\n')
      .filter((line) => /^\s*(export )?(class|interface|function|const|type|let)\b/.test(line))
      .map((line) => /(?:class|interface|function|const|type|let)\s+(\w+)/.exec(line)?.[1] ?? '')
      .filter((name) => ruledOut.test(name))
      .map((name) => `${file}: ${name}`),
  );
  expect(named).toEqual([]);
});

/** What is allowed now. A smaller number is entered here when it is reached; a larger one needs a very good reason. */
const RATCHET = [
  { name: 'rules switched off for a line', pattern: /biome-ignore/g, most: 30 },
  { name: 'casts through unknown', pattern: /\bas unknown as\b/g, most: 3 },
  { name: 'compiler errors ignored', pattern: /@ts-(ignore|expect-error|nocheck)/g, most: 0 },
];

test.each(RATCHET)('$name: at most $most', ({ pattern, most }) => {
  const hits = files.flatMap(({ file, text }) => (text.match(pattern) ?? []).map(() => file));
  expect(hits.length, hits.join('\n')).toBeLessThanOrEqual(most);
});
