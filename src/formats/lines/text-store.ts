// Lines that do not stand in the file as they are: decoded from another encoding, or unwrapped from a container's record.

/** Whatever holds text in UTF-8; the array may be replaced by a larger one. */
export interface TextHolder {
  bytes: Uint8Array;
}

const SLACK = 64;
const encoder = new TextEncoder();

export class TextStore implements TextHolder {
  bytes: Uint8Array = new Uint8Array(4096);
  fill = 0;

  /** Makes room for `count` bytes and what a parser may look at beyond them. */
  reserve(count: number): void {
    const needed = this.fill + count + SLACK;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.fill));
    this.bytes = grown;
  }

  /** Adds a line of text and points `line` at it. */
  put(text: string, line: { holder: TextHolder; from: number; to: number }): void {
    this.reserve(text.length * 3 + 8);
    const { written } = encoder.encodeInto(text, this.bytes.subarray(this.fill));
    line.holder = this;
    line.from = this.endLine(written);
    line.to = line.from + written;
  }

  /** Ends the line of `length` bytes that was written at `fill`, and returns where it starts. */
  endLine(length: number): number {
    const from = this.fill;
    this.bytes[from + length] = 10;
    this.fill = from + length + 1;
    return from;
  }
}
