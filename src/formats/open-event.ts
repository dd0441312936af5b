// An event whose lines are still being collected.
import { LineHead } from './line-head.ts';

export class OpenEvent {
  /** The first line's head; swapped with the reader's, never copied. */
  head: LineHead = new LineHead();
  /** Stretch of the text buffer that holds the latest lines, without the last line's \n. */
  from = 0;
  to = 0;
  /** Earlier stretches (from, to, from, to …): only where several writers share a file. */
  earlier: number[] = [];
  /** File offset of the first byte, and behind the last line. */
  startOffset = 0;
  endOffset = 0;
  lines = 0;
  /** Bytes left out beyond the caps. */
  truncated = 0;
  /** Bytes that were not valid in the file's encoding (other than UTF-8, which the writer counts). */
  broken = 0;
  isTimeGuessed = false;
  isPartial = false;
  /** Writer within the file; empty where there is only one. */
  lane = '';
  /** `stdout` or `stderr` of a container's line. */
  stream = '';

  get isOpen(): boolean {
    return this.lines > 0;
  }

  /** Bytes of text held. */
  get size(): number {
    let size = this.to - this.from;
    for (let i = 0; i < this.earlier.length; i += 2) size += this.earlier[i + 1]! - this.earlier[i]! + 1;
    return size;
  }

  close(): void {
    this.lines = 0;
    this.truncated = 0;
    this.broken = 0;
    this.isTimeGuessed = false;
    this.isPartial = false;
    this.stream = '';
    if (this.earlier.length > 0) this.earlier = [];
  }
}
