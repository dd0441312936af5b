// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { terminalText } from '../../../../../renderer/rows/terminal/terminal-text.ts';
import { anyText } from '../any-text.ts';

describe('terminalText', () => {
  test('keeps colours and ends them with the line', () => {
    expect(terminalText('\u001b[1;31mred\u001b[0m x')).toBe('\u001b[1;31mred\u001b[0m x\u001b[0m');
    expect(terminalText('\u001b[38;5;208mo')).toBe('\u001b[38;5;208mo\u001b[0m');
  });

  test('full RGB becomes a colour of the palette', () => {
    expect(terminalText('\u001b[38;2;255;0;0mr')).toBe('\u001b[38;5;196mr\u001b[0m');
  });

  test('ten megabytes are cut, and say so', () => {
    const text = terminalText('x'.repeat(10_000_000));
    expect(text.length).toBeLessThan(21_000);
    expect(text.endsWith('…')).toBe(true);
  });

  test('concealing and blinking are left out', () => {
    expect(terminalText('\u001b[8mhidden\u001b[5m')).toBe('hidden');
  });

  test.each([
    '\u001b]0;title\u0007',
    '\u001b[2J',
    '\u001b[6n',
    '\u001bc',
    '\u009b31m',
    '\u001bP+q\u001b\\',
    '\u001b[31',
  ])('%j is shown, not obeyed', (text) => {
    const written = terminalText(text);
    expect(written.replaceAll('\u001b[7m', '').replaceAll('\u001b[27m', '')).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f]/,
    );
  });

  test('nothing but colour and line breaks reaches the terminal, whatever the line', () => {
    const piece = fc.oneof(
      anyText(6),
      fc.constantFrom('\u001b[', '\u001b]', '31', ';', 'm', '38;2;1;2;3m', '\u0007', '\n'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const rest = terminalText(pieces.join('')).replace(/\u001b\[[\d;]*m|\r\n/g, '');
        expect(rest).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 200 },
    );
  });
});
