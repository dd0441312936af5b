// Small questions about bytes, asked for every byte of every line.

export const LF = 10;
export const CR = 13;
export const TAB = 9;
export const SPACE = 32;

/** The digit's value, or a number above 9 when the byte (or what lies beyond the end) is none. */
export function digitAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! - 48) >>> 0;
}

/** True for `0` to `9`. */
export function isDigit(byte: number | undefined): boolean {
  return (byte! - 48) >>> 0 < 10;
}

/** True for ASCII letters. */
export function isLetter(byte: number | undefined): boolean {
  return ((byte! | 32) - 97) >>> 0 < 26 && byte! < 128;
}

/** True for space and tab. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/** Value of two digits, or NaN. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = digitAt(bytes, at);
  const ones = digitAt(bytes, at + 1);
  return tens > 9 || ones > 9 ? Number.NaN : tens * 10 + ones;
}

/** Latin-1 text of a short range; for names and numbers, which are ASCII. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}
