import { pack } from './compression.ts';
import { crc32c } from './crc32c.ts';
import { BATCH_HEADER } from './record-batch.ts';
import type { RecordWriter } from './record-writer.ts';

/** A record batch ready to be sent: packed once, stamped with producer and sequence for each session. */
export class SealedBatch {
  readonly bytes: Buffer;
  readonly count: number;
  /** Bytes of the records before they were packed. */
  readonly rawLength: number;

  constructor(writer: RecordWriter) {
    const { codec, packed } = pack(writer.records());
    this.count = writer.count;
    this.rawLength = writer.length;
    const bytes = Buffer.allocUnsafe(BATCH_HEADER + packed.length);
    packed.copy(bytes, BATCH_HEADER);
    bytes.writeBigInt64BE(0n, 0);
    bytes.writeInt32BE(bytes.length - 12, 8);
    bytes.writeInt32BE(-1, 12);
    bytes[16] = 2;
    bytes.writeInt16BE(codec, 21);
    bytes.writeInt32BE(writer.count - 1, 23);
    bytes.writeBigInt64BE(BigInt(writer.baseTimeMs), 27);
    bytes.writeBigInt64BE(BigInt(writer.maxTimeMs), 35);
    bytes.writeInt32BE(writer.count, 57);
    this.bytes = bytes;
  }

  /** Sets who sends it and as which of its records: the broker drops a repeat by that. */
  stamp(producerId: number, epoch: number, sequence: number): void {
    const { bytes } = this;
    bytes.writeBigInt64BE(BigInt(producerId), 43);
    bytes.writeInt16BE(epoch, 51);
    bytes.writeInt32BE(sequence, 53);
    bytes.writeUInt32BE(crc32c(bytes, 21), 17);
  }
}
