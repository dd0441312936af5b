import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { DeflateCrew } from '../zip/deflate-crew.ts';
import { type PackedBlock, SteadyDeflate } from '../zip/steady-deflate.ts';
import { type PartSpool, SpooledBytes } from './part-spool.ts';

/** UTF-16 units that make a block. */
const BLOCK = 64 * 1024;
/** Blocks of a part that may be on their way to the disk: a slow one is waited for. */
const MAX_UNFINISHED = 16;

// Room for one block as bytes: it is hashed and packed before anything else is done.
const scratch = Buffer.alloc(3 * BLOCK);

/** A finished part: what the manifest and the zip say of it. */
export interface WrittenPart {
  name: string;
  /** Bytes of the content. */
  size: number;
  /** SHA-256 of the content, hex. */
  sha256: string;
  crc32: number;
  packed: SpooledBytes;
  /** SHA-256 of the packed bytes, hex. */
  packedSha256: string;
}

/** One part of a bundle while it grows: text in, packed bytes in the spool. */
export class PartWriter {
  readonly #spool: PartSpool;
  readonly #crew: DeflateCrew;
  readonly #hash = createHash('sha256');
  readonly #packedHash = createHash('sha256');
  readonly #deflate = new SteadyDeflate();
  readonly #packed = new SpooledBytes();
  #text = '';
  #lastBlock = 0;
  #size = 0;
  #crc = 0;
  /** Blocks that are still being packed and what waits behind them; undefined when there are none. */
  #unfinished: Promise<void> | undefined;
  #unfinishedBlocks = 0;

  constructor(spool: PartSpool, crew: DeflateCrew) {
    this.#spool = spool;
    this.#crew = crew;
  }

  /** Bytes packed so far. */
  get packedSize(): number {
    return this.#packed.length;
  }

  /** Units of text that went out of memory since this was last asked. */
  takePacked(): number {
    const units = this.#lastBlock;
    this.#lastBlock = 0;
    return units;
  }

  /** Adds text; a promise when the disk or the thread that packs has to catch up. */
  add(text: string): Promise<void> | undefined {
    this.#text += text;
    return this.#text.length >= BLOCK ? this.flush() : undefined;
  }

  /** Writes what is held. Where blocks end is part of the packed form: call it for reasons of the content alone. */
  flush(): Promise<void> | undefined {
    const raw = bytesOf(this.#text);
    this.#lastBlock = this.#text.length;
    this.#text = '';
    if (raw.length === 0) return undefined;
    this.#size += raw.length;
    this.#hash.update(raw);
    this.#crc = crc32(raw, this.#crc);
    const packed = this.#crew.pack(raw);
    if (this.#unfinished === undefined && !(packed instanceof Promise)) return this.#take(packed);
    const all = this.#after(this.#unfinished, packed);
    this.#unfinished = all;
    this.#unfinishedBlocks++;
    all.then(
      () => {
        this.#unfinishedBlocks--;
        if (this.#unfinished === all) this.#unfinished = undefined;
      },
      () => {
        // Told at the end of the part, or by whoever waits for it now.
      },
    );
    return this.#crew.isFull || this.#unfinishedBlocks >= MAX_UNFINISHED ? all : undefined;
  }

  async end(name: string): Promise<WrittenPart> {
    await this.flush();
    await this.#unfinished;
    await this.#store(this.#deflate.end());
    return {
      name,
      size: this.#size,
      sha256: this.#hash.digest('hex'),
      crc32: this.#crc,
      packed: this.#packed,
      packedSha256: this.#packedHash.digest('hex'),
    };
  }

  async #after(before: Promise<void> | undefined, packed: PackedBlock | Promise<PackedBlock>): Promise<void> {
    // Both at once: were the first to fail, nobody would hear of the second.
    const [block] = await Promise.all([packed, before]);
    await this.#take(block);
  }

  #take(block: PackedBlock): Promise<void> | undefined {
    const bytes = this.#deflate.append(block);
    this.#crew.reuse(block);
    return this.#store(bytes);
  }

  #store(bytes: Uint8Array): Promise<void> | undefined {
    this.#packedHash.update(bytes);
    return this.#spool.append(this.#packed, bytes);
  }
}

/** UTF-8 of the text, in the scratch where it fits. */
function bytesOf(text: string): Uint8Array {
  if (3 * text.length > scratch.length) {
    const bytes = Buffer.byteLength(text);
    if (bytes > scratch.length) return Buffer.from(text);
  }
  return scratch.subarray(0, scratch.write(text));
}
