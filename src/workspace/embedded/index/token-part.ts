// A part of a block's index: which rows a token, or every token with a text in it, stands in. Its tokens are kept as they
// are, so that a text is sought in all of them at the speed of memory; rows are unpacked where a token was found.
import { ByteReader } from '../blocks/byte-reader.ts';
import { ByteWriter } from '../blocks/byte-writer.ts';
import { packBytes, unpackBytes } from '../blocks/packed-bytes.ts';
import { ID_TOKEN, LONG_TOKEN } from '../segments/segment-format.ts';
import { BORDER, tokenBytes } from './token-bytes.ts';

/** First bytes of tokens that are not of a message. */
const OWN_TOKENS = [tokenBytes(ID_TOKEN), tokenBytes(LONG_TOKEN)];

/** How a text stands in a token. */
export type TokenPlace = 'whole' | 'start' | 'end' | 'inside';

/** First byte of a part whose rows alone are compressed; the first ones were compressed whole (packed-bytes). */
const ROWS_PACKED = 2;

/** A part as it is stored. */
export function packPart(terms: Uint8Array, postings: Uint8Array): Uint8Array {
  const writer = new ByteWriter(terms.length + 8);
  writer.byte(ROWS_PACKED);
  writer.varint(terms.length);
  writer.raw(terms);
  writer.raw(packBytes(postings));
  return writer.done();
}

export class TokenPart {
  readonly #terms: Buffer;
  #packed: Uint8Array | undefined;
  #postings: Uint8Array = new Uint8Array(0);

  /** Takes what packPart gave. */
  constructor(stored: Uint8Array) {
    const isSplit = stored[0] === ROWS_PACKED;
    const bytes = isSplit ? stored.subarray(1) : unpackBytes(stored);
    const reader = new ByteReader(bytes);
    const length = reader.varint();
    this.#terms = Buffer.from(bytes.buffer, bytes.byteOffset + reader.at, length);
    const behind = bytes.subarray(reader.at + length);
    if (isSplit) this.#packed = behind;
    else this.#postings = behind;
  }

  #rows(): ByteReader {
    if (this.#packed !== undefined) this.#postings = unpackBytes(this.#packed);
    this.#packed = undefined;
    return new ByteReader(this.#postings);
  }

  /** Calls back for every row of every token that fits; rows may come more than once. */
  find(sought: Uint8Array, place: TokenPlace, found: (row: number) => void): void {
    const needle = needleOf(sought, place);
    const terms = this.#terms;
    let at = terms.indexOf(needle);
    if (at < 0) return;
    let counted = 1;
    const postings = this.#rows();
    while (at >= 0) {
      // The token's first byte; a border found with the needle is not of the token.
      const inside = place === 'whole' || place === 'start' ? at + 1 : at;
      let skipped = 0;
      let start = counted;
      for (let i = counted; i < inside; i++) {
        if (terms[i] === BORDER) {
          skipped++;
          start = i + 1;
        }
      }
      for (let i = 0; i < skipped; i++) skip(postings);
      const end = terms.indexOf(BORDER, inside);
      if (place === 'whole' || place === 'start' || !this.#isOwn(start)) readRows(postings, found);
      else skip(postings);
      if (place === 'whole') return;
      counted = end + 1;
      at = terms.indexOf(needle, place === 'start' ? end : end + 1);
    }
  }

  #isOwn(start: number): boolean {
    return OWN_TOKENS.some((own) => own.every((byte, i) => this.#terms[start + i] === byte));
  }
}

function needleOf(sought: Uint8Array, place: TokenPlace): Uint8Array {
  const before = place === 'whole' || place === 'start' ? [BORDER] : [];
  const behind = place === 'whole' || place === 'end' ? [BORDER] : [];
  return Uint8Array.from([...before, ...sought, ...behind]);
}

function skip(postings: ByteReader): void {
  const first = postings.varint();
  if (first % 2 === 0) postings.at += first / 2;
}

function readRows(postings: ByteReader, found: (row: number) => void): void {
  const first = postings.varint();
  if (first % 2 === 1) {
    found((first - 1) / 2);
    return;
  }
  const end = postings.at + first / 2;
  for (let row = 0; postings.at < end; ) {
    row += postings.varint();
    found(row);
  }
}
