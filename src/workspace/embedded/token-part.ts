// Reads a part of a block's index: which rows a token, or every token with a text in it, stands in.
import { ByteReader } from './byte-reader.ts';
import { ID_TOKEN, LONG_TOKEN } from './segment-format.ts';
import { BORDER, tokenBytes } from './token-bytes.ts';

/** First bytes of tokens that are not of a message. */
const OWN_TOKENS = [tokenBytes(ID_TOKEN), tokenBytes(LONG_TOKEN)];

/** How a text stands in a token. */
export type TokenPlace = 'whole' | 'start' | 'end' | 'inside';

export class TokenPart {
  readonly #terms: Buffer;
  readonly #postings: Uint8Array;

  constructor(bytes: Uint8Array) {
    const reader = new ByteReader(bytes);
    const length = reader.varint();
    this.#terms = Buffer.from(bytes.buffer, bytes.byteOffset + reader.at, length);
    this.#postings = bytes.subarray(reader.at + length);
  }

  /** Calls back for every row of every token that fits; rows may come more than once. */
  find(sought: Uint8Array, place: TokenPlace, found: (row: number) => void): void {
    const needle = needleOf(sought, place);
    const terms = this.#terms;
    let counted = 1;
    const postings = new ByteReader(this.#postings);
    for (let at = terms.indexOf(needle); at >= 0; ) {
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
