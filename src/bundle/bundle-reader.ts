// Reads the zip of a bundle without trusting it: nothing of it is written by its own names, and nothing is unpacked
// that is larger than announced.
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { messageOf } from '../base/errors.ts';
import { MANIFEST_NAME, PART_NAME } from './parts/manifest.ts';

const MAX_ENTRIES = 60_000;
const SYMLINK = 0o120000;
const FILE_TYPE = 0o170000;
/** Text is not packed tighter than this; a large part that claims it is a bomb. */
const MAX_RATIO = 400;
const FREE_BYTES = 64 * 1024 * 1024;
const MAX_UNPACKED = 2 ** 42;

/** Something that a bundle must not have; `part` is undefined when it is about the whole. */
export interface BundleProblem {
  part?: string;
  text: string;
}

export class BundleReader {
  readonly path: string;
  readonly entries: readonly Entry[];
  readonly comment: string;
  readonly #zip: ZipFile;

  private constructor(path: string, zip: ZipFile, entries: readonly Entry[]) {
    this.path = path;
    this.#zip = zip;
    this.entries = entries;
    this.comment = zip.comment;
  }

  /** The opened bundle, or why its zip cannot be read at all. */
  static async open(path: string): Promise<BundleReader | BundleProblem> {
    let zip: ZipFile | undefined;
    try {
      zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
      // An error after the one that is told below must not end the process.
      zip.on('error', () => undefined);
      if (zip.entryCount > MAX_ENTRIES) throw new Error(`it claims ${zip.entryCount} entries`);
      const entries: Entry[] = [];
      for await (const entry of zip.eachEntry()) entries.push(entry);
      return new BundleReader(path, zip, entries);
    } catch (error) {
      zip?.close();
      return { text: `The zip's directory cannot be read: ${shortMessage(error)}.` };
    }
  }

  /** What makes the zip unfit to be read further. */
  hostile(): BundleProblem[] {
    const problems: BundleProblem[] = [];
    const names = new Set<string>();
    let unpacked = 0;
    for (const entry of this.entries) {
      const text = hostileEntry(entry, names);
      if (text !== undefined) problems.push({ part: shown(entry.fileName), text });
      names.add(entry.fileName.toLowerCase());
      unpacked += entry.uncompressedSize;
    }
    if (unpacked > MAX_UNPACKED) problems.push({ text: `It claims to unpack to ${unpacked} bytes.` });
    const inOrder = [...this.entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
    for (const [i, entry] of inOrder.entries()) {
      const next = inOrder[i + 1];
      if (next === undefined) break;
      if (entry.relativeOffsetOfLocalHeader + 30 + entry.compressedSize <= next.relativeOffsetOfLocalHeader) continue;
      problems.push({ part: shown(next.fileName), text: 'It lies over another part of the zip.' });
    }
    return problems;
  }

  /** Content of a part, piece by piece; every packed piece is shown to `packed`. Throws when it is more than announced. */
  async *content(entry: Entry, packed?: (bytes: Uint8Array) => void): AsyncGenerator<Uint8Array> {
    const raw = await this.#zip.openReadStreamPromise(entry, { decodeFileData: false });
    if (packed !== undefined) raw.on('data', packed);
    const source: Readable = entry.compressionMethod === 8 ? raw.pipe(createInflateRaw()) : raw;
    if (source !== raw) raw.on('error', (error) => source.destroy(error));
    let size = 0;
    try {
      for await (const bytes of source as AsyncIterable<Uint8Array>) {
        size += bytes.length;
        if (size > entry.uncompressedSize) throw new Error('it unpacks to more than it announces');
        yield bytes;
      }
    } finally {
      raw.destroy();
      source.destroy();
    }
  }

  /** Bytes of the file as they are. */
  async bytes(position: number, length: number): Promise<Uint8Array> {
    const file = await open(this.path, 'r');
    try {
      const into = Buffer.alloc(length);
      const { bytesRead } = await file.read(into, 0, length, position);
      return into.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  close(): void {
    this.#zip.close();
  }
}

function hostileEntry(entry: Entry, before: ReadonlySet<string>): string | undefined {
  const { fileName } = entry;
  if (fileName !== MANIFEST_NAME && !PART_NAME.test(fileName)) return 'A bundle has no part of such a name.';
  if (before.has(fileName.toLowerCase())) return 'There are two parts of this name.';
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type === SYMLINK) return 'It is a symbolic link.';
  if (type !== 0 && type !== 0o100000) return 'It is no plain file.';
  if (entry.isEncrypted()) return 'It is encrypted.';
  if (entry.compressionMethod !== 8 && entry.compressionMethod !== 0)
    return 'It is packed in a way bundles do not use.';
  if (entry.uncompressedSize > FREE_BYTES && entry.uncompressedSize / Math.max(1, entry.compressedSize) > MAX_RATIO)
    return `It claims to unpack to ${entry.uncompressedSize} bytes from ${entry.compressedSize}.`;
  return undefined;
}

/** A name from a bundle, harmless in a sentence. */
export function shown(name: string): string {
  const text = name.replace(/[^\x20-\x7e]/g, '?');
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

export function shortMessage(error: unknown): string {
  return shown(messageOf(error)).replace(/[.\s]+$/, '');
}
