import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import type { DeflateAnswer, DeflateOrder } from './deflate-worker.ts';
import { type PackedBlock, packBlock } from './steady-deflate.ts';

/** Blocks of a bundle (4 MiB of text) that are not worth a thread of their own. */
const FEW_BLOCKS = 64;
/** Blocks with the thread at a time; beyond them the caller packs itself, so that both have work and neither waits. */
const MAX_WITH_THREAD = 8;

/** Room of one block, packed or not: one of very long lines gets its own. */
const ROOM = 3 * 64 * 1024;

/** Its heap holds one block and its codes: a larger one would only be filled before it is tidied. */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

interface Waiting {
  resolve(block: PackedBlock): void;
  reject(error: unknown): void;
}

/** Compresses blocks, of a large bundle in a thread beside the caller's. What comes out is the same either way. */
export class DeflateCrew {
  readonly #fewBlocks: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #blocks = 0;
  #failed: AppError | undefined;
  /** Rooms that go back and forth: what is allocated and let go for each block stays with the process for long. */
  readonly #rooms: ArrayBuffer[] = [];

  constructor(fewBlocks = FEW_BLOCKS) {
    this.#fewBlocks = fewBlocks;
  }

  /** The thread has all it may have: whoever waits for one of its blocks gives it time to answer. */
  get isFull(): boolean {
    return this.#waiting.size >= MAX_WITH_THREAD;
  }

  /** Packs one block; the bytes are free again when this returns. Rejects INTERNAL when the thread ended. */
  pack(raw: Uint8Array): PackedBlock | Promise<PackedBlock> {
    const id = this.#blocks++;
    if (id < this.#fewBlocks || this.isFull) return packBlock(raw);
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    const held = new Uint8Array(this.#room(raw.length), 0, raw.length);
    held.set(raw);
    const order: DeflateOrder = { id, raw: held, room: this.#room(0) };
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage(order, [held.buffer, order.room]);
    });
  }

  /** Takes back a block that nobody needs any more, for its room. */
  reuse({ bytes }: PackedBlock): void {
    this.#keep(bytes.buffer);
  }

  #room(bytes: number): ArrayBuffer {
    return bytes > ROOM ? new ArrayBuffer(bytes) : (this.#rooms.pop() ?? new ArrayBuffer(ROOM));
  }

  #keep(room: ArrayBuffer): void {
    if (room.byteLength === ROOM && this.#rooms.length < 2 * MAX_WITH_THREAD) this.#rooms.push(room);
  }

  /** Lets the thread go, with whatever it still has. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(workerUrl(), { name: 'bundle-deflate', resourceLimits: LIMITS });
    worker.on('message', ({ id, room, ...block }: DeflateAnswer) => {
      this.#keep(room);
      this.#waiting.get(id)?.resolve(block);
      this.#waiting.delete(id);
    });
    worker.on('error', (error) => this.#end(`failed: ${error.message}`));
    worker.on('exit', (code) => this.#end(`ended with ${code}`));
    return worker;
  }

  #end(why: string): void {
    this.#failed ??= new AppError('INTERNAL', `The thread that compresses the bundle ${why}.`, {
      hint: 'Nothing was left behind; make the bundle again.',
    });
    for (const { reject } of this.#waiting.values()) reject(this.#failed);
    this.#waiting.clear();
  }
}

function workerUrl(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./deflate-worker.ts', import.meta.url)
    : new URL('../workers/deflate-worker.js', import.meta.url);
}
