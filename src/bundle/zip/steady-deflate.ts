// Deflate (RFC 1951) whose output is a function of its input alone. zlib's is not: it differs between versions, builds
// and processors, and a bundle must be the same bytes wherever it is made. Greedy matches from one table of the last
// place of each four bytes, then one Huffman code a block: made for log lines, about as dense as zlib's quickest level.
import { BitWriter } from './bit-writer.ts';
import {
  DISTANCE_BASE,
  DISTANCE_EXTRA,
  DISTANCE_SYMBOL,
  LENGTH_BASE,
  LENGTH_EXTRA,
  LENGTH_ORDER,
  LENGTH_SYMBOL,
} from './deflate-symbols.ts';
import { codeLengths, codesOf } from './huffman-code.ts';

const HASH_BITS = 15;
const MIN_MATCH = 4;
const MAX_MATCH = 258;
const MAX_DISTANCE = 32_768;
const END_OF_BLOCK = 256;
const MATCH = 1 << 23;
/** After so many misses in a row (as a power of two) the search takes longer steps: dense data is not looked for twice. */
const PATIENCE = 6;

// Scratch of the block at work: blocks are compressed one after the other, never across an await.
const table = new Int32Array(1 << HASH_BITS);
const literalCounts = new Uint32Array(286);
const distanceCounts = new Uint32Array(30);
let tokens = new Uint32Array(0);

/** A compressed block by itself: where it begins in its stream is for the stream to say. */
export interface PackedBlock {
  bytes: Uint8Array<ArrayBuffer>;
  /** Bits that count; the others of the last byte are 0. */
  bits: number;
}

/**
 * Compresses one block; its result depends on nothing else, so that it may be made in any thread. The bytes are written
 * to the start of `into` where they fit there, else to room of their own.
 */
export function packBlock(raw: Uint8Array, into?: Uint8Array<ArrayBuffer>): PackedBlock {
  const count = tokenize(raw);
  const literalLengths = codeLengths(literalCounts, 15);
  const distanceLengths = codeLengths(distanceCounts, 15);
  // A block without matches still names one distance code, which readers expect.
  if (distanceLengths.every((length) => length === 0)) distanceLengths[0] = 1;
  const out = new BitWriter();
  out.start(2 * raw.length + 1024);
  out.put(0, 1);
  out.put(2, 2);
  putCodes(out, literalLengths, distanceLengths);
  putTokens(out, count, literalLengths, distanceLengths);
  const bits = out.length;
  out.align();
  const packed = out.view();
  if (into === undefined || into.length < packed.length) return { bytes: packed.slice(), bits };
  into.set(packed);
  return { bytes: into.subarray(0, packed.length), bits };
}

/** One deflate stream: blocks one after the other. */
export class SteadyDeflate {
  readonly #bits = new BitWriter();

  /** Takes a block in; gives the whole bytes that are ready. They are gone when the next block is compressed or taken. */
  append({ bytes, bits }: PackedBlock): Uint8Array {
    this.#bits.start(bytes.length + 8);
    this.#bits.join(bytes, bits);
    return this.#bits.view();
  }

  /** Ends the stream (an empty last block); gives the last bytes, as `append` does. */
  end(): Uint8Array {
    this.#bits.start(8);
    this.#bits.put(1, 1);
    this.#bits.put(1, 2);
    this.#bits.put(0, 7);
    this.#bits.align();
    return this.#bits.view();
  }
}

/** Writes both codes as lengths (RFC 1951, 3.2.7). */
function putCodes(bits: BitWriter, literals: Uint8Array, distances: Uint8Array): void {
  const literalCount = Math.max(257, lastUsed(literals) + 1);
  const distanceCount = Math.max(1, lastUsed(distances) + 1);
  const runs = runsOf([...literals.subarray(0, literalCount), ...distances.subarray(0, distanceCount)]);
  const counts = new Uint32Array(19);
  for (const { symbol } of runs) counts[symbol]!++;
  const lengths = codeLengths(counts, 7);
  const codes = codesOf(lengths);
  let orderCount = 19;
  while (orderCount > 4 && lengths[LENGTH_ORDER[orderCount - 1]!] === 0) orderCount--;
  bits.put(literalCount - 257, 5);
  bits.put(distanceCount - 1, 5);
  bits.put(orderCount - 4, 4);
  for (let i = 0; i < orderCount; i++) bits.put(lengths[LENGTH_ORDER[i]!]!, 3);
  for (const { symbol, extra, extraBits } of runs) {
    bits.put(codes[symbol]!, lengths[symbol]!);
    if (extraBits > 0) bits.put(extra, extraBits);
  }
}

