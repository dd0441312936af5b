// Gives every event a key of its own at its time, behind the events of the same microsecond that came before it.
import type { SqliteDatabase } from '../../drivers/sqlite/sqlite-database.ts';
import { keyOfMicros, SLOTS } from './segment-format.ts';

export class KeyAllocator {
  readonly #database: SqliteDatabase;
  #highest: number;
  /** How many microseconds behind its time an event's key stands at most. */
  #spill: number;
  #savedSpill: number;
  #lastMicros = -1;
  #lastKey = -1;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#highest = Number(database.prepare('SELECT max(key) FROM event').get()?.[0] ?? -1);
    this.#spill = Number(database.prepare("SELECT value FROM meta WHERE name='spill'").get()?.[0] ?? 0);
    this.#savedSpill = this.#spill;
  }

  next(micros: number): number {
    const first = keyOfMicros(micros);
    const key = first > this.#highest ? first : this.#free(micros, first);
    this.#highest = Math.max(this.#highest, key);
    this.#lastMicros = micros;
    this.#lastKey = key;
    this.#spill = Math.max(this.#spill, Math.floor(key / SLOTS) - micros);
    return key;
  }

  saveSpill(): void {
    if (this.#spill === this.#savedSpill) return;
    this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('spill', ?)").run(this.#spill);
    this.#savedSpill = this.#spill;
  }

  // Behind the last key of this microsecond; when its places are full, the first free one after it.
  #free(micros: number, first: number): number {
    let key = micros === this.#lastMicros ? this.#lastKey + 1 : this.#behind(first);
    const taken = this.#database.prepare('SELECT 1 FROM event WHERE key=?');
    while (key <= this.#highest && taken.get(key) !== undefined) key++;
    return key;
  }

  #behind(first: number): number {
    const sql = 'SELECT key FROM event WHERE key>=? AND key<? ORDER BY key DESC LIMIT 1';
    const row = this.#database.prepare(sql).get(first, first + SLOTS);
    return row === undefined ? first : Number(row[0]) + 1;
  }
}
