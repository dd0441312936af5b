// A compressed file read as if it were not: what a log was before it was rotated and compressed. Bytes are made as they
// are asked for; going back further than a little starts again at the beginning.
import type { FileStat, OpenFile } from '../../ports/file-system.ts';
import { readChunks } from '../import/byte-stream.ts';
import { decompress } from '../import/decompress.ts';
import type { Compression } from './compression.ts';

/** Kept before the place read last: each read of the harvester begins a little before the one before it ended. */
const KEPT_BYTES = 4 * 1024;

export class PlainHandle implements OpenFile {
  readonly #inner: OpenFile;
  readonly #compression: Compression;
  #source: AsyncGenerator<Uint8Array> | undefined;
  #window: Uint8Array = new Uint8Array(0);
  /** Place of the window's first byte in the plain text. */
  #at = 0;
  #isOver = false;

  constructor(inner: OpenFile, compression: Compression) {
    this.#inner = inner;
    this.#compression = compression;
  }

  /** The compressed file's own, with the plain size once it is known. */
  async stat(): Promise<FileStat> {
    const stat = await this.#inner.stat();
    return { ...stat, size: this.#isOver ? this.#end : Number.MAX_SAFE_INTEGER };
  }

  /** Rejects with the codec's error where the file is damaged. */
  async read(into: Uint8Array, offset: number, length: number, position: number): Promise<number> {
    if (this.#source === undefined || position < this.#at) await this.#start();
    while (!this.#isOver && this.#end < position + length) await this.#readOn(position);
    const from = Math.max(0, position - this.#at);
    const bytes = this.#window.subarray(from, from + length);
    into.set(bytes, offset);
    return bytes.length;
  }

  write(): Promise<void> {
    return Promise.reject(new Error('A compressed file is only read.'));
  }

  sync(): Promise<void> {
    return this.#inner.sync();
  }

  async close(): Promise<void> {
    await this.#source?.return(undefined);
    await this.#inner.close();
  }

  get #end(): number {
    return this.#at + this.#window.length;
  }

  async #start(): Promise<void> {
    await this.#source?.return(undefined);
    this.#source = decompress(readChunks(this.#inner), this.#compression);
    this.#window = new Uint8Array(0);
    this.#at = 0;
    this.#isOver = false;
  }

  async #readOn(position: number): Promise<void> {
    const next = await this.#source!.next();
    if (next.done === true) {
      this.#isOver = true;
      return;
    }
    const spare = Math.min(this.#window.length, Math.max(0, position - KEPT_BYTES - this.#at));
    const kept = this.#window.subarray(spare);
    const window = new Uint8Array(kept.length + next.value.length);
    window.set(kept);
    window.set(next.value, kept.length);
    this.#window = window;
    this.#at += spare;
  }
}
