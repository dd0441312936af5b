// @vitest-environment node
import { expect, it } from 'vitest';
import { type HighlightSet, readSets } from '../../../../../renderer/platform/highlight-sets.ts';
import { cutLine } from '../../../../../renderer/rows/text/line-tokens.ts';
import { markedWords } from '../../../../../renderer/rows/text/marked-words.ts';

const set = (changes: Partial<HighlightSet>): HighlightSet => ({
  id: 'a',
  name: 'A',
  colour: 'blue',
  words: ['Pool'],
  isOn: true,
  ...changes,
});

it('words of sets that are on are marked in their colour, the list’s own first', () => {
  const words = markedWords(['wait'], [set({}), set({ colour: 'pink', words: ['WAIT', 'pool', 'gone'] })]);
  expect(words).toEqual([
    { text: 'wait', kind: 'mark' },
    { text: 'pool', kind: 'mark blue' },
    { text: 'gone', kind: 'mark pink' },
  ]);
  const options = { ids: [], highlights: words, isHead: true, from: 0, limit: 100 };
  const cut = cutLine('pool exhausted wait', options).map(({ kind, text }) => `${kind}:${text}`);
  expect(cut).toEqual(['mark blue:pool', ': exhausted ', 'mark:wait']);
});

it('a set that is off marks nothing, and neither does an empty word', () => {
  expect(markedWords([''], [set({ isOn: false }), set({ words: [''] })])).toEqual([]);
});

it('what was kept and is spoilt is left out', () => {
  expect(readSets('x')).toEqual([]);
  expect(readSets([null, 7, { id: 'a' }, { id: 'b', name: 'B', words: ['x', 3], colour: 'no', isOn: 'yes' }])).toEqual([
    { id: 'b', name: 'B', colour: 'amber', words: ['x'], isOn: false },
  ]);
});
