// What makes a file the same file. Device and inode alone are not it: ext4 gives a freed inode to the very next file.
// The birth time in nanoseconds tells those apart, the head and the bytes before the offset tell a rewritten file from
// a grown one, and together they find a file again whose device number changed (a remount) or that was compressed.
import { createHash } from 'node:crypto';
import type { FileStat } from '../../ports/file-system.ts';

/** Bytes at the beginning that identify a file's content; while it is shorter, the head grows with it. */
export const HEAD_BYTES = 256;
/** Bytes just before the offset that must still be there when reading goes on. */
export const TAIL_BYTES = 256;

export interface FileIdentity {
  device: bigint;
  inode: bigint;
  /** 0n where the file system does not tell it. */
  birthNs: bigint;
}

export function identityOf(stat: FileStat): FileIdentity {
  return { device: stat.device, inode: stat.inode, birthNs: stat.birthNs };
}

/** The same file on the same mount. Birth times are compared where both are known. */
export function isSameFile(a: FileIdentity, b: FileIdentity): boolean {
  if (a.device !== b.device || a.inode !== b.inode) return false;
  return a.birthNs === 0n || b.birthNs === 0n || a.birthNs === b.birthNs;
}

/** Key of a map by device and inode. */
export function inodeKey(identity: FileIdentity): string {
  return `${identity.device.toString(36)}-${identity.inode.toString(36)}`;
}

/** Short hash of bytes: 96 bits of SHA-256, url-safe. */
export function hashBytes(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
}

/**
 * Name of one life of a file: identity hash and the number of times it was truncated or rewritten. The same file gives
 * the same name, so that what is read twice after a crash carries the same event ids.
 */
export function firstGeneration(identity: FileIdentity): string {
  return `${hashBytes(`${inodeKey(identity)}-${identity.birthNs.toString(36)}`).slice(0, 12)}.0`;
}

/** `GENERATION@DEVICE-INODE-BIRTH`: the generation is kept apart, for a copy or an archive goes on with another's. */
export function printIdentity(generation: string, identity: FileIdentity): string {
  return `${generation}@${inodeKey(identity)}-${identity.birthNs.toString(36)}`;
}

/** Reads what `printIdentity` wrote; undefined when it is damaged. */
export function parseIdentity(text: string): { generation: string; identity: FileIdentity } | undefined {
  const match = /^(.+)@([0-9a-z]+)-([0-9a-z]+)-([0-9a-z]+)$/.exec(text);
  if (match === null) return undefined;
  const [, generation, device, inode, birth] = match;
  return {
    generation: generation!,
    identity: { device: parseBase36(device!), inode: parseBase36(inode!), birthNs: parseBase36(birth!) },
  };
}

// Number.parseInt would round what does not fit 53 bits; inodes have 64.
function parseBase36(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}
