// The thread that compresses blocks of a large bundle beside the one that reads events.
import { parentPort } from 'node:worker_threads';
import { type PackedBlock, packBlock } from './steady-deflate.ts';

/** Text of one block to the thread, in the order in which answers come back. */
export interface DeflateOrder {
  id: number;
  raw: Uint8Array<ArrayBuffer>;
}

export interface DeflateAnswer extends PackedBlock {
  id: number;
}

parentPort?.on('message', ({ id, raw }: DeflateOrder) => {
  const { bytes, bits } = packBlock(raw);
  const answer: DeflateAnswer = { id, bytes, bits };
  parentPort?.postMessage(answer, [bytes.buffer]);
});
