// Makes the index of a block: every token, and the rows it stands in.
import { ByteWriter } from './byte-writer.ts';
import { LONG_TOKEN } from './segment-format.ts';
import { BORDER, FOLDED, HASH_START, hashed, MAX_TOKEN, mixed, tokenBytes, tokenHash } from './token-bytes.ts';
import { makeFilter } from './token-filter.ts';

export interface FinishedIndex {
  filter: Uint8Array;
  /** Dictionaries with their rows; a token's part is in the low bits of its hash. */
  parts: Uint8Array[];
}

/** Most parts of an index: a question reads one of them for a token. */
const MAX_PARTS = 16;
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
  readonly #long = tokenBytes(LONG_TOKEN);

  /** Indexes the tokens of the words of a row; rows come in ascending order. True when one was too long for the index. */
  add(row: number, words: string): boolean {
    const { length } = words;
    let hash = HASH_START;
    let isLong = false;
    let start = this.#arenaAt;
    let at = start;
    for (let i = 0; i <= length; i++) {
      const code = i < length ? words.charCodeAt(i) : 32;
      const byte = code < 128 ? FOLDED[code]! : 1;
      // Of a token that is too long anyway no more is kept.
      if (byte !== 0 && at - start > MAX_TOKEN) continue;
      if (at + 4 > this.#arena.length) this.#growArena();
      if (byte > 1) {
        this.#arena[at++] = byte;
        hash = hashed(hash, byte);
        continue;
      }
      if (byte === 1) {
        for (const part of [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]) {
          this.#arena[at++] = part;
          hash = hashed(hash, part);
        }
        continue;
      }
      if (at === start) continue;
      if (at - start > MAX_TOKEN) isLong = true;
      else this.#noteToken(row, start, at, mixed(hash));
      start = this.#arenaAt;
      at = start;
      hash = HASH_START;
    }
    if (isLong) this.#noteBytes(row, this.#long);
    return isLong;
  }

  /** The index of what was added; empties this object for the next block. */
  finish(rows: number): FinishedIndex {
    let partCount = 1;
    while (partCount < MAX_PARTS && partCount * PART_ROWS < rows) partCount *= 2;
    const terms = new ByteWriter(this.#arenaAt * 2 + 16);
    const postings = new ByteWriter(this.#uses * 2 + 16);
    const parts: Uint8Array[] = [];
    for (let part = 0; part < partCount; part++) parts.push(this.#part(part, partCount, terms, postings));
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
      terms.raw(this.#arena.subarray(start, start + this.#lengths[term]!));
      terms.byte(BORDER);
      this.#writeRows(term, postings);
    }
    const whole = new ByteWriter(terms.length + postings.length + 8);
    whole.varint(terms.length);
    whole.raw(terms.done());
    whole.raw(postings.done());
    return whole.done();
  }

  // One row: twice its number and one. Several: twice the bytes behind, then the steps from row to row.
  #writeRows(term: number, into: ByteWriter): void {
    const last = this.#heads[term]!;
    if (this.#before[last] === -1) {
      into.varint(this.#rowOf[last]! * 2 + 1);
      return;
    }
    const rows: number[] = [];
    for (let use = last; use !== -1; use = this.#before[use]!) rows.push(this.#rowOf[use]!);
    let bytes = 0;
    for (let i = rows.length - 1, from = 0; i >= 0; from = rows[i--]!) bytes += widthOf(rows[i]! - from);
    into.varint(bytes * 2);
    for (let i = rows.length - 1, from = 0; i >= 0; from = rows[i--]!) into.varint(rows[i]! - from);
  }

  #noteBytes(row: number, bytes: Uint8Array): void {
    const start = this.#arenaAt;
    while (start + bytes.length + 4 > this.#arena.length) this.#growArena();
    this.#arena.set(bytes, start);
    this.#noteToken(row, start, start + bytes.length, tokenHash(bytes));
  }

  // The token lies behind the arena's end; it stays there when it is new.
  #noteToken(row: number, start: number, end: number, hash: number): void {
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const term = this.#table[slot]!;
      if (term === -1) break;
      if (this.#hashes[term] === hash && this.#isSame(term, start, end)) {
        const head = this.#heads[term]!;
        if (this.#rowOf[head] !== row) this.#heads[term] = this.#note(row, head);
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#arenaAt = end;
    this.#addTerm(slot, row, start, end, hash);
  }

  #addTerm(slot: number, row: number, start: number, end: number, hash: number): void {
    if (this.#count === this.#hashes.length) this.#growTerms();
    const term = this.#count++;
    this.#hashes[term] = hash;
    this.#starts[term] = start;
    this.#lengths[term] = end - start;
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

  #isSame(term: number, start: number, end: number): boolean {
    const length = end - start;
    if (this.#lengths[term] !== length) return false;
    const arena = this.#arena;
    const own = this.#starts[term]!;
    for (let i = 0; i < length; i++) if (arena[own + i] !== arena[start + i]) return false;
    return true;
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

function widthOf(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : 3;
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
