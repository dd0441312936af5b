import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRecords, type RecordBatch } from '../../../../../src/drivers/kafka/protocol/record-batch.ts';
import { RecordCursor } from '../../../../../src/drivers/kafka/protocol/record-cursor.ts';
import { RecordWriter, type WrittenHeader } from '../../../../../src/drivers/kafka/protocol/record-writer.ts';
import { SealedBatch } from '../../../../../src/drivers/kafka/protocol/sealed-batch.ts';

interface Plain {
  timeMs: number;
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: WrittenHeader[];
}

/** A batch as a broker hands it out: with its place in the partition. */
function batchOf(records: Plain[], baseOffset: number, attributes = 0, producerId = 7): Buffer {
  const writer = new RecordWriter();
  for (const { timeMs, key, value, headers } of records) writer.add(timeMs, key, value, 0, value?.length ?? 0, headers);
  const batch = new SealedBatch(writer);
  batch.bytes.writeBigInt64BE(BigInt(baseOffset), 0);
  batch.bytes.writeInt16BE(batch.bytes.readInt16BE(21) | attributes, 21);
  batch.stamp(producerId, 0, 0);
  return batch.bytes;
}

const texts = (...values: string[]): Plain[] =>
  values.map((text) => ({ timeMs: 1_700_000_000_000, key: null, value: Buffer.from(text), headers: [] }));

function read(batches: RecordBatch[]) {
  const cursor = new RecordCursor();
  const found: (Plain & { offset: number })[] = [];
  for (const batch of batches)
    for (cursor.open(batch); cursor.next(); )
      found.push({
        offset: cursor.offset,
        timeMs: cursor.timeMs,
        key: cursor.key(),
        value: cursor.value(),
        headers: cursor.headers().map(({ key, value }) => ({ name: Buffer.from(key), value })),
      });
  return found;
}

const valuesOf = (batches: RecordBatch[]) => read(batches).map(({ value }) => String(value));

describe('record batches', () => {
  test('what is written is read: any times, keys, values, headers, nulls', () => {
    const bytes = fc.option(
      fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
      { nil: null },
    );
    const header = fc.record({ name: fc.string({ maxLength: 20 }).map((text) => Buffer.from(text)), value: bytes });
    const record = fc.record({
      timeMs: fc.integer({ min: -1, max: 4_000_000_000_000 }),
      key: bytes,
      value: bytes,
      headers: fc.array(header, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 40 }), fc.nat(2 ** 40), (records, base) => {
        const { batches, unreadable, nextOffset } = decodeRecords(batchOf(records, base), base, []);
        expect(unreadable).toEqual([]);
        expect(nextOffset).toBe(base + records.length);
        expect(read(batches)).toEqual(records.map((plain, i) => ({ offset: base + i, ...plain })));
      }),
      { numRuns: 200 },
    );
  });

  test('begins in the middle of a batch, and stops where the answer was cut', () => {
    const first = batchOf(texts('a', 'b', 'c'), 10);
    const second = batchOf(texts('d', 'e'), 13);
    const data = Buffer.concat([first, second, second.subarray(0, 30)]);
    const { batches, nextOffset } = decodeRecords(data, 12, []);
    expect(valuesOf(batches)).toEqual(['c', 'd', 'e']);
    expect(nextOffset).toBe(15);
  });

  test('a wrong checksum, an unknown codec and an old format are told and stepped over', () => {
    const broken = batchOf(texts('x', 'y'), 0);
    broken[broken.length - 1]! ^= 1;
    const unknown = batchOf(texts('z'), 2, 7);
    const old = Buffer.alloc(40);
    old.writeBigInt64BE(3n, 0);
    old.writeInt32BE(28, 8);
    old[16] = 1;
    const { batches, unreadable, nextOffset } = decodeRecords(
      Buffer.concat([broken, unknown, old, batchOf(texts('whole'), 4)]),
      0,
      [],
    );
    expect(valuesOf(batches)).toEqual(['whole']);
    expect(nextOffset).toBe(5);
    expect(unreadable.map(({ fromOffset, toOffset }) => [fromOffset, toOffset])).toEqual([
      [0, 2],
      [2, 3],
      [3, 4],
    ]);
    expect(unreadable.map(({ reason }) => reason)).toEqual([
      'its checksum is wrong',
      'compression 7 is not known',
      'message format 1, older than Kafka 0.11',
    ]);
  });

  test('packed bytes that are damaged behind a right checksum are told too', () => {
    const writer = new RecordWriter();
    writer.add(0, null, Buffer.alloc(1000, 'a'));
    const batch = new SealedBatch(writer).bytes;
    batch.writeInt16BE(1, 21);
    const cut = Buffer.concat([batch.subarray(0, 61), gzipSync(Buffer.alloc(500)).subarray(0, 12)]);
    cut.writeInt32BE(cut.length - 12, 8);
    stampAgain(cut);
    const { batches, unreadable, nextOffset } = decodeRecords(cut, 0, []);
    expect(batches).toEqual([]);
    expect(unreadable[0]?.reason).toContain('cannot be unpacked');
    expect(nextOffset).toBe(1);
  });

  test('aborted transactions and control records are left out, later ones of the same producer are not', () => {
    const transactional = 0x10;
    const control = 0x30;
    const data = Buffer.concat([
      batchOf(texts('aborted 1', 'aborted 2'), 0, transactional, 5),
      batchOf(texts('of another'), 2, transactional, 6),
      batchOf(texts('abort'), 3, control, 5),
      batchOf(texts('committed'), 4, transactional, 5),
      batchOf(texts('commit'), 5, control, 5),
    ]);
    const decoded = decodeRecords(data, 0, [{ producerId: 5, firstOffset: 0 }]);
    expect(valuesOf(decoded.batches)).toEqual(['of another', 'committed']);
    expect(decoded).toMatchObject({ nextOffset: 6, controlBatches: 2, abortedRecords: 2 });
  });

  test('any bytes end in an answer, never in an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (noise, behindHeader) => {
        const whole = batchOf(texts('one', 'two'), 0);
        const data = Buffer.from(behindHeader ? Buffer.concat([whole.subarray(0, 61), noise]) : noise);
        if (behindHeader) {
          data.writeInt32BE(data.length - 12, 8);
          stampAgain(data);
        }
        const { batches } = decodeRecords(data, 0, []);
        expect(read(batches).length).toBeLessThanOrEqual(2 ** 16);
      }),
      { numRuns: 500 },
    );
  });
});

/** Gives changed bytes a right checksum. */
function stampAgain(bytes: Buffer): void {
  SealedBatch.prototype.stamp.call({ bytes }, 7, 0, 0);
}
