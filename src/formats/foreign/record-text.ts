// The bytes of a record as text, or what is shown in place of bytes that are none.

import { guessEncoding } from '../encodings/encoding-guess.ts';
import { encodingOfMark } from '../encodings/text-encoding.ts';
import { looksBinary } from '../heads/detect-format.ts';

export interface RecordText {
  text: string;
  /** Set where the text is not what the record holds. */
  mark?: 'tombstone' | 'empty' | 'binary';
  /** Bytes left out at the end. */
  truncated: number;
}

/** As long as the agent's events may be. */
const MAX_BYTES = 1024 * 1024;
const SHOWN_BYTES = 32;
const LOOKED_AT = 64 * 1024;
const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder();

/** Never fails: whatever the bytes are, there is a text for them. */
export function recordText(value: Uint8Array | null, key: Uint8Array | null): RecordText {
  if (value === null) {
    const named = key === null ? 'no key' : `key ${shown(key)}`;
    return { text: `[no value: a tombstone, ${named}]`, mark: 'tombstone', truncated: 0 };
  }
  if (value.length === 0) return { text: '[empty record]', mark: 'empty', truncated: 0 };
  const truncated = Math.max(0, value.length - MAX_BYTES);
  const bytes = truncated > 0 ? value.subarray(0, MAX_BYTES) : value;
  const head = bytes.subarray(0, LOOKED_AT);
  const binary: RecordText = { text: `[binary, ${value.length} bytes: ${hex(bytes)}]`, mark: 'binary', truncated: 0 };
  if (looksBinary(head)) return binary;
  try {
    return { text: strict.decode(bytes), truncated };
  } catch {
    // Cut in a character, or another encoding. Numbers in binary look like UTF-16: that counts only with its mark.
    if (head.includes(0) && encodingOfMark(head) === undefined) return binary;
    return { text: decoded(bytes, head, truncated > 0), truncated };
  }
}

function decoded(bytes: Uint8Array, head: Uint8Array, isCut: boolean): string {
  if (isCut) return lenient.decode(bytes).replace(/\ufffd$/, '');
  try {
    return new TextDecoder(guessEncoding(head)).decode(bytes);
  } catch {
    // An encoding this platform has no table for.
    return lenient.decode(bytes);
  }
}

function hex(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, '0'));
  return digits.join(' ') + (bytes.length > SHOWN_BYTES ? ' …' : '');
}

function shown(key: Uint8Array): string {
  return looksBinary(key) ? hex(key) : lenient.decode(key.subarray(0, 256));
}
