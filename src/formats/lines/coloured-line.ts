// Lines with colours: terminals' control sequences stand anywhere in a head (around the level, mostly). The head is looked
// for in a copy without them; what was found is then told in places of the line itself, which is kept as it is.
import { LF } from '../byte-class.ts';
import type { LineHead } from '../heads/line-head.ts';

const ESCAPE = 27;
const BRACKET = 91;
/** A head is not longer. */
const MAX_BYTES = 1_024;
/** Parsers may look a little beyond a line's end. */
const SLACK = 64;

export class ColouredLine {
  /** The copy. */
  readonly bytes = new Uint8Array(MAX_BYTES + SLACK);
  private length = 0;
  /** Where each byte of the copy stands in the line. */
  private readonly places = new Int32Array(MAX_BYTES);

  /** Copies a line without its control sequences and gives the copy's length; 0 when there are none to leave out. */
  strip(line: Uint8Array, from: number, to: number): number {
    const end = Math.min(to, from + MAX_BYTES);
    let length = 0;
    for (let i = from; i < end; i++) {
      if (line[i] === ESCAPE && line[i + 1] === BRACKET) {
        i = sequenceEnd(line, i + 2, end);
        continue;
      }
      this.places[length] = i - from;
      this.bytes[length++] = line[i]!;
    }
    this.bytes.fill(LF, length, length + SLACK);
    this.length = length;
    return length === end - from ? 0 : length;
  }

  /** Moves what was found in the copy to where it stands in the line. */
  restore(head: LineHead): void {
    const { at } = head;
    for (let i = 0; i < at.length; i += 2) {
      if (at[i + 1]! <= at[i]!) continue;
      at[i] = this.places[at[i]!]!;
      at[i + 1] = this.places[at[i + 1]! - 1]! + 1;
    }
    if (head.bodyAt === 0) return;
    head.bodyAt = head.bodyAt < this.length ? this.places[head.bodyAt]! : this.places[this.length - 1]! + 1;
  }
}

/** The last byte of a control sequence whose parameters begin at a place. */
function sequenceEnd(line: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && line[at]! >= 0x20 && line[at]! < 0x40) at++;
  return at;
}
