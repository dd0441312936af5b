// A named stream of bytes → the log streams in it: itself, what is compressed in it, what an archive holds.
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { AppError } from '../../base/errors.ts';
import { compressionOf } from '../harvester/compression.ts';
import { peek } from './byte-stream.ts';
import { decompress } from './decompress.ts';

export interface LogStream {
  /** Path of the file; of an archive's entry `ARCHIVE!/ENTRY`. */
  path: string;
  bytes: AsyncIterable<Uint8Array>;
  /** Last change, where it is known. */
  modifiedMs: number | undefined;
}

/** A tar header is one block; its magic stands near the end of it. */
const BLOCK_BYTES = 512;
const TAR_MAGIC_AT = 257;
/** Archives within archives are opened to this depth. */
const MAX_DEPTH = 5;
/** A zip has its directory at the end: it is read whole, up to this size. */
const MAX_ZIP_BYTES = 2 * 1024 * 1024 * 1024 - 1;

/** Each log stream is to be read to its end before the next is asked for. */
export async function* unpack(stream: LogStream, depth = 0): AsyncGenerator<LogStream> {
  const { head, bytes } = await peek(stream.bytes, BLOCK_BYTES);
  const opened: LogStream = { ...stream, bytes };
  if (depth >= MAX_DEPTH) {
    yield opened;
    return;
  }
  const compression = compressionOf(head);
  if (compression !== undefined) {
    const path = stream.path.replace(/\.(gz|zst|bz2|xz)$/i, '').replace(/\.(tgz|tzst|tbz2?|txz)$/i, '.tar');
    yield* unpack({ ...stream, path, bytes: decompress(bytes, compression) }, depth + 1);
  } else if (isTar(head)) yield* unpackTar(opened, depth);
  else if (isZip(head)) yield* unpackZip(opened, depth);
  else yield opened;
}

function isTar(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + 5)).toString('latin1') === 'ustar';
}

function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 0x03 || head[2] === 0x05);
}

async function* unpackTar(stream: LogStream, depth: number): AsyncGenerator<LogStream> {
  const archive = extract();
  const source = Readable.from(stream.bytes, { objectMode: false });
  source.on('error', (error) => archive.destroy(error));
  source.pipe(archive);
  try {
    for await (const entry of archive) {
      if (entry.header.type === 'file') {
        const path = `${stream.path}!/${entry.header.name}`;
        yield* unpack(
          { path, bytes: entry as unknown as AsyncIterable<Uint8Array>, modifiedMs: entry.header.mtime?.getTime() },
          depth + 1,
        );
      }
      // Whoever left the entry before its end must not hold up the next one.
      entry.resume();
    }
  } finally {
    source.destroy();
    archive.destroy();
  }
}

async function* unpackZip(stream: LogStream, depth: number): AsyncGenerator<LogStream> {
  const zip = await openZip(await collect(stream));
  try {
    for (let entry = await nextEntry(zip); entry !== undefined; entry = await nextEntry(zip)) {
      if (entry.fileName.endsWith('/')) continue;
      const path = `${stream.path}!/${entry.fileName}`;
      const bytes = await openEntry(zip, entry);
      yield* unpack({ path, bytes, modifiedMs: entry.getLastModDate().getTime() }, depth + 1);
    }
  } finally {
    zip.close();
  }
}

async function collect(stream: LogStream): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream.bytes) {
    size += chunk.length;
    if (size > MAX_ZIP_BYTES)
      throw new AppError('BAD_INPUT', `${stream.path} is a zip of more than ${MAX_ZIP_BYTES} bytes.`, {
        hint: 'Unpack it and import the folder.',
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function openZip(buffer: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(buffer, { lazyEntries: true }, (error, zip) => (zip === undefined ? reject(error) : resolve(zip)));
  });
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      zip.removeListener('entry', onEntry);
      zip.removeListener('end', onEnd);
      zip.removeListener('error', onError);
      done();
    };
    const onEntry = (entry: Entry) => settle(() => resolve(entry));
    const onEnd = () => settle(() => resolve(undefined));
    const onError = (error: Error) => settle(() => reject(error));
    zip.once('entry', onEntry);
    zip.once('end', onEnd);
    zip.once('error', onError);
    zip.readEntry();
  });
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (stream === undefined ? reject(error) : resolve(stream)));
  });
}
