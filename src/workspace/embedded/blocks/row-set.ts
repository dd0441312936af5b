// A set of rows of one block, as bits.

export class RowSet {
  readonly rows: number;
  readonly words: Uint32Array;

  constructor(rows: number) {
    this.rows = rows;
    this.words = new Uint32Array((rows + 31) >> 5);
  }

  /** All rows. */
  static full(rows: number): RowSet {
    return new RowSet(rows).invert();
  }

  add(row: number): void {
    this.words[row >> 5]! |= 1 << (row & 31);
  }

  has(row: number): boolean {
    return (this.words[row >> 5]! & (1 << (row & 31))) !== 0;
  }

  and(other: RowSet): this {
    for (let i = 0; i < this.words.length; i++) this.words[i]! &= other.words[i]!;
    return this;
  }

  or(other: RowSet): this {
    for (let i = 0; i < this.words.length; i++) this.words[i]! |= other.words[i]!;
    return this;
  }

  /** The rows that were not in it. */
  invert(): this {
    for (let i = 0; i < this.words.length; i++) this.words[i] = ~this.words[i]!;
    if ((this.rows & 31) !== 0) this.words[this.words.length - 1]! &= (1 << (this.rows & 31)) - 1;
    return this;
  }

  get isEmpty(): boolean {
    for (let i = 0; i < this.words.length; i++) if (this.words[i] !== 0) return false;
    return true;
  }

  /** How many rows from `from` to before `to`. */
  count(from: number, to: number): number {
    let count = 0;
    for (let word = from >> 5; word << 5 < to; word++) {
      let bits = this.words[word]!;
      if (word << 5 < from) bits &= -1 << (from & 31);
      if ((word << 5) + 32 > to) bits &= (1 << (to & 31)) - 1;
      for (; bits !== 0; bits &= bits - 1) count++;
    }
    return count;
  }

  /** Rows from `from` to before `to`, ascending. */
  list(from: number, to: number): number[] {
    const found: number[] = [];
    for (let word = from >> 5; word << 5 < to; word++) {
      for (let bits = this.words[word]!; bits !== 0; bits &= bits - 1) {
        const row = (word << 5) + 31 - Math.clz32(bits & -bits);
        if (row >= from && row < to) found.push(row);
      }
    }
    return found;
  }
}
