// Makes the index of a block: every token, and the rows it stands in.
import { BLOCK_ROWS } from '../blocks/block-row.ts';
import { ByteWriter } from '../blocks/byte-writer.ts';
import { LONG_TOKEN } from '../segments/segment-format.ts';
import { BORDER, FOLDED, HASH_START, hashed, MAX_TOKEN, mixed, tokenBytes, tokenHash } from './token-bytes.ts';
import { makeFilter } from './token-filter.ts';
import { packPart } from './token-part.ts';

export interface FinishedIndex {
  filter: Uint8Array;
  /** As they are stored; a token's part is in the low bits of its hash. */
  parts: Uint8Array[];
}

/** Most parts of an index: a question reads one of them for a token. */
const MAX_PARTS = 16;
/** Stands for a character that is not of ASCII; folded bytes of tokens are larger. */
const WIDE = 1;
/** Rows for each part. */
const PART_ROWS = 512;

export class TokenIndex {
  // Tokens in an open-addressing table; rows of a token are a chain, newest first.
  #table = new Int32Array(1 << 15).fill(-1);
  #hashes = new Uint32Array(1 << 14);
  #starts = new Uint32Array(1 << 14);
  #lengths = new Uint16Array(1 << 14);
  #heads = new Int32Array(1 << 14);
  #count = 0;
  #arena = new Uint8Array(1 << 18);
  #arenaAt = 0;
  #rowOf = new Uint16Array(1 << 17);
  #before = new Int32Array(1 << 17);
  #uses = 0;
  readonly #steps = new Uint16Array(BLOCK_ROWS);
  readonly #long = tokenBytes(LONG_TOKEN);

  /** Indexes the tokens of the words of a row; rows come in ascending order. True when one was too long for the index. */
  add(row: number, words: string): boolean {
    const { length } = words;
    let isLong = false;
    for (let i = 0; i < length; ) {
      let hash = HASH_START;
      let end = i;
      let byte = 0;
      for (; end < length; end++) {
        const code = words.charCodeAt(end);
        byte = code < 128 ? FOLDED[code]! : WIDE;
        if (byte <= WIDE) break;
        hash = hashed(hash, byte);
      }
      if (byte === WIDE) {
        end = wideEnd(words, end);
        const bytes = tokenBytes(words.slice(i, end));
        if (bytes.length > MAX_TOKEN) isLong = true;
        else this.#noteBytes(row, foldedBytes(bytes));
      } else if (end - i > MAX_TOKEN) isLong = true;
      else if (end > i) this.#notePlain(row, words, i, end, mixed(hash));
      i = end + 1;
    }
    if (isLong) this.#noteBytes(row, this.#long);
    return isLong;
  }

