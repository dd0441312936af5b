import { createHash } from 'node:crypto';
import type { FileSystem, OpenFile } from '../../ports/file-system.ts';
import type { PartSpool, SpooledBytes } from '../parts/part-spool.ts';
import type { WrittenPart } from '../parts/part-writer.ts';
import { SEAL_LENGTH, sealText } from './bundle-seal.ts';
import { directoryRecord, endRecords, localHeader, type ZipEntry } from './zip-records.ts';

/** Puts the parts together as a sealed zip at `path`, in this order; returns its size and the hash of the whole file. */
export async function writeZip(
  files: FileSystem,
  path: string,
  spool: PartSpool,
  parts: readonly WrittenPart[],
  signal?: AbortSignal,
): Promise<{ size: number; fileSha256: string }> {
  const file = await files.open(path, 'write');
  try {
    const out = new HashingFile(file);
    const entries: ZipEntry[] = [];
    const byBytes = new Map<SpooledBytes, WrittenPart>(parts.map((part) => [part.packed, part]));
    for await (const { part: packed, bytes } of spool.read(parts.map((part) => part.packed))) {
      signal?.throwIfAborted();
      const part = byBytes.get(packed)!;
      if (entries.at(-1)?.name !== part.name) {
        const entry = { ...part, packedSize: packed.length, offset: out.size };
        entries.push(entry);
        await out.write(localHeader(entry));
      }
      await out.write(bytes);
    }
    const directoryAt = out.size;
    for (const entry of entries) await out.write(directoryRecord(entry));
    await out.write(endRecords(entries.length, directoryAt, out.size - directoryAt, SEAL_LENGTH));
    await out.write(Buffer.from(sealText(out.hash.copy().digest('hex'))));
    await file.sync();
    return { size: out.size, fileSha256: out.hash.digest('hex') };
  } finally {
    await file.close();
  }
}

class HashingFile {
  readonly hash = createHash('sha256');
  readonly #file: OpenFile;
  size = 0;

  constructor(file: OpenFile) {
    this.#file = file;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    this.size += bytes.length;
    await this.#file.write(bytes);
  }
}