function putTokens(bits: BitWriter, count: number, literalLengths: Uint8Array, distanceLengths: Uint8Array): void {
  const literalCodes = codesOf(literalLengths);
  const distanceCodes = codesOf(distanceLengths);
  for (let i = 0; i < count; i++) {
    const token = tokens[i]!;
    if (token < MATCH) {
      bits.put(literalCodes[token]!, literalLengths[token]!);
      continue;
    }
    const length = (token >>> 15) & 255;
    const lengthSymbol = LENGTH_SYMBOL[length]!;
    bits.put(literalCodes[257 + lengthSymbol]!, literalLengths[257 + lengthSymbol]!);
    const lengthExtra = LENGTH_EXTRA[lengthSymbol]!;
    if (lengthExtra > 0) bits.put(length + 3 - LENGTH_BASE[lengthSymbol]!, lengthExtra);
    const distance = token & 32_767;
    const symbol = DISTANCE_SYMBOL[distance]!;
    bits.put(distanceCodes[symbol]!, distanceLengths[symbol]!);
    const extra = DISTANCE_EXTRA[symbol]!;
    if (extra > 0) bits.put(distance + 1 - DISTANCE_BASE[symbol]!, extra);
  }
  bits.put(literalCodes[END_OF_BLOCK]!, literalLengths[END_OF_BLOCK]!);
}

/** Cuts the block into literals and matches, counts their symbols; returns how many there are. */
function tokenize(raw: Uint8Array): number {
  if (tokens.length < raw.length) tokens = new Uint32Array(raw.length);
  table.fill(-1);
  literalCounts.fill(0);
  distanceCounts.fill(0);
  literalCounts[END_OF_BLOCK] = 1;
  const lastStart = raw.length - MIN_MATCH;
  let count = 0;
  let at = 0;
  let misses = 0;
  let value = lastStart >= 0 ? wordAt(raw, 0) : 0;
  while (at <= lastStart) {
    const slot = Math.imul(value, 0x9e3779b1) >>> (32 - HASH_BITS);
    const before = table[slot]!;
    table[slot] = at;
    if (before < 0 || at - before > MAX_DISTANCE || wordAt(raw, before) !== value) {
      const stop = Math.min(at + 1 + (misses++ >> PATIENCE), raw.length);
      for (; at < stop; at++) {
        const byte = raw[at]!;
        tokens[count++] = byte;
        literalCounts[byte]!++;
      }
      if (at <= lastStart) value = wordAt(raw, at);
      continue;
    }
    misses = 0;
    const length = matchLength(raw, before, at);
    const distance = at - before - 1;
    tokens[count++] = MATCH | ((length - 3) << 15) | distance;
    literalCounts[257 + LENGTH_SYMBOL[length - 3]!]!++;
    distanceCounts[DISTANCE_SYMBOL[distance]!]!++;
    const end = at + length;
    // Some places within a match are entered too: lines differ in the middle and go on alike.
    for (let inside = at + 2; inside < end && inside <= lastStart; inside += 16)
      table[Math.imul(wordAt(raw, inside), 0x9e3779b1) >>> (32 - HASH_BITS)] = inside;
    at = end;
    if (at <= lastStart) value = wordAt(raw, at);
  }
  for (; at < raw.length; at++) {
    const byte = raw[at]!;
    tokens[count++] = byte;
    literalCounts[byte]!++;
  }
  return count;
}

function wordAt(raw: Uint8Array, at: number): number {
  return raw[at]! | (raw[at + 1]! << 8) | (raw[at + 2]! << 16) | (raw[at + 3]! << 24);
}

function matchLength(raw: Uint8Array, before: number, at: number): number {
  const most = Math.min(MAX_MATCH, raw.length - at);
  let length = MIN_MATCH;
  while (length < most && raw[before + length] === raw[at + length]) length++;
  return length;
}

function lastUsed(lengths: Uint8Array): number {
  return lengths.findLastIndex((length) => length > 0);
}

interface Run {
  symbol: number;
  extra: number;
  extraBits: number;
}

/** Code lengths with repeats folded: 16 repeats the one before, 17 and 18 are runs of zeros. */
function runsOf(lengths: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < lengths.length; ) {
    const length = lengths[at]!;
    let end = at + 1;
    while (end < lengths.length && lengths[end] === length) end++;
    let left = end - at;
    at = end;
    if (length !== 0) {
      runs.push({ symbol: length, extra: 0, extraBits: 0 });
      left--;
    }
    while (left >= 3) {
      const taken = Math.min(left, length !== 0 ? 6 : 138);
      if (length !== 0) runs.push({ symbol: 16, extra: taken - 3, extraBits: 2 });
      else if (taken <= 10) runs.push({ symbol: 17, extra: taken - 3, extraBits: 3 });
      else runs.push({ symbol: 18, extra: taken - 11, extraBits: 7 });
      left -= taken;
    }
    for (; left > 0; left--) runs.push({ symbol: length, extra: 0, extraBits: 0 });
  }
  return runs;
}
