// An event as a block holds it, and blocks' sizes.

export interface BlockRow {
  key: number;
  source: number;
  flags: number;
  seq: number;
  offset: number | null;
  shape: number | null;
  leaves: string | null;
  message: string | null;
  /** Text for the index; what is read back from a block has none. */
  words: string;
}

/** Rows of a block at most; their numbers must fit into sixteen bits. */
export const BLOCK_ROWS = 8_192;
/** Rows that are compressed together: what is read to show one of them. */
export const CHUNK_ROWS = 256;
/** Ids of a block's chunks and parts are the block's id times this, and a number. */
export const PLACES_OF_BLOCK = 256;
