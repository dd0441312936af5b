// Which events are open, by position: turns row numbers into entries and back without walking the whole list.
import type { EventEntry } from './row-entry.ts';

export class FoldIndex {
  #opened: EventEntry[] = [];
  /** Rows that the first i opened events add. */
  #sums: number[] = [0];
  #isStale = false;

  /** Rows that opened events add in all. */
  get total(): number {
    return this.#fresh().at(-1)!;
  }

  open(entry: EventEntry): void {
    const index = this.#lowerBound(entry.at);
    this.#opened.splice(index, 0, entry);
    this.#isStale = true;
  }

  close(entry: EventEntry): void {
    const index = this.#opened.indexOf(entry);
    if (index !== -1) this.#opened.splice(index, 1);
    this.#isStale = true;
  }

  /** Forgets opened events with positions from `fromAt` to before `toAt`. */
  dropFrom(fromAt: number, toAt: number): void {
    if (this.#opened.length === 0) return;
    this.#opened = this.#opened.filter((entry) => entry.at < fromAt || entry.at >= toAt);
    this.#isStale = true;
  }

  /** Positions have been given anew. */
  touch(): void {
    this.#isStale = true;
  }

  clear(): void {
    this.#opened = [];
    this.#isStale = true;
  }

  /** Rows added by opened events before a position. */
  before(at: number): number {
    return this.#fresh()[this.#lowerBound(at)]!;
  }

  /**
   * Where a row lies: within an opened event (`child` 1 is the first line below), or outside with `extra` rows added
   * before it.
   */
  find(row: number, firstAt: number): { within: EventEntry | undefined; child: number; extra: number } {
    const sums = this.#fresh();
    let low = 0;
    let high = this.#opened.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#opened[middle]!.at - firstAt + sums[middle]! < row) low = middle + 1;
      else high = middle;
    }
    // `low` counts the opened events whose first line is above this row.
    const above = low === 0 ? undefined : this.#opened[low - 1]!;
    if (above !== undefined) {
      const child = row - (above.at - firstAt + sums[low - 1]!);
      if (child <= above.childCount) return { within: above, child, extra: 0 };
    }
    return { within: undefined, child: 0, extra: sums[low]! };
  }

  #lowerBound(at: number): number {
    let low = 0;
    let high = this.#opened.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#opened[middle]!.at < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #fresh(): number[] {
    if (!this.#isStale) return this.#sums;
    this.#sums = [0];
    for (const entry of this.#opened) this.#sums.push(this.#sums.at(-1)! + entry.childCount);
    this.#isStale = false;
    return this.#sums;
  }
}
