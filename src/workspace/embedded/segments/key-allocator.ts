// Gives every event a key of its own at its time, behind the events of the same microsecond that came before it.
import type { SqliteDatabase } from '../../../drivers/sqlite/sqlite-database.ts';
import { rowOfKey } from '../blocks/block-head.ts';
import type { BlockWriter } from '../blocks/block-writer.ts';
import { keyOfMicros, SLOTS } from './segment-format.ts';

export class KeyAllocator {
  readonly #database: SqliteDatabase;
  readonly #blocks: BlockWriter;
  /** How many microseconds behind its time an event's key stands at most. */
  #spill: number;
  #savedSpill: number;
  #highest = -1;
  #last = -1;

  constructor(database: SqliteDatabase, blocks: BlockWriter) {
    this.#database = database;
    this.#blocks = blocks;
    this.#spill = Number(database.prepare("SELECT value FROM meta WHERE name='spill'").get()?.[0] ?? 0);
    this.#savedSpill = this.#spill;
  }

  /** Before each flush, whose events come in the order of their times. */
  start(): void {
    this.#last = -1;
    this.#highest = this.#blocks.blocks.reduce((highest, { maxKey }) => Math.max(highest, maxKey), -1);
  }

  next(micros: number): number {
    const first = keyOfMicros(micros);
    let key = Math.max(first, this.#last + 1);
    if (key <= this.#highest) key = this.#free(key, first + SLOTS);
    this.#last = key;
    this.#spill = Math.max(this.#spill, Math.floor(key / SLOTS) - micros);
    return key;
  }

  saveSpill(): void {
    if (this.#spill === this.#savedSpill) return;
    this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('spill', ?)").run(this.#spill);
    this.#savedSpill = this.#spill;
  }

  // Behind the last key of this microsecond; when its places are full, the first free one after it.
  #free(from: number, to: number): number {
    const last = this.#lastTaken(from, Math.max(to, from + 1));
    let key = last < 0 ? from : last + 1;
    while (key <= this.#highest && this.#lastTaken(key, key + 1) >= 0) key++;
    return key;
  }

  /** The highest key in use from `from` to before `to`; -1 when there is none. */
  #lastTaken(from: number, to: number): number {
    let last = -1;
    for (const info of this.#blocks.blocks) {
      if (info.maxKey < from || info.minKey >= to) continue;
      const { keys } = this.#blocks.load(info).head;
      const row = rowOfKey(keys, to) - 1;
      if (row >= 0 && keys[row]! >= from) last = Math.max(last, keys[row]!);
    }
    return last;
  }
}
