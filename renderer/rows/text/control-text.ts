// Characters that act instead of being read: shown as marks, never obeyed.

/** C0 but tab, DEL, C1, bidi controls, zero-width and other invisible characters, line separators, tags, lone surrogates. */
const ACTING =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The same for asking: a global pattern would remember where it stopped. */
const ANY_ACTING = new RegExp(ACTING.source);

const NAMES: Readonly<Record<number, string>> = {
  173: 'SHY',
  1564: 'ALM',
  8203: 'ZWSP',
  8206: 'LRM',
  8207: 'RLM',
  8232: 'LS',
  8233: 'PS',
  8234: 'LRE',
  8235: 'RLE',
  8236: 'PDF',
  8237: 'LRO',
  8238: 'RLO',
  8294: 'LRI',
  8295: 'RLI',
  8296: 'FSI',
  8297: 'PDI',
  65279: 'BOM',
};

export interface TextPart {
  /** What is shown. */
  readonly text: string;
  /** Where it stands in the original. */
  readonly from: number;
  readonly to: number;
  /** True for a mark that stands for an acting character. */
  readonly isMark: boolean;
}

/** What stands for an acting character: `␛`, `‹RLO›`, `‹U+2062›`. */
export function markOf(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `‹${NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`}›`;
}

/** True when the text holds an acting character. */
export function hasActing(text: string): boolean {
  return ANY_ACTING.test(text);
}

/** Cuts a text into what can be shown as it is and marks. */
export function splitActing(text: string, base = 0): TextPart[] {
  if (!hasActing(text)) return [{ text, from: base, to: base + text.length, isMark: false }];
  const parts: TextPart[] = [];
  let last = 0;
  for (const match of text.matchAll(ACTING)) {
    const { index } = match;
    if (index > last) parts.push({ text: text.slice(last, index), from: base + last, to: base + index, isMark: false });
    last = index + match[0].length;
    parts.push({ text: markOf(match[0]), from: base + index, to: base + last, isMark: true });
  }
  if (last < text.length)
    parts.push({ text: text.slice(last), from: base + last, to: base + text.length, isMark: false });
  return parts;
}

/** The whole text with marks in place of acting characters, for tooltips, titles and drawers. Line breaks may stay. */
export function visibleText(text: string, options: { keepBreaks?: boolean } = {}): string {
  if (!hasActing(text)) return text;
  return text.replace(ACTING, (character) => (options.keepBreaks && character === '\n' ? '\n' : markOf(character)));
}