  /** The index of what was added, a part at a time; empties this object for the next block. */
  *finish(rows: number): Generator<void, FinishedIndex> {
    let partCount = 1;
    while (partCount < MAX_PARTS && partCount * PART_ROWS < rows) partCount *= 2;
    const terms = new ByteWriter(this.#arenaAt * 2 + 16);
    const postings = new ByteWriter(this.#uses * 2 + 16);
    const parts: Uint8Array[] = [];
    for (let part = 0; part < partCount; part++) {
      parts.push(this.#part(part, partCount, terms, postings));
      yield;
    }
    const filter = makeFilter(this.#hashes.subarray(0, this.#count));
    this.#table.fill(-1);
    this.#count = 0;
    this.#arenaAt = 0;
    this.#uses = 0;
    return { filter, parts };
  }

  #part(part: number, partCount: number, terms: ByteWriter, postings: ByteWriter): Uint8Array {
    terms.clear();
    postings.clear();
    terms.byte(BORDER);
    for (let term = 0; term < this.#count; term++) {
      if ((this.#hashes[term]! & (partCount - 1)) !== part) continue;
      const start = this.#starts[term]!;
      terms.copy(this.#arena, start, start + this.#lengths[term]!);
      terms.byte(BORDER);
      this.#writeRows(term, postings);
    }
    return packPart(terms.done(), postings.done());
  }

  // One row: twice its number and one. Several: twice the bytes behind, then the steps from row to row.
  #writeRows(term: number, into: ByteWriter): void {
    const last = this.#heads[term]!;
    if (this.#before[last] === -1) {
      into.varint(this.#rowOf[last]! * 2 + 1);
      return;
    }
    const steps = this.#steps;
    let count = 0;
    let bytes = 0;
    for (let use = last; use !== -1; ) {
      const before = this.#before[use]!;
      const step = this.#rowOf[use]! - (before === -1 ? 0 : this.#rowOf[before]!);
      bytes += step < 128 ? 1 : step < 16_384 ? 2 : 3;
      steps[count++] = step;
      use = before;
    }
    into.varint(bytes * 2);
    while (count > 0) into.varint(steps[--count]!);
  }

  // A token of ASCII, as most are: its bytes are written down only when it is new.
  #notePlain(row: number, words: string, from: number, to: number, hash: number): void {
    const mask = this.#table.length - 1;
    const length = to - from;
    let slot = hash & mask;
    for (; ; slot = (slot + 1) & mask) {
      const term = this.#table[slot]!;
      if (term === -1) break;
      if (this.#hashes[term] !== hash || this.#lengths[term] !== length) continue;
      const own = this.#starts[term]!;
      let i = 0;
      while (i < length && this.#arena[own + i] === FOLDED[words.charCodeAt(from + i)]) i++;
      if (i === length) {
        this.#noteRow(term, row);
        return;
      }
    }
    if (this.#arenaAt + length > this.#arena.length) this.#growArena();
    for (let i = 0; i < length; i++) this.#arena[this.#arenaAt + i] = FOLDED[words.charCodeAt(from + i)]!;
    this.#addTerm(slot, row, length, hash);
  }

  #noteBytes(row: number, bytes: Uint8Array): void {
    const hash = tokenHash(bytes);
    const { length } = bytes;
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (; ; slot = (slot + 1) & mask) {
      const term = this.#table[slot]!;
      if (term === -1) break;
      if (this.#hashes[term] !== hash || this.#lengths[term] !== length) continue;
      const own = this.#starts[term]!;
      if (bytes.every((byte, i) => this.#arena[own + i] === byte)) {
        this.#noteRow(term, row);
        return;
      }
    }
    while (this.#arenaAt + length > this.#arena.length) this.#growArena();
    this.#arena.set(bytes, this.#arenaAt);
    this.#addTerm(slot, row, length, hash);
  }

  #noteRow(term: number, row: number): void {
    const head = this.#heads[term]!;
    if (this.#rowOf[head] !== row) this.#heads[term] = this.#note(row, head);
  }

  // The token's bytes lie behind the arena's end; they stay there.
  #addTerm(slot: number, row: number, length: number, hash: number): void {
    if (this.#count === this.#hashes.length) this.#growTerms();
    const term = this.#count++;
    this.#hashes[term] = hash;
    this.#starts[term] = this.#arenaAt;
    this.#lengths[term] = length;
    this.#arenaAt += length;
    this.#heads[term] = this.#note(row, -1);
    this.#table[slot] = term;
    if (this.#count * 2 > this.#table.length) this.#growTable();
  }

  #note(row: number, before: number): number {
    if (this.#uses === this.#rowOf.length) {
      this.#rowOf = grown(this.#rowOf, new Uint16Array(this.#uses * 2));
      this.#before = grown(this.#before, new Int32Array(this.#uses * 2));
    }
    this.#rowOf[this.#uses] = row;
    this.#before[this.#uses] = before;
    return this.#uses++;
  }

  #growArena(): void {
    this.#arena = grown(this.#arena, new Uint8Array(this.#arena.length * 2));
  }

  #growTerms(): void {
    const size = this.#count * 2;
    this.#hashes = grown(this.#hashes, new Uint32Array(size));
    this.#starts = grown(this.#starts, new Uint32Array(size));
    this.#lengths = grown(this.#lengths, new Uint16Array(size));
    this.#heads = grown(this.#heads, new Int32Array(size));
  }

  #growTable(): void {
    this.#table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = this.#table.length - 1;
    for (let term = 0; term < this.#count; term++) {
      let slot = this.#hashes[term]! & mask;
      while (this.#table[slot] !== -1) slot = (slot + 1) & mask;
      this.#table[slot] = term;
    }
  }
}

/** End of the token that goes on at `from`. */
function wideEnd(words: string, from: number): number {
  let end = from;
  while (end < words.length && (words.charCodeAt(end) > 127 || FOLDED[words.charCodeAt(end)]! > WIDE)) end++;
  return end;
}

// Whatever is not ASCII was folded before.
function foldedBytes(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte < 128 ? FOLDED[byte]! : byte));
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
