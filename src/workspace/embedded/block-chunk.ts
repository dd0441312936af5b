// A run of rows of a block, compressed together: everything that is not in the block's head.
import type { BlockRow } from './block-row.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { packBytes, unpackBytes } from './packed-bytes.ts';
import { FLAG_LEVEL } from './segment-format.ts';

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
export function unpackChunk(packed: Uint8Array, sources: Uint32Array): ChunkRow[] {
  const reader = new ByteReader(unpackBytes(packed));
  const count = reader.varint();
  const rows = readNumbers(reader, count, sources);
  const lengths = new Uint32Array(count * 2);
  for (let i = 0; i < lengths.length; i++) lengths[i] = reader.varint();
  const encoding = reader.varint();
  const left = Buffer.from(reader.bytes.buffer, reader.bytes.byteOffset + reader.at, reader.bytes.length - reader.at);
  const text = left.toString(encoding === ASCII ? 'latin1' : encoding === UTF8 ? 'utf8' : 'utf16le');
  let at = 0;
  for (const field of ['message', 'leaves'] as const) {
    for (let i = 0; i < count; i++) {
      const length = lengths[i * 2 + (field === 'message' ? 1 : 0)]!;
      if (length === 0) continue;
      rows[i]![field] = text.slice(at, at + length - 1);
      at += length - 1;
    }
  }
  return rows;
}

function readNumbers(reader: ByteReader, count: number, sources: Uint32Array): ChunkRow[] {
  const rows: ChunkRow[] = [];
  const offsets = new Map<number, number>();
  let seq = 0;
  for (let i = 0; i < count; i++) {
    const flags = reader.varint();
    seq += reader.signed();
    const shape = reader.varint();
    let offset: number | null = null;
    if (reader.varint() === 1) {
      offset = (offsets.get(sources[i]!) ?? 0) + reader.signed();
      offsets.set(sources[i]!, offset);
    }
    rows.push({ flags, seq, offset, shape: shape === 0 ? null : shape, leaves: null, message: null });
  }
  return rows;
}
