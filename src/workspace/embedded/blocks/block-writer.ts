// Puts rows into a segment as blocks, inside the caller's transactions, and small blocks together into larger ones.
import type { SqliteDatabase } from '../../../drivers/sqlite/sqlite-database.ts';
import { BlockBuilder, type BuiltBlock } from './block-builder.ts';
import { type BlockInfo, BlockMemory, LoadedBlock, listBlocks } from './block-cache.ts';
import { BLOCK_ROWS, type BlockRow, PLACES_OF_BLOCK } from './block-row.ts';

/** Blocks with fewer rows are put together sooner or later. */
const LARGE = BLOCK_ROWS / 2;
/** So many blocks of like size are put together: each row is written once more for each eightfold. */
const TOGETHER = 8;

/** Makes the words of a row that is read back. */
export type WordsOf = (row: BlockRow) => string;

export class BlockWriter {
  readonly #database: SqliteDatabase;
  readonly #wordsOf: WordsOf;
  readonly #builder = new BlockBuilder();
  readonly #memory = new BlockMemory();
  #blocks: BlockInfo[];
  #nextId: number;
  /** Rows of the small blocks that were written by this object: not to be read again when they are put together. */
  readonly #rows = new Map<number, readonly BlockRow[]>();
  #gathering: Generator<void, void> | undefined;

  constructor(database: SqliteDatabase, wordsOf: WordsOf) {
    this.#database = database;
    this.#wordsOf = wordsOf;
    this.#blocks = listBlocks(database);
    this.#nextId = this.#blocks.reduce((highest, { id }) => Math.max(highest, id), 0) + 1;
  }

  get blocks(): readonly BlockInfo[] {
    return this.#blocks;
  }

  load(info: BlockInfo): LoadedBlock {
    return new LoadedBlock(this.#database, info, this.#memory, 0);
  }

  /** Writes rows, which are in the order of their keys. True when one had a token too long for the index. */
  write(rows: readonly BlockRow[]): boolean {
    const count = Math.ceil(rows.length / BLOCK_ROWS);
    let isLong = false;
    for (let i = 0; i < count; i++) {
      const part = rows.slice(Math.floor((rows.length * i) / count), Math.floor((rows.length * (i + 1)) / count));
      if (this.#insert(this.#builder.build(part))) isLong = true;
    }
    return isLong;
  }

  /** The row with the key; undefined when there is none. */
  find(key: number): BlockRow | undefined {
    for (const info of this.#blocks) {
      if (key < info.minKey || key > info.maxKey) continue;
      const row = this.#rowsOf(info).find((one) => one.key === key);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  /** Takes the row with the key out of its block. */
  remove(key: number): void {
    for (const info of this.#blocks) {
      if (key < info.minKey || key > info.maxKey) continue;
      const rows = this.#rowsOf(info);
      const left = rows.filter((row) => row.key !== key);
      if (left.length === rows.length) continue;
      this.#replace([info], left.length === 0 ? undefined : this.#builder.build(left));
      return;
    }
  }

  /** A slice of putting small blocks together, in a transaction of its own; false when there is nothing to do. */
  gather(): boolean {
    if (this.#gathering === undefined) {
      const blocks = this.#scattered();
      if (blocks.length === 0) return false;
      this.#gathering = this.#gatherSlices(blocks);
    }
    if (this.#gathering.next().done === true) this.#gathering = undefined;
    return true;
  }

  // Rows are written between slices: what was gathered is dropped when one of its blocks is not there any more.
  *#gatherSlices(blocks: readonly BlockInfo[]): Generator<void, void> {
    const rows: BlockRow[] = [];
    for (const info of blocks) {
      for (const row of this.#rowsOf(info)) rows.push(row);
      yield;
    }
    rows.sort((a, b) => a.key - b.key);
    const built = yield* new BlockBuilder().slices(rows);
    if (blocks.every((info) => this.#blocks.includes(info)))
      this.#database.transaction(() => this.#replace(blocks, built));
  }

  // As many of like size as give one block.
  #scattered(): BlockInfo[] {
    const tiers = new Map<number, BlockInfo[]>();
    for (const info of this.#blocks) {
      if (info.rows >= LARGE) continue;
      const tier = Math.floor(Math.log2(info.rows) / Math.log2(TOGETHER));
      const alike = tiers.get(tier) ?? [];
      alike.push(info);
      tiers.set(tier, alike);
    }
    for (const alike of tiers.values()) {
      let rows = 0;
      const fitting = alike.filter((info) => {
        if (rows + info.rows > BLOCK_ROWS) return false;
        rows += info.rows;
        return true;
      });
      if (alike.length >= TOGETHER || fitting.length < alike.length) return fitting;
    }
    return [];
  }

  // The new block first: ids are never given twice.
  #replace(old: readonly BlockInfo[], built: BuiltBlock | undefined): void {
    if (built !== undefined) this.#insert(built);
    for (const { id } of old) {
      this.#database.prepare('DELETE FROM block WHERE id=?').run(id);
      for (const table of ['chunk', 'part'])
        this.#database
          .prepare(`DELETE FROM ${table} WHERE id>=? AND id<?`)
          .run(id * PLACES_OF_BLOCK, (id + 1) * PLACES_OF_BLOCK);
      this.#rows.delete(id);
    }
    this.#blocks = this.#blocks.filter((info) => !old.includes(info));
  }

  #rowsOf(info: BlockInfo): readonly BlockRow[] {
    const known = this.#rows.get(info.id);
    if (known !== undefined) return known;
    const block = this.load(info);
    const { keys, levels, sources } = block.head;
    return Array.from(keys, (key, i) => {
      const { flags, ...rest } = block.row(i);
      const row: BlockRow = { key, source: sources[i]!, ...rest, flags: flags | levels[i]!, words: '' };
      return { ...row, words: this.#wordsOf(row) };
    });
  }

  #insert({ rows, levels, head, filter, parts, chunks, isLong }: BuiltBlock): boolean {
    const info: BlockInfo = {
      id: this.#nextId++,
      rows: rows.length,
      minKey: rows[0]!.key,
      maxKey: rows.at(-1)!.key,
      levels,
      parts: parts.length,
    };
    this.#database
      .prepare('INSERT INTO block(id, rows, min_key, max_key, levels, parts, head, filter) VALUES (?,?,?,?,?,?,?,?)')
      .run(info.id, info.rows, info.minKey, info.maxKey, levels, info.parts, head, filter);
    const place = info.id * PLACES_OF_BLOCK;
    const part = this.#database.prepare('INSERT INTO part VALUES (?,?)');
    for (const [i, bytes] of parts.entries()) part.run(place + i, bytes);
    const chunk = this.#database.prepare('INSERT INTO chunk VALUES (?,?)');
    for (const [i, bytes] of chunks.entries()) chunk.run(place + i, bytes);
    this.#blocks.push(info);
    if (rows.length < LARGE) this.#rows.set(info.id, rows);
    return isLong;
  }
}
