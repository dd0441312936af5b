// Compressed bytes → plain bytes, as a stream with constant memory. zstd by Node where it has it.
import { PassThrough, Readable, type Transform } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import zlib from 'node:zlib';
import { AppError } from '../../base/errors.ts';
import type { Compression } from '../harvester/compression.ts';

const PIECE_BYTES = 16 * 1024;
/** A stream that unfolds further than this, and by more than this factor, is a bomb and not a log. */
const BOMB_BYTES = 1024 * 1024 * 1024;
const BOMB_FACTOR = 2_000;

/** The plain bytes. Rejects BAD_INPUT when they unfold without measure, and with the codec's error when damaged. */
export async function* decompress(
  bytes: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncGenerator<Uint8Array> {
  let taken = 0;
  let given = 0;
  const counted = (async function* () {
    for await (const chunk of bytes) {
      taken += chunk.length;
      yield chunk;
    }
  })();
  for await (const chunk of decode(counted, compression)) {
    given += chunk.length;
    if (given > BOMB_BYTES && given > taken * BOMB_FACTOR)
      throw new AppError('BAD_INPUT', `${taken} bytes of ${compression} unfold to more than ${given} bytes.`, {
        hint: 'That is no log. Unpack it by hand if it is wanted.',
      });
    yield chunk;
  }
}

function decode(bytes: AsyncIterable<Uint8Array>, compression: Compression): AsyncIterable<Uint8Array> {
  switch (compression) {
    case 'gzip':
      return through(bytes, zlib.createGunzip());
    case 'zstd':
      return typeof zlib.createZstdDecompress === 'function'
        ? through(bytes, zlib.createZstdDecompress())
        : decodeZstd(bytes);
    case 'bzip2':
      return decodeBzip2(bytes);
    case 'xz':
      return decodeXz(bytes);
  }
}

/**
 * What a codec makes of the bytes, all of it: a stream that breaks off would throw away what it had made by then. Small
 * pieces bound what is ready at once.
 */
async function* through(bytes: AsyncIterable<Uint8Array>, codec: Transform): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  let wake = () => {};
  const over = new Promise<void>((resolve, reject) => {
    codec.once('end', resolve);
    codec.once('error', reject);
  });
  // What follows a failure or the end of the compressed data is never taken: the failure itself is met below.
  over.then(
    () => wake(),
    () => wake(),
  );
  codec.on('data', (chunk: Uint8Array) => ready.push(chunk));
  try {
    for await (const chunk of bytes) {
      for (let at = 0; at < chunk.length && !codec.readableEnded && !codec.destroyed; at += PIECE_BYTES) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          codec.write(chunk.subarray(at, at + PIECE_BYTES), () => resolve());
        });
        yield* ready.splice(0);
      }
    }
    codec.end();
    await over;
  } catch (error) {
    yield* ready.splice(0);
    throw error;
  } finally {
    codec.destroy();
  }
  yield* ready.splice(0);
}

async function* decodeZstd(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  const ready: Uint8Array[] = [];
  const codec = new Decompress((chunk) => ready.push(chunk));
  for await (const chunk of bytes) {
    codec.push(chunk);
    yield* ready.splice(0);
  }
  codec.push(new Uint8Array(0), true);
  yield* ready.splice(0);
}

async function* decodeBzip2(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { default: createDecoder } = await import('unbzip2-stream');
  const source = Readable.from(bytes, { objectMode: false });
  const decoder = createDecoder();
  const out = new PassThrough();
  source.on('error', (error) => out.destroy(error));
  decoder.on('error', (error) => out.destroy(error));
  source.pipe(decoder).pipe(out);
  try {
    for await (const chunk of out) yield chunk as Uint8Array;
  } finally {
    source.destroy();
    out.destroy();
  }
}

/** Node gives a package of this form as its default alone, others beside it. */
async function loadXz(): Promise<typeof import('xz-decompress')> {
  const loaded: Partial<typeof import('xz-decompress')> & { default?: typeof import('xz-decompress') } = await import(
    'xz-decompress'
  );
  return loaded.default ?? (loaded as typeof import('xz-decompress'));
}

async function* decodeXz(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { XzReadableStream } = await loadXz();
  const iterator = bytes[Symbol.asyncIterator]();
  const source = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  const reader = new XzReadableStream(source as never).getReader();
  try {
    for (let next = await reader.read(); next.done !== true; next = await reader.read()) yield next.value as Uint8Array;
  } finally {
    await reader.cancel().catch(() => {
      // It ended or failed already: there is nothing left to cancel.
    });
  }
}
