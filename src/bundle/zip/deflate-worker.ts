// The thread that compresses blocks of a large bundle beside the one that reads events.
import { parentPort } from 'node:worker_threads';
import { type PackedBlock, packBlock } from './steady-deflate.ts';

/** Text of one block to the thread, in the order in which answers come back, and room for the packed bytes. */
export interface DeflateOrder {
  id: number;
  raw: Uint8Array<ArrayBuffer>;
  room: ArrayBuffer;
}

/** What was made of it; the text's room comes back for another block. */
export interface DeflateAnswer extends PackedBlock {
  id: number;
  room: ArrayBuffer;
}

parentPort?.on('message', ({ id, raw, room }: DeflateOrder) => {
  const { bytes, bits } = packBlock(raw, new Uint8Array(room));
  const answer: DeflateAnswer = { id, bytes, bits, room: raw.buffer };
  parentPort?.postMessage(answer, [bytes.buffer, raw.buffer]);
});
