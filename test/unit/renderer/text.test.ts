// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { fillText, type TextRow, type TextTable } from '../../../renderer/platform/text.ts';

const files = import.meta.glob<Record<string, unknown>>('../../../renderer/**/*-text.ts', { eager: true });
const tables: [string, TextTable][] = Object.entries(files).flatMap(([file, exports]) =>
  Object.values(exports)
    .filter((each): each is TextTable => typeof each === 'object' && each !== null && !Array.isArray(each))
    .filter((each) => Object.values(each).every((row) => Array.isArray(row)))
    .map((table): [string, TextTable] => [file.replace('../../../', ''), table]),
);

/** Names and figures that are the same in every language. */
const SAME_EVERYWHERE =
  /^[\p{P}\p{S}\p{N}\s]*(?:(?:UTC|JSON|YAML|Markdown|Crosstail|PID|ID|HTML|px)[\p{P}\p{S}\p{N}\s]*)*$/u;

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((match) => match[1]!);
const fields = (text: string) => new Set(placeholders(text));

describe('words of the window', () => {
  it('are found', () => {
    expect(tables.length).toBeGreaterThanOrEqual(8);
  });

  it.each(tables)('%s: every row has three filled languages and the same values in each', (_file, table) => {
    for (const [key, row] of Object.entries(table)) {
      const [en, hant, hans] = row as TextRow;
      expect(row, key).toHaveLength(3);
      for (const text of row) expect(text === '' || text.trim() !== '', key).toBe(true);
      // A value used only to choose the English plural need not stand in the others.
      for (const text of [hant, hans])
        for (const name of fields(text)) expect(fields(en), `${key}: ${text}`).toContain(name);
      for (const name of placeholders(en.replace(/\{\w+\|[^}]*\}/g, ''))) {
        expect(fields(hant), `${key}: ${hant}`).toContain(name);
        expect(fields(hans), `${key}: ${hans}`).toContain(name);
      }
    }
  });

  it.each(tables)('%s: nothing is left in English', (_file, table) => {
    const left = Object.entries(table)
      .filter(([, [en, hant, hans]]) => {
        const bare = en.replace(/\{[^}]*\}/g, '');
        return (en === hant || en === hans) && !SAME_EVERYWHERE.test(bare);
      })
      .map(([key]) => key);
    expect(left).toEqual([]);
  });
});

describe('filling in', () => {
  const row: TextRow = ['{n} {n|line|lines} of {name}', '{name} 的 {n} 行', '{name} 的 {n} 行'];
  it('chooses the plural by the number and groups digits', () => {
    expect(fillText(row, 'en', { n: 1, name: 'a' })).toBe('1 line of a');
    expect(fillText(row, 'en', { n: 12345, name: 'a' })).toBe('12,345 lines of a');
    expect(fillText(row, 'zh-Hant', { n: 2, name: 'a' })).toBe('a 的 2 行');
  });
  it('does not read values as patterns', () => {
    expect(fillText(['{a}', '{a}', '{a}'], 'en', { a: '{b} $1 $&', b: 'no' })).toBe('{b} $1 $&');
  });
});
