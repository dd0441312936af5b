// The first look at a file: where reading begins, and whether a file from a checkpoint is still what it was.
import type { FileSystem, OpenFile } from '../../ports/file-system.ts';
import { readRange } from '../harvester/byte-window.ts';
import { type FileIdentity, HEAD_BYTES, hashBytes, identityOf, isSameFile } from '../identity/file-identity.ts';
import { type Life, refreshHashes, tailLength } from '../identity/life.ts';
import { isAbsent } from '../scanner/scanner.ts';

/** A line that is begun when the agent comes is looked for so far back. */
const MAX_LINE_BACK = 64 * 1024;

/**
 * Opens a file, makes sure that it is the one that was seen, and closes it after the look. Rejects with the system's
 * code, or with ENOENT when another file stands there by now.
 */
export async function lookAt<T>(
  files: FileSystem,
  path: string,
  identity: FileIdentity,
  use: (handle: OpenFile) => Promise<T>,
): Promise<T> {
  const handle = await files.open(path, 'read');
  try {
    const stat = await handle.stat();
    if (stat.kind !== 'file' || !isSameFile(identityOf(stat), identity)) throw new FileReplaced(path);
    return await use(handle);
  } finally {
    await handle.close();
  }
}

class FileReplaced extends Error {
  readonly code = 'ENOENT';
  constructor(path: string) {
    super(`${path} is another file now.`);
  }
}

/** The bytes that identify a file's content. */
export function readHead(handle: OpenFile): Promise<Uint8Array> {
  return readRange(handle, 0, HEAD_BYTES);
}

/** The bytes just before an offset; fewer than `tailLength` when the file ends before it. */
export function readTail(handle: OpenFile, offset: number): Promise<Uint8Array> {
  return readRange(handle, offset - tailLength(offset), offset);
}

/** The beginning of the file's last line when it is not ended, else its end: nobody wants half a line. */
export async function lastLineStart(handle: OpenFile, size: number, head: Uint8Array): Promise<number> {
  const encoding = encodingByMark(head);
  const from = Math.max(0, size - MAX_LINE_BACK);
  const bytes = await readRange(handle, from, size);
  if (encoding !== undefined && encoding !== 'utf-8') {
    const unit = encoding.startsWith('utf-32') ? 4 : 2;
    return size - (size % unit);
  }
  const newline = bytes.lastIndexOf(0x0a);
  return newline === -1 ? size : from + newline + 1;
}

/** Encoding by byte order mark; undefined when there is none. */
export function encodingByMark(head: Uint8Array): string | undefined {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  return undefined;
}

/** The life's own file is there, or cannot be looked at now. */
export async function isThere(files: FileSystem, life: Life): Promise<boolean> {
  try {
    return isSameFile(identityOf(await files.stat(life.path)), life.identity);
  } catch (error) {
    return !isAbsent(error);
  }
}

/** The file still holds what was read of the life: its head, and the bytes just before the offset. Fills both in. */
export async function holdsLife(handle: OpenFile, life: Life): Promise<boolean> {
  // What was acknowledged since the last checkpoint is not in the hashes yet.
  refreshHashes(life);
  const head = await readHead(handle);
  const known = head.subarray(0, life.headBytes);
  if (known.length < life.headBytes || hashBytes(known) !== life.headHash) return false;
  const tail = await readTail(handle, life.offset);
  if (tail.length < tailLength(life.offset) || hashBytes(tail) !== life.tailHash) return false;
  life.head = head;
  life.tail = tail;
  life.stale = true;
  return true;
}
