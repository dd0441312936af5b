// Blocks of one segment for reading, as far as questions needed them; what was used last is kept.
import type { SqliteDatabase } from '../../../drivers/sqlite/sqlite-database.ts';
import { TokenPart } from '../index/token-part.ts';
import { type ChunkRow, type ChunkRows, unpackChunk } from './block-chunk.ts';
import { type BlockHead, unpackHead } from './block-head.ts';
import { CHUNK_ROWS, PLACES_OF_BLOCK } from './block-row.ts';
import { KeptValues } from './kept-values.ts';

/** What stands in a block's row of the file beside its bytes. A block never changes: another one has another id. */
export interface BlockInfo {
  id: number;
  rows: number;
  minKey: number;
  maxKey: number;
  /** Bit r: there are rows of level rank r. */
  levels: number;
  parts: number;
}

/** Blocks of a segment file, in the order of their ids. */
export function listBlocks(database: SqliteDatabase): BlockInfo[] {
  const rows = database.prepare('SELECT id, rows, min_key, max_key, levels, parts FROM block').all();
  return rows.map((row) => {
    const [id, count, minKey, maxKey, levels, parts] = row as number[];
    return { id: id!, rows: count!, minKey: minKey!, maxKey: maxKey!, levels: levels!, parts: parts! };
  });
}

/** What readers keep of the blocks they have read, for all segments of a thread; sizes in bytes. */
export class BlockMemory {
  // Filters and heads of five million lines, which every question goes through, stay.
  readonly filters = new KeptValues<Uint8Array>(48 * 1024 * 1024);
  readonly heads = new KeptValues<BlockHead>(72 * 1024 * 1024);
  readonly chunks = new KeptValues<ChunkRows>(24 * 1024 * 1024);
  readonly parts = new KeptValues<TokenPart>(16 * 1024 * 1024);
}

/** One block; its bytes are read when they are asked for. */
export class LoadedBlock {
  readonly info: BlockInfo;
  readonly #database: SqliteDatabase;
  readonly #memory: BlockMemory;
  readonly #place: string;
  #head: BlockHead | undefined;
  #chunk: ChunkRows | undefined;
  #chunkIndex = -1;

  /** `segment` tells the segments of a thread apart. */
  constructor(database: SqliteDatabase, info: BlockInfo, memory: BlockMemory, segment: number) {
    this.#database = database;
    this.info = info;
    this.#memory = memory;
    this.#place = `${segment}/${info.id}`;
  }

  get filter(): Uint8Array {
    return this.#memory.filters.get(this.#place, () => {
      const bytes = this.#blob('SELECT filter FROM block WHERE id=?', this.info.id);
      return { value: bytes, bytes: bytes.length };
    });
  }

  get head(): BlockHead {
    this.#head ??= this.#memory.heads.get(this.#place, () => {
      const head = unpackHead(this.#blob('SELECT head FROM block WHERE id=?', this.info.id));
      return { value: head, bytes: this.info.rows * 13 };
    });
    return this.#head;
  }

  part(index: number): TokenPart {
    return this.#memory.parts.get(`${this.#place}/${index}`, () => {
      const stored = this.#blob('SELECT data FROM part WHERE id=?', this.info.id * PLACES_OF_BLOCK + index);
      // Its rows may be unpacked later on.
      return { value: new TokenPart(stored), bytes: stored.length * 2 };
    });
  }

  row(row: number): ChunkRow {
    return this.#chunkOf(row).row(row % CHUNK_ROWS);
  }

  /** The message alone; null when the row has none in its column. */
  message(row: number): string | null {
    return this.#chunkOf(row).message(row % CHUNK_ROWS);
  }

  // Neighbours are asked for one after the other.
  #chunkOf(row: number): ChunkRows {
    const index = Math.floor(row / CHUNK_ROWS);
    if (this.#chunk === undefined || index !== this.#chunkIndex) {
      this.#chunk = this.#readChunk(index);
      this.#chunkIndex = index;
    }
    return this.#chunk;
  }

  #readChunk(index: number): ChunkRows {
    return this.#memory.chunks.get(`${this.#place}/${index}`, () => {
      const packed = this.#blob('SELECT data FROM chunk WHERE id=?', this.info.id * PLACES_OF_BLOCK + index);
      const from = index * CHUNK_ROWS;
      const rows = unpackChunk(packed, this.head.sources.subarray(from, from + CHUNK_ROWS));
      return { value: rows, bytes: rows.bytes };
    });
  }

  #blob(sql: string, id: number): Uint8Array {
    return this.#database.prepare(sql).get(id)![0] as Uint8Array;
  }
}
