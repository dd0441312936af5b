// Compressed bytes that say how they are compressed. Brotli is what every runtime we run on can read (zstd came to Node
// with 22.15); its second-lowest quality costs half a microsecond a log line, and gives a fifth of the text's size.
import zlib from 'node:zlib';
import { AppError } from '../../../base/errors.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

const STORED = 0;
const BROTLI = 1;
/** Less than this is not worth a call. */
const SMALL = 96;

const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = zlib.constants;

/** Compresses; the codec and the length stand in front. */
export function packBytes(bytes: Uint8Array): Uint8Array {
  const isSmall = bytes.length < SMALL;
  const data = isSmall ? bytes : compressed(bytes);
  const writer = new ByteWriter(data.length + 10);
  writer.byte(isSmall ? STORED : BROTLI);
  writer.varint(bytes.length);
  writer.raw(data);
  return writer.done();
}

function compressed(bytes: Uint8Array): Uint8Array {
  return zlib.brotliCompressSync(bytes, {
    chunkSize: Math.max(bytes.length, 1_024),
    params: {
      [BROTLI_PARAM_QUALITY]: 1,
      [BROTLI_PARAM_LGWIN]: bytes.length > 65_536 ? 18 : 16,
      [BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/** Reads what packBytes made. Throws STORE_NEWER for a codec of later versions, STORE_CORRUPT for what is no such data. */
export function unpackBytes(packed: Uint8Array): Uint8Array {
  const reader = new ByteReader(packed);
  const codec = reader.varint();
  const length = reader.varint();
  const data = packed.subarray(reader.at);
  if (codec === STORED) return data;
  if (codec !== BROTLI)
    throw new AppError('STORE_NEWER', `A block is compressed in a way (${codec}) this Crosstail does not know.`, {
      hint: 'Update Crosstail.',
    });
  try {
    // With room for all of it the decompressor makes one piece.
    const bytes = zlib.brotliDecompressSync(data, { chunkSize: Math.max(length, 64), maxOutputLength: length });
    if (bytes.length === length) return bytes;
  } catch (error) {
    throw corrupt(error);
  }
  throw corrupt(undefined);
}

function corrupt(cause: unknown): AppError {
  return new AppError('STORE_CORRUPT', 'A block of the store cannot be decompressed.', {
    cause,
    hint: 'Run crosstail doctor: it names the file. Move that one away; the rest of the store is not touched by it.',
  });
}
