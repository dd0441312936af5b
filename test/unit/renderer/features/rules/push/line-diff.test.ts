// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines } from '../../../../../../renderer/features/rules/push/line-diff.ts';

const show = (before: string[], after: string[]) =>
  diffLines(before.join('\n'), after.join('\n')).map(
    (line) => `${{ same: ' ', added: '+', removed: '-' }[line.kind]}${line.text}`,
  );

describe('a diff', () => {
  it.each([
    [
      ['a', 'b', 'c'],
      ['a', 'c'],
      [' a', '-b', ' c'],
    ],
    [
      ['a', 'c'],
      ['a', 'b', 'c'],
      [' a', '+b', ' c'],
    ],
    [
      ['a', 'b'],
      ['a', 'x'],
      [' a', '-b', '+x'],
    ],
    [['a'], ['a'], [' a']],
    [
      ['a', 'b', 'a', 'b'],
      ['b', 'a', 'b', 'a'],
      ['-a', ' b', ' a', ' b', '+a'],
    ],
  ])('%j → %j', (before, after, lines) => {
    expect(show(before, after)).toEqual(lines);
  });

  it('gives both texts back, with their line numbers, by a shortest script', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const left = lines.filter((line) => line.kind !== 'added');
        const right = lines.filter((line) => line.kind !== 'removed');
        expect(left.map((line) => line.text).join('\n')).toBe(before);
        expect(right.map((line) => line.text).join('\n')).toBe(after);
        expect(left.map((line) => line.before)).toEqual(left.map((_, index) => index + 1));
        expect(right.map((line) => line.after)).toEqual(right.map((_, index) => index + 1));
        expect(lines.filter((line) => line.kind === 'same')).toHaveLength(
          longestCommon(before.split('\n'), after.split('\n')),
        );
      }),
      { numRuns: 300 },
    );
  });

  // A comparison of each line with each other one would not end within the limit, on any machine.
  it('of two large texts ends', { timeout: 120_000 }, () => {
    const lines = (seed: number) => Array.from({ length: 5_000 }, (_, index) => `${seed} ${index}`).join('\n');
    expect(diffLines(lines(1), lines(2))).toHaveLength(10_000);
  });
});

/** Length of the longest common subsequence, by the plain table. */
function longestCommon(a: string[], b: string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++)
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
  return table[a.length]![b.length]!;
}
