// A Bloom filter: says of most tokens that a block does not have that it does not. Twelve bits a token and five probes
// are wrong about one time in three hundred.

const BITS = 12;
const PROBES = 5;
const HASHES = 2 ** 32;

export function makeFilter(hashes: Uint32Array): Uint8Array {
  const filter = new Uint8Array(Math.max(8, Math.ceil((hashes.length * BITS) / 8)));
  const share = (filter.length * 8) / HASHES;
  for (let i = 0; i < hashes.length; i++) {
    const step = stepOf(hashes[i]!);
    let at = hashes[i]!;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = Math.floor(at * share);
      filter[bit >> 3]! |= 1 << (bit & 7);
      at = (at + step) >>> 0;
    }
  }
  return filter;
}

/** False when the token is certainly not there. */
export function mayHave(filter: Uint8Array, hash: number): boolean {
  const share = (filter.length * 8) / HASHES;
  const step = stepOf(hash);
  let at = hash;
  for (let probe = 0; probe < PROBES; probe++) {
    const bit = Math.floor(at * share);
    if ((filter[bit >> 3]! & (1 << (bit & 7))) === 0) return false;
    at = (at + step) >>> 0;
  }
  return true;
}

function stepOf(hash: number): number {
  return (Math.imul(hash, 0x9e3779b1) | 1) >>> 0;
}
