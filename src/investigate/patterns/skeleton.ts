// The fixed part of a template: its tokens, and keys that find the skeletons which differ from it in one place.
import { VARIABLE } from './line-scanner.ts';

export interface Skeleton {
  tokens: string[];
  /** 1 where blank space stands before the token. */
  spaced: number[];
}

const LISTED = new Set([':', ',', ';', '|']);
const CLOSER = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
  ['>', '<'],
]);
const WORDLIKE = /[\p{L}\p{N}]/u;

/** Same reduction as the scanner's, for skeletons that got a variable by merging. */
export function reduce({ tokens, spaced }: Skeleton): Skeleton {
  const out: Skeleton = { tokens: [], spaced: [] };
  tokens.forEach((token, index) => {
    const top = out.tokens.length - 1;
    const above = out.tokens[top];
    if (token === VARIABLE) {
      if (above === VARIABLE) return;
      for (let between = 1; between <= 2 && LISTED.has(out.tokens[top - between + 1] ?? ''); between++) {
        if (out.tokens[top - between] !== VARIABLE) continue;
        out.tokens.length -= between;
        out.spaced.length -= between;
        return;
      }
    } else if (CLOSER.has(token) && above === VARIABLE && out.tokens[top - 1] === CLOSER.get(token)) {
      out.tokens.pop();
      out.spaced.pop();
    }
    out.tokens.push(token);
    out.spaced.push(spaced[index] ?? 0);
  });
  return out;
}

/** Skeleton as text with the blank space of its first line. */
export function skeletonText({ tokens, spaced }: Skeleton): string {
  return tokens.map((token, index) => (index > 0 && spaced[index] === 1 ? ` ${token}` : token)).join('');
}

/** True when a token may turn out to be a variable: it says something, as separators do not. */
export function isOpen(token: string): boolean {
  return token === VARIABLE || WORDLIKE.test(token);
}

/**
 * One key for each place but the first: equal for skeletons of equal length that agree everywhere else.
 * Separators give no key (NaN).
 */
export function holeKeys(tokens: string[]): number[] {
  const hashes = tokens.map(hashToken);
  let low = tokens.length;
  let high = tokens.length;
  hashes.forEach((hash, index) => {
    low = (low + mix(hash, index)) | 0;
    high = (high + mix(hash ^ 0x5f356495, index + 977)) | 0;
  });
  return tokens.map((token, index) => {
    if (index === 0 || !isOpen(token)) return Number.NaN;
    const hash = hashes[index]!;
    const lowHole = low - mix(hash, index) + mix(0x1234567, index);
    const highHole = high - mix(hash ^ 0x5f356495, index + 977) + mix(0x7654321, index);
    return (lowHole >>> 0) * 0x200000 + (highHole >>> 11);
  });
}

/** 53-bit key of a whole skeleton. */
export function skeletonKey(tokens: string[]): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (const token of tokens) {
    const hash = hashToken(token);
    low = Math.imul(low ^ hash, 0x85ebca6b) + (low >>> 13);
    high = Math.imul(high ^ hash ^ 0x5f356495, 0xc2b2ae35) + (high >>> 11);
  }
  return (low >>> 0) * 0x200000 + (high >>> 11);
}

function mix(hash: number, index: number): number {
  let value = Math.imul(hash ^ Math.imul(index + 1, 0x9e3779b1), 0x85ebca6b);
  value ^= value >>> 15;
  value = Math.imul(value, 0xc2b2ae35);
  return value ^ (value >>> 13);
}

function hashToken(token: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < token.length; index++) hash = Math.imul(hash ^ token.charCodeAt(index), 0x01000193);
  return hash;
}
