// Taking a zip apart and putting one together, with a library and not with the code under test.
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';

export interface ZipPart {
  name: string;
  bytes: Buffer;
  /** Unix mode; default a plain file. */
  mode?: number;
}

/** Parts of a zip in their order. */
export async function unzipped(path: string): Promise<ZipPart[]> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  const parts: ZipPart[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      const pieces: Buffer[] = [];
      for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
      parts.push({ name: entry.fileName, bytes: Buffer.concat(pieces) });
    }
  } finally {
    zip.close();
  }
  return parts;
}

export async function zipped(path: string, parts: readonly ZipPart[], comment = ''): Promise<void> {
  const zip = new ZipFile();
  for (const { name, bytes, mode } of parts) zip.addBuffer(bytes, name, { mode: mode ?? 0o100644 });
  zip.end({ comment, forceZip64Format: false });
  await pipeline(zip.outputStream, createWriteStream(path));
}
