// Holes of NUL bytes: what a writer that does not append leaves when its file is truncated under it. They are no lines.

/** A run of NUL bytes this long is a hole; shorter ones are data (UTF-32 has up to three in a row, twice that around \n). */
const HOLE_BYTES = 64;
const HOLE = new Uint8Array(HOLE_BYTES);

export interface Hole {
  from: number;
  to: number;
  /** The run goes to the end of the bytes and is too short to tell: it is left until more of it is there. */
  undecided: boolean;
}

/** The first hole in `bytes` at or behind `from`; undefined when there is none. */
export function findHole(bytes: Uint8Array, from: number): Hole | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = buffer.indexOf(HOLE, from);
  if (start !== -1) {
    let end = start + HOLE_BYTES;
    while (end < bytes.length && bytes[end] === 0) end++;
    return { from: start, to: end, undecided: false };
  }
  let run = bytes.length;
  while (run > from && bytes[run - 1] === 0) run--;
  // The last unit of UTF-16 and UTF-32 text ends in up to three NUL bytes: those are not held back.
  return bytes.length - run >= 4 ? { from: run, to: bytes.length, undecided: true } : undefined;
}
