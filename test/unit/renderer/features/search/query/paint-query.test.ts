// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintQuery } from '../../../../../../renderer/features/search/query/paint-query.ts';
import { checkQuery } from '../../../../../../renderer/features/search/query/query-check.ts';

const paint = (text: string) => {
  const checked = checkQuery(text, 0);
  return paintQuery(text, checked.ok ? undefined : checked.fault)
    .filter((part) => part.text.trim() !== '')
    .map((part) => `${part.text}/${part.isBad ? 'bad' : part.kind}`);
};

describe('colours of a query', () => {
  it.each([
    ['service:a', ['service/field', ':/operator', 'a/value']],
    ['a OR "b c"', ['a/value', 'OR/keyword', '"b c"/value']],
    ['level>=WARN -x', ['level/field', '>=/operator', 'WARN/value', '-/operator', 'x/value']],
    ['/a+b/i', ['/a+b/i/regex']],
    [
      'service:(a OR OR b)',
      ['service/field', ':/operator', '(/operator', 'a/value', 'OR/keyword', 'OR/bad', 'b/value', ')/operator'],
    ],
    ['a "unclosed', ['a/value', '"unclosed/bad']],
  ])('%s', (text, parts) => {
    expect(paint(text)).toEqual(parts);
  });

  it('loses no character, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab:"()[]<>/\\ -*?ORANDT繁'), maxLength: 40 }), (text) => {
        const checked = checkQuery(text, 0);
        const parts = paintQuery(text, checked.ok ? undefined : checked.fault);
        expect(parts.map((part) => part.text).join('')).toBe(text);
      }),
    );
  });
});
