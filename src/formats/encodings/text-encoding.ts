// Encodings of files: how wide a unit is (so that line ends are found in the raw bytes) and how a line becomes UTF-8.
import { AppError } from '../../base/errors.ts';

export interface TextEncoding {
  /** Canonical name, lower case. */
  readonly name: string;
  /** Bytes of the unit a line feed fills: 1, 2 or 4. */
  readonly unit: 1 | 2 | 4;
  readonly isBigEndian: boolean;
  /** Bytes of the byte order mark that named the encoding; 0 when a name did. */
  readonly markLength: number;
}

// Names in use that TextDecoder does not know.
const ALIASES: Readonly<Record<string, string>> = {
  '': 'utf-8',
  auto: 'utf-8',
  ascii: 'utf-8',
  'us-ascii': 'utf-8',
  cp936: 'gbk',
  cp950: 'big5',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  'utf-8-sig': 'utf-8',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  'utf-16': 'utf-16le',
  utf32: 'utf-32le',
  utf32le: 'utf-32le',
  utf32be: 'utf-32be',
  'utf-32': 'utf-32le',
};

/** True when a rule leaves the encoding to the file. */
export function isUnnamed(label: string): boolean {
  const lower = label.trim().toLowerCase();
  return lower === '' || lower === 'auto';
}

/** The encoding a rule names. Throws RULE_INVALID for a name nobody knows. */
export function encodingOf(label: string): TextEncoding {
  const lower = label.trim().toLowerCase();
  const name = ALIASES[lower] ?? lower;
  if (name === 'utf-32le' || name === 'utf-32be') return encoding(name, 4, 0);
  try {
    const known = new TextDecoder(name).encoding;
    return encoding(known, known.startsWith('utf-16') ? 2 : 1, 0);
  } catch (cause) {
    throw new AppError('RULE_INVALID', `The encoding "${label}" is not known.`, {
      hint: 'Write utf-8, utf-16, gbk, gb18030, big5, shift_jis, euc-jp, euc-kr, latin1 or windows-1252.',
      cause,
    });
  }
}

/** The encoding a byte order mark at the start of a file names; undefined when there is none. */
export function encodingOfMark(head: Uint8Array): TextEncoding | undefined {
  const [a, b, c, d] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return encoding('utf-8', 1, 3);
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? encoding('utf-32le', 4, 4) : encoding('utf-16le', 2, 2);
  if (a === 0xfe && b === 0xff) return encoding('utf-16be', 2, 2);
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? encoding('utf-32be', 4, 4) : undefined;
}

function encoding(name: string, unit: 1 | 2 | 4, markLength: number): TextEncoding {
  return { name, unit, isBigEndian: name.endsWith('be'), markLength };
}

// Some releases of Node (20 among them) give windows-1252, which latin1 and ASCII labels mean too, its bytes 0x80 to 0x9f
// as they are; those that do it right leave none of these to replace but the five that stand for themselves.
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Text that a decoder read as windows-1252, with the characters of that encoding between 0x80 and 0x9f. */
export function mendWindows1252(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80]!);
}

/** Turns raw lines into UTF-8. Broken bytes become U+FFFD and are counted. */
export class LineDecoder {
  /** Characters of the last line that were broken. */
  broken = 0;
  private readonly decoder: InstanceType<typeof TextDecoder> | undefined;
  private readonly isBigEndian: boolean;
  private readonly encoder = new TextEncoder();

  constructor(encoding: TextEncoding) {
    this.isBigEndian = encoding.isBigEndian;
    this.decoder = encoding.unit === 4 ? undefined : new TextDecoder(encoding.name, { ignoreBOM: true });
  }

  /** Bytes of UTF-8 written to `into` at `at`; there must be room for three times the raw bytes. */
  decode(raw: Uint8Array, isCut: boolean, into: Uint8Array, at: number): number {
    const text = this.decoder === undefined ? this.utf32(raw) : this.known(this.decoder, raw, isCut);
    this.broken = 0;
    for (let i = text.indexOf('\ufffd'); i !== -1; i = text.indexOf('\ufffd', i + 1)) this.broken++;
    return this.encoder.encodeInto(text, into.subarray(at)).written;
  }

  private known(decoder: InstanceType<typeof TextDecoder>, raw: Uint8Array, isCut: boolean): string {
    const read = decoder.decode(raw, { stream: isCut });
    const text = decoder.encoding === 'windows-1252' ? mendWindows1252(read) : read;
    // A character that the cut divided is left out, not called broken.
    if (isCut) decoder.decode();
    return text;
  }

  private utf32(raw: Uint8Array): string {
    let text = '';
    for (let i = 0; i + 4 <= raw.length; i += 4) {
      const [a, b, c, d] = [raw[i]!, raw[i + 1]!, raw[i + 2]!, raw[i + 3]!];
      const code = this.isBigEndian
        ? ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
        : ((d << 24) | (c << 16) | (b << 8) | a) >>> 0;
      const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      text += isCharacter ? String.fromCodePoint(code) : '\ufffd';
    }
    return raw.length % 4 === 0 ? text : `${text}\ufffd`;
  }
}
