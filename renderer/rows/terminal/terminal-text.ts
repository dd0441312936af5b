// Original text for the Terminal view: its colours are kept, everything else that would act on a terminal is shown.
import { splitActing } from '../text/control-text.ts';

const ESCAPE = '\u001b';
/** Longest text of one event that is written: a terminal wraps, and megabytes of it help nobody. */
const LONGEST = 20_000;
const SGR = /\u001b\[([\d;:]*)m/g;

/** A line's text as it may be written to a terminal: colours of the 256-colour palette, no other sequence, ends reset. */
export function terminalText(whole: string): string {
  const message = whole.length > LONGEST ? `${whole.slice(0, LONGEST)} …` : whole;
  if (!/[^\u0020-\u007e]/.test(message)) return message;
  let text = '';
  let last = 0;
  let hasColour = false;
  for (const match of message.matchAll(SGR)) {
    text += plain(message.slice(last, match.index));
    const kept = keptCodes(match[1]!);
    if (kept !== '') text += `${ESCAPE}[${kept}m`;
    hasColour ||= kept !== '';
    last = match.index + match[0].length;
  }
  text += plain(message.slice(last));
  return hasColour ? `${text}${ESCAPE}[0m` : text;
}

function plain(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      splitActing(line.replace(/\r$/, ''))
        .map((part) => (part.isMark ? `${ESCAPE}[7m${part.text}${ESCAPE}[27m` : part.text))
        .join(''),
    )
    .join('\r\n');
}

/**
 * Codes that colour or weigh text. Concealing would hide a line and blinking would disturb: both go. Full RGB becomes
 * the nearest palette colour, for xterm sets RGB by a style attribute that our CSP forbids.
 */
function keptCodes(codes: string): string {
  if (codes === '') return '0';
  const numbers = codes.split(/[;:]/).map((code) => Number(code === '' ? 0 : code));
  const kept: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i]!;
    if (code === 38 || code === 48) {
      if (numbers[i + 1] === 5) {
        kept.push(code, 5, Math.min(255, numbers[i + 2] ?? 0));
        i += 2;
      } else if (numbers[i + 1] === 2) {
        kept.push(code, 5, nearest(numbers.slice(i + 2, i + 5)));
        i += 4;
      }
    } else if (isColour(code)) kept.push(code);
  }
  return kept.join(';');
}

function isColour(code: number): boolean {
  const isWeight = [0, 1, 2, 3, 4, 7, 9, 21, 22, 23, 24, 27, 29].includes(code);
  return isWeight || (code >= 30 && code <= 49 && code !== 38 && code !== 48) || (code >= 90 && code <= 107);
}

/** Place in the 6 × 6 × 6 cube of the palette. */
function nearest(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => Math.round((Math.min(255, value) / 255) * 5));
  return 16 + 36 * r + 6 * g + b;
}
