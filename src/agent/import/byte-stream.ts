import type { OpenFile } from '../../ports/file-system.ts';

const CHUNK_BYTES = 1024 * 1024;

/** A file's bytes from its beginning to its end. Each chunk is good until the next is asked for. */
export async function* readChunks(handle: OpenFile): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    // A decompressor keeps what it was given until it is done with it: no chunk is used twice.
    const chunk = new Uint8Array(CHUNK_BYTES);
    const count = await handle.read(chunk, 0, CHUNK_BYTES, position);
    if (count === 0) return;
    position += count;
    yield chunk.subarray(0, count);
  }
}

/**
 * The first bytes (at least `count`, if there are so many), and a stream that still begins with them. A stream that
 * fails before gives what it has first, and fails where it did.
 */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{ head: Uint8Array; bytes: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let ended = false;
  let failure: { error: unknown } | undefined;
  while (head.length < count && !ended) {
    try {
      const next = await iterator.next();
      if (next.done === true) ended = true;
      else head = head.length === 0 ? next.value : concat(head, next.value);
    } catch (error) {
      ended = true;
      failure = { error };
    }
  }
  return { head, bytes: replay(head, iterator, ended, failure) };
}

async function* replay(
  head: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
  ended: boolean,
  failure: { error: unknown } | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    if (failure !== undefined) throw failure.error;
    while (!ended) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
