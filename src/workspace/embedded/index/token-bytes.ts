// A token as the index holds it: bytes, and a hash of them. Both sides of the index, writing and asking, cut alike.

/** Longer tokens are not in the index; their rows are listed under LONG_TOKEN. */
export const MAX_TOKEN = 256;
/** Stands before and behind every token of a dictionary. */
export const BORDER = 10;

// What a character does in words: 0 ends a token, else the byte it is folded to.
export const FOLDED = new Uint8Array(128);
for (const character of '0123456789abcdefghijklmnopqrstuvwxyz_')
  FOLDED[character.charCodeAt(0)] = character.charCodeAt(0);
for (let code = 65; code <= 90; code++) FOLDED[code] = code + 32;

export const HASH_START = 0x811c9dc5 | 0;
const HASH_STEP = 0x01000193;

/** FNV-1a, one byte on. */
export function hashed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, HASH_STEP);
}

/** Spreads a hash, so that its low bits are as good as any. */
export function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Bytes of a folded text: ASCII as it is, any other UTF-16 unit as three bytes. */
export function tokenBytes(token: string): Uint8Array {
  const bytes: number[] = [];
  for (let i = 0; i < token.length; i++) {
    const code = token.charCodeAt(i);
    if (code < 128) bytes.push(code);
    else bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** Hash of a whole token. */
export function tokenHash(bytes: Uint8Array): number {
  let hash = HASH_START;
  for (let i = 0; i < bytes.length; i++) hash = hashed(hash, bytes[i]!);
  return mixed(hash);
}
