// Deterministic event ids: the same bytes of the same life of a file always give the same document id.

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Thirteen url-safe characters that stand for an agent's file in one of its lives. */
export function sourceHash(agentId: string, generation: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (const byte of new TextEncoder().encode(`${agentId}\n${generation}`)) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x85ebca6b) ^ (b >>> 13);
  }
  return base36(a >>> 0, 5) + base36((b ^ (a >>> 7)) >>> 0, 5) + base36((Math.imul(a, 0xc2b2ae35) ^ b) >>> 0, 3);
}

function base36(value: number, width: number): string {
  let text = '';
  let rest = value;
  for (let i = 0; i < width; i++) {
    text += ALPHABET[rest % 36];
    rest = Math.floor(rest / 36);
  }
  return text;
}
