// A piece of a file in memory: which bytes it holds, and what stands just before an offset in it.
import type { OpenFile } from '../../ports/file-system.ts';
import { tailLength } from '../identity/life.ts';

export interface ByteWindow {
  bytes: Uint8Array;
  /** File offset of the first byte. */
  at: number;
}

/** A copy of the bytes just before `offset`, as many as a tail has; undefined when the window does not hold them all. */
export function tailIn(window: ByteWindow, offset: number): Uint8Array | undefined {
  const from = offset - tailLength(offset) - window.at;
  const to = offset - window.at;
  return from < 0 || to > window.bytes.length ? undefined : window.bytes.slice(from, to);
}

/** The bytes from `from` to `to`, fewer when the file ends before. One read may give less than there is. */
export async function readRange(handle: OpenFile, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, to - from));
  let filled = 0;
  while (filled < bytes.length) {
    const count = await handle.read(bytes, filled, bytes.length - filled, from + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

export function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  if (start.length > bytes.length) return false;
  for (let i = 0; i < start.length; i++) if (bytes[i] !== start[i]) return false;
  return true;
}

/** The last byte ends a line: \n, or the last unit of UTF-16 and UTF-32 with \n in it. */
export function endsLine(bytes: Uint8Array): boolean {
  const last = bytes.length - 1;
  if (bytes[last] === 0x0a) return true;
  if (bytes[last] !== 0) return false;
  for (let i = last - 1; i >= Math.max(0, last - 3); i--) {
    if (bytes[i] === 0x0a) return true;
    if (bytes[i] !== 0) return false;
  }
  return false;
}
