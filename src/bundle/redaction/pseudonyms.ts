/** Most values that get a number of their own; memory stays bounded. */
const MAX_VALUES = 500_000;

/**
 * Stand-ins for hidden values: `[email-1]`, `[email-2]` in the order in which values are first met. The same value always
 * gets the same stand-in within one bundle, and nothing of the value is in it (a hash of an address could be reversed by
 * trying all addresses). Values are remembered as 53-bit hashes.
 */
export class Pseudonyms {
  readonly #numbers = new Map<number, number>();
  readonly #last = new Map<string, number>();

  /** The stand-in of a value; `[kind-more]` when there are too many to tell apart. */
  of(kind: string, value: string): string {
    const key = hash53(`${kind}\0${value}`);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      if (this.#numbers.size >= MAX_VALUES) return `[${kind}-more]`;
      number = (this.#last.get(kind) ?? 0) + 1;
      this.#last.set(kind, number);
      this.#numbers.set(key, number);
    }
    return `[${kind}-${number}]`;
  }
}

/** Two multiplicative 32-bit hashes (constants of MurmurHash3) side by side, as an integer below 2^53. */
function hash53(text: string): number {
  let a = 0x6c62272e;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x85ebca6b);
    b = Math.imul(b ^ code, 0xc2b2ae35);
    a ^= a >>> 13;
    b ^= b >>> 16;
  }
  a = Math.imul(a ^ (b >>> 15), 0x85ebca6b);
  b = Math.imul(b ^ (a >>> 13), 0xc2b2ae35);
  return (a >>> 0) * 0x200000 + (b >>> 11);
}
