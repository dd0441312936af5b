// The records of a zip (APPNOTE 6.3.10) as bundles have them: one way to write each, so that a changed header is seen.
// Times are 1 January 1980, names UTF-8, sizes before the data; ZIP64 only where a number needs it.

export interface ZipEntry {
  name: string;
  size: number;
  packedSize: number;
  crc32: number;
  /** Where its local header starts. */
  offset: number;
}

const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
const FIRST_OF_1980 = 0x0021;
/** Unix, 4.5 of the specification; a plain file that everybody may read. */
const MADE_BY = (3 << 8) | 45;
const FILE_MODE = 0o100644;

/** The header before an entry's bytes. */
export function localHeader(entry: ZipEntry): Uint8Array {
  const name = Buffer.from(entry.name);
  const extra = zip64Extra(entry, false);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  writeCommon(header, 4, entry, extra.length > 0);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** The entry's record in the directory at the end. */
export function directoryRecord(entry: ZipEntry): Uint8Array {
  const name = Buffer.from(entry.name);
  const extra = zip64Extra(entry, true);
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(MADE_BY, 4);
  writeCommon(record, 6, entry, extra.length > 0);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE(FILE_MODE * 0x10000, 38);
  record.writeUInt32LE(Math.min(entry.offset, MAX_32), 42);
  return Buffer.concat([record, name, extra]);
}

/** The end of the file, comment not included: ZIP64 records where they are needed, then the usual one. */
export function endRecords(count: number, offset: number, size: number, commentLength: number): Uint8Array {
  const isLarge = count >= MAX_16 || offset >= MAX_32 || size >= MAX_32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MAX_16), 8);
  end.writeUInt16LE(Math.min(count, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_32), 16);
  end.writeUInt16LE(commentLength, 20);
  return isLarge ? Buffer.concat([zip64End(count, offset, size), end]) : end;
}

function zip64End(count: number, offset: number, size: number): Uint8Array {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(MADE_BY, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + size), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

function writeCommon(into: Buffer, at: number, entry: ZipEntry, isLarge: boolean): void {
  into.writeUInt16LE(isLarge ? 45 : 20, at);
  into.writeUInt16LE(UTF8_NAMES, at + 2);
  into.writeUInt16LE(DEFLATE, at + 4);
  into.writeUInt16LE(0, at + 6);
  into.writeUInt16LE(FIRST_OF_1980, at + 8);
  into.writeUInt32LE(entry.crc32, at + 10);
  into.writeUInt32LE(Math.min(entry.packedSize, MAX_32), at + 14);
  into.writeUInt32LE(Math.min(entry.size, MAX_32), at + 18);
}

/** Numbers that do not fit into 32 bits; a local header has both sizes or none. */
function zip64Extra(entry: ZipEntry, inDirectory: boolean): Buffer {
  const numbers: number[] = [];
  const isLarge = entry.size >= MAX_32 || entry.packedSize >= MAX_32;
  if (inDirectory ? entry.size >= MAX_32 : isLarge) numbers.push(entry.size);
  if (inDirectory ? entry.packedSize >= MAX_32 : isLarge) numbers.push(entry.packedSize);
  if (inDirectory && entry.offset >= MAX_32) numbers.push(entry.offset);
  if (numbers.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + 8 * numbers.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * numbers.length, 2);
  for (const [i, number] of numbers.entries()) extra.writeBigUInt64LE(BigInt(number), 4 + 8 * i);
  return extra;
}
