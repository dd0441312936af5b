// Text whose encoding nobody named is UTF-8, until a line is not. What such lines look like decides which older encoding
// they are in; where nothing is likely, or the rest of the file is UTF-8, the line is UTF-8 with broken bytes. What is
// decided rests on the lines before and the line itself only, so that chunks make no difference.
import { guessLegacyEncoding } from './legacy-encoding.ts';
import { encodingOf, LineDecoder } from './text-encoding.ts';
import { measureUtf8 } from './utf8-measure.ts';

/** Bytes of lines that are no UTF-8 on which the guess rests; then it stands. */
const EVIDENCE_BYTES = 8 * 1024;
/** A file with so many more bytes of good UTF-8 than broken ones is UTF-8. */
const UTF8_WEIGHT = 16;
// Byte order of the leads that end a line cut within a character: alone they are rarely a letter.
const CUT_LEADS = [0xc2, 0xc3];

export class UnnamedEncoding {
  /** The older encoding that lines were decoded from; undefined while all were UTF-8. */
  name: string | undefined;
  private decoder: LineDecoder | undefined;
  private readonly evidence = new Uint8Array(EVIDENCE_BYTES);
  private length = 0;
  private goodBytes = 0;
  private brokenBytes = 0;
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** Looks at whole lines: true when every one of them is UTF-8, so that none needs a look of its own. */
  isUtf8(lines: Uint8Array): boolean {
    try {
      // Text of one-byte characters is as long as its bytes: nothing to weigh.
      if (this.utf8.decode(lines).length < lines.length) this.goodBytes += measureUtf8(lines).good;
      return true;
    } catch {
      // At least one is not.
      return false;
    }
  }

  /** What decodes a line; undefined when it is to be taken as UTF-8, broken bytes and all. */
  decoderOf(line: Uint8Array): LineDecoder | undefined {
    const { good, broken } = measureUtf8(line);
    this.goodBytes += good;
    if (broken === 0 || good > broken || (this.name === undefined && isCutAtEnd(line))) return undefined;
    this.brokenBytes += broken;
    if (this.goodBytes > UTF8_WEIGHT * this.brokenBytes) return undefined;
    this.weigh(line);
    return this.decoder;
  }

  private weigh(line: Uint8Array): void {
    if (this.length === EVIDENCE_BYTES) return;
    const part = line.subarray(0, EVIDENCE_BYTES - this.length - 1);
    this.evidence.set(part, this.length);
    this.length += part.length;
    // Two characters that do not belong together must not become one.
    this.evidence[this.length++] = 10;
    const name = guessLegacyEncoding(this.evidence.subarray(0, this.length));
    if (name === undefined || name === this.name) return;
    this.name = name;
    this.decoder = new LineDecoder(encodingOf(name));
  }
}

/** The only broken bytes are the beginning of a character at the line's end. */
function isCutAtEnd(line: Uint8Array): boolean {
  let at = line.length - 1;
  while (at > line.length - 4 && at >= 0 && (line[at]! & 0xc0) === 0x80) at--;
  if (at < 0 || line[at]! < 0xc2) return false;
  const isWhole = at < line.length - 1 || CUT_LEADS.includes(line[at]!);
  return isWhole && measureUtf8(line.subarray(0, at)).broken === 0;
}
