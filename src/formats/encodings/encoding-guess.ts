// The encoding of a file nobody named: by its byte order mark, by where its NUL bytes stand, by what decodes without error.
import { decoded, guessLegacyEncoding } from './legacy-encoding.ts';
import { encodingOfMark } from './text-encoding.ts';
import { measureUtf8 } from './utf8-measure.ts';

const LOOK_BYTES = 64 * 1024;
/** Share of ASCII characters from which on text in units of two bytes is seen by its NUL bytes. */
const LEAST_ASCII = 0.2;

/** Name of the likeliest encoding; `utf-8` when nothing speaks against it, or nothing for another. */
export function guessEncoding(head: Uint8Array): string {
  const mark = encodingOfMark(head);
  if (mark !== undefined) return mark.name;
  const bytes = head.subarray(0, LOOK_BYTES);
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return wide;
  if (decoded('utf-8', bytes) !== undefined) return 'utf-8';
  const { good, broken } = measureUtf8(bytes);
  return good > broken ? 'utf-8' : (guessLegacyEncoding(bytes) ?? 'utf-8');
}

/** UTF-16 without a mark: its ASCII characters have a NUL byte each, all on the same side. */
export function wideEncoding(head: Uint8Array): string | undefined {
  const pairs = Math.min(head.length, 4096) >> 1;
  if (pairs < 2) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[i * 2] === 0) even++;
    if (head[i * 2 + 1] === 0) odd++;
  }
  const bytes = head.subarray(0, pairs * 2);
  if (odd > pairs * LEAST_ASCII && even === 0) return isText('utf-16le', bytes) ? 'utf-16le' : undefined;
  return even > pairs * LEAST_ASCII && odd === 0 && isText('utf-16be', bytes) ? 'utf-16be' : undefined;
}

// Numbers in two bytes have the same look, but their small ones are control characters.
function isText(name: string, bytes: Uint8Array): boolean {
  const text = decoded(name, bytes);
  if (text === undefined) return false;
  const controls = text.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffe\uffff]/g)?.length ?? 0;
  return controls <= text.length / 50;
}
