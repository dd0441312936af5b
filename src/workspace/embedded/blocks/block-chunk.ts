// A run of rows of a block, compressed together: everything that is not in the block's head.

import { FLAG_LEVEL } from '../segments/segment-format.ts';
import type { BlockRow } from './block-row.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { packBytes, unpackBytes } from './packed-bytes.ts';

/** A row of a chunk; key, source and level are in the block's head. */
export interface ChunkRow {
  /** Without the level. */
  flags: number;
  seq: number;
  offset: number | null;
  shape: number | null;
  leaves: string | null;
  message: string | null;
}

const ASCII = 0;
const UTF8 = 1;
const UTF16 = 2;

export function packChunk(rows: readonly BlockRow[]): Uint8Array {
  const writer = new ByteWriter(rows.length * 16 + 16);
  writer.varint(rows.length);
  writeNumbers(rows, writer);
  let text = '';
  for (const { leaves, message } of rows) {
    writer.varint(leaves === null ? 0 : leaves.length + 1);
    writer.varint(message === null ? 0 : message.length + 1);
  }
  for (const { message } of rows) if (message !== null) text += message;
  for (const { leaves } of rows) if (leaves !== null) text += leaves;
  const encoding = encodingOf(text);
  writer.byte(encoding);
  writer.raw(Buffer.from(text, encoding === ASCII ? 'latin1' : encoding === UTF8 ? 'utf8' : 'utf16le'));
  return packBytes(writer.done());
}

// Offsets grow within a source: each is told from the one before of the same source.
function writeNumbers(rows: readonly BlockRow[], writer: ByteWriter): void {
  let seq = 0;
  const offsets = new Map<number, number>();
  for (const row of rows) {
    writer.varint(row.flags - (row.flags & FLAG_LEVEL));
    writer.signed(row.seq - seq);
    seq = row.seq;
    writer.varint(row.shape ?? 0);
    if (row.offset === null) writer.byte(0);
    else {
      writer.byte(1);
      writer.signed(row.offset - (offsets.get(row.source) ?? 0));
      offsets.set(row.source, row.offset);
    }
  }
}

function encodingOf(text: string): number {
  if (Buffer.byteLength(text, 'utf8') === text.length) return ASCII;
  // Half a surrogate pair has no place in UTF-8, but may stand in a JSON string.
  return /\p{Surrogate}/u.test(text) ? UTF16 : UTF8;
}

/** Reads a chunk; `sources` are those of its rows, from the head. */
export function unpackChunk(packed: Uint8Array, sources: Uint32Array): ChunkRows {
  return new ChunkRows(new ByteReader(unpackBytes(packed)), sources);
}

/** The rows of a chunk. Nothing is made of a row before it is asked for. */
export class ChunkRows {
  /** Memory that this takes, about. */
  readonly bytes: number;
  readonly #flags: Uint16Array;
  readonly #seqs: Float64Array;
  readonly #shapes: Float64Array;
  /** -1 for none. */
  readonly #offsets: Float64Array;
  readonly #messages: TextPlaces;
  readonly #leaves: TextPlaces;
  readonly #text: string;

  constructor(reader: ByteReader, sources: Uint32Array) {
    const count = reader.varint();
    this.#flags = new Uint16Array(count);
    this.#seqs = new Float64Array(count);
    this.#shapes = new Float64Array(count);
    this.#offsets = new Float64Array(count).fill(-1);
    this.#readNumbers(reader, sources);
    this.#messages = new TextPlaces(count);
    this.#leaves = new TextPlaces(count);
    for (let i = 0; i < count; i++) {
      this.#leaves.set(i, reader.varint());
      this.#messages.set(i, reader.varint());
    }
    this.#leaves.start(this.#messages.start(0));
    const encoding = reader.varint();
    const left = Buffer.from(reader.bytes.buffer, reader.bytes.byteOffset + reader.at, reader.bytes.length - reader.at);
    this.#text = left.toString(encoding === ASCII ? 'latin1' : encoding === UTF8 ? 'utf8' : 'utf16le');
    this.bytes = this.#text.length * (encoding === ASCII ? 1 : 2) + count * 44;
  }

  row(row: number): ChunkRow {
    const shape = this.#shapes[row]!;
    const offset = this.#offsets[row]!;
    return {
      flags: this.#flags[row]!,
      seq: this.#seqs[row]!,
      offset: offset < 0 ? null : offset,
      shape: shape === 0 ? null : shape,
      leaves: this.#leaves.of(row, this.#text),
      message: this.message(row),
    };
  }

  message(row: number): string | null {
    return this.#messages.of(row, this.#text);
  }

  #readNumbers(reader: ByteReader, sources: Uint32Array): void {
    const offsets = new Map<number, number>();
    let seq = 0;
    for (let i = 0; i < this.#flags.length; i++) {
      this.#flags[i] = reader.varint();
      seq += reader.signed();
      this.#seqs[i] = seq;
      this.#shapes[i] = reader.varint();
      if (reader.varint() !== 1) continue;
      const offset = (offsets.get(sources[i]!) ?? 0) + reader.signed();
      offsets.set(sources[i]!, offset);
      this.#offsets[i] = offset;
    }
  }
}

/** Where the texts of a column stand: one behind the other. */
class TextPlaces {
  /** One more than the text's length, 0 for none. */
  readonly #lengths: Uint32Array;
  readonly #starts: Uint32Array;

  constructor(count: number) {
    this.#lengths = new Uint32Array(count);
    this.#starts = new Uint32Array(count);
  }

  set(row: number, length: number): void {
    this.#lengths[row] = length;
  }

  /** Places the texts from `at` on; returns what is behind them. */
  start(at: number): number {
    let next = at;
    for (let i = 0; i < this.#lengths.length; i++) {
      this.#starts[i] = next;
      next += Math.max(this.#lengths[i]! - 1, 0);
    }
    return next;
  }

  of(row: number, text: string): string | null {
    const length = this.#lengths[row]!;
    const start = this.#starts[row]!;
    return length === 0 ? null : text.slice(start, start + length - 1);
  }
}
