// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasActing, splitActing, visibleText } from '../../../../../renderer/rows/text/control-text.ts';
import { anyText } from '../any-text.ts';

describe('visibleText', () => {
  test.each([
    ['bell\u0007', 'bell␇'],
    ['\u001b[31mred', '␛[31mred'],
    ['\u001b]0;title\u0007', '␛]0;title␇'],
    ['nul\u0000', 'nul␀'],
    ['del\u007f', 'del␡'],
    ['c1\u009b31m', 'c1‹U+009B›31m'],
    ['user\u202egpj.exe', 'user‹RLO›gpj.exe'],
    ['a\u2066b\u2069', 'a‹LRI›b‹PDI›'],
    ['zero\u200bwidth', 'zero‹ZWSP›width'],
    ['\ufeffbom', '‹BOM›bom'],
    ['line\u2028break', 'line‹LS›break'],
    ['tag\u{e0041}', 'tag‹U+E0041›'],
    ['half\ud800', 'half‹U+D800›'],
    ['\udc00half', '‹U+DC00›half'],
    ['cr\rlf\n', 'cr␍lf␊'],
  ])('%j is shown as %s', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  test.each(['plain', 'tab\there', '繁體中文', '👩‍👩‍👧', 'é', 'العربية'])('%s stays as it is', (text) => {
    expect(visibleText(text)).toBe(text);
  });

  test('line breaks may stay where text is shown in lines', () => {
    expect(visibleText('a\nb\u0007', { keepBreaks: true })).toBe('a\nb␇');
  });

  test('nothing that acts is left in any text, and the parts cover the text once', () => {
    fc.assert(
      fc.property(anyText(30), (text) => {
        expect(hasActing(visibleText(text))).toBe(false);
        const parts = splitActing(text, 7);
        expect(parts.map((part) => text.slice(part.from - 7, part.to - 7)).join('')).toBe(text);
        expect(parts.filter((part) => !part.isMark && hasActing(part.text))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
