// Huffman codes of Deflate (RFC 1951, 3.2.2): lengths from frequencies, codes from lengths.

/** Length of each symbol's code, 0 for symbols that do not occur; none is longer than `longest`. */
export function codeLengths(frequencies: Uint32Array, longest: number): Uint8Array {
  const lengths = new Uint8Array(frequencies.length);
  const used: number[] = [];
  for (let symbol = 0; symbol < frequencies.length; symbol++) if (frequencies[symbol]! > 0) used.push(symbol);
  if (used.length === 0) return lengths;
  if (used.length === 1) {
    lengths[used[0]!] = 1;
    return lengths;
  }
  // Ties are broken by symbol: the same frequencies always give the same code.
  used.sort((a, b) => frequencies[a]! - frequencies[b]! || a - b);
  const perLength = limited(lengthCounts(treeDepths(used.map((symbol) => frequencies[symbol]!)), longest), longest);
  let next = 0;
  for (let length = longest; length > 0; length--) {
    for (let n = perLength[length]!; n > 0; n--) lengths[used[next++]!] = length;
  }
  return lengths;
}

/** Depth of each leaf of the Huffman tree over weights in ascending order (the two-queue method). */
function treeDepths(weights: readonly number[]): Uint8Array {
  const leaves = weights.length;
  const weight = new Float64Array(2 * leaves - 1);
  const parent = new Uint32Array(2 * leaves - 1);
  weight.set(weights);
  let leaf = 0;
  let inner = leaves;
  for (let made = leaves; made < weight.length; made++) {
    for (let side = 0; side < 2; side++) {
      const takesLeaf = leaf < leaves && (inner >= made || weight[leaf]! <= weight[inner]!);
      const child = takesLeaf ? leaf++ : inner++;
      weight[made] = weight[made]! + weight[child]!;
      parent[child] = made;
    }
  }
  const depth = new Uint8Array(weight.length);
  for (let node = weight.length - 2; node >= 0; node--) depth[node] = depth[parent[node]!]! + 1;
  return depth.subarray(0, leaves);
}

function lengthCounts(depths: Uint8Array, longest: number): Uint32Array {
  const counts = new Uint32Array(longest + 1);
  for (const depth of depths) counts[Math.min(depth, longest)]!++;
  return counts;
}

/** Makes the counts those of a complete code again after long codes were cut to `longest`. */
function limited(counts: Uint32Array, longest: number): Uint32Array {
  let taken = 0;
  for (let length = longest; length > 0; length--) taken += counts[length]! * 2 ** (longest - length);
  for (; taken > 2 ** longest; taken--) {
    counts[longest]!--;
    for (let length = longest - 1; length > 0; length--) {
      if (counts[length] === 0) continue;
      counts[length]!--;
      counts[length + 1]! += 2;
      break;
    }
  }
  return counts;
}

/** Canonical codes of these lengths, bits in the order in which Deflate writes them (reversed). */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const counts = new Uint16Array(17);
  for (const length of lengths) counts[length]!++;
  counts[0] = 0;
  const next = new Uint16Array(17);
  for (let length = 1; length <= 16; length++) next[length] = (next[length - 1]! + counts[length - 1]!) << 1;
  const codes = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) if (length > 0) codes[symbol] = reversed(next[length]!++, length);
  return codes;
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let i = 0; i < length; i++) result |= ((code >> i) & 1) << (length - 1 - i);
  return result;
}
