// The files behind a folder of databases: which there are, how large, and how one is removed.
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { AppError } from '../../base/errors.ts';

/** SQLite keeps these beside a database file. */
const SIDE_FILES = ['-wal', '-shm', '-journal'];
const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');

export interface DatabaseFile {
  name: string;
  path: string;
}

/** Database files of a folder whose name ends so, in name order; none when the folder is not there. */
export function listDatabases(folder: string, suffix: string): DatabaseFile[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(suffix))
      .sort()
      .map((name) => ({ name, path: path.join(folder, name) }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw folderError(error, 'list', folder);
  }
}

/** Bytes on disk of a database with its side files; 0 when it is gone. */
export function databaseBytes(file: string): number {
  let bytes = 0;
  for (const side of ['', ...SIDE_FILES]) bytes += statSync(file + side, { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}

/** Removes a database with its side files: the main file first, so that a half removal leaves no database. */
export function removeDatabase(file: string): void {
  for (const side of ['', ...SIDE_FILES]) rmSync(file + side, { force: true });
}

/** Puts a closed database in the place of another closed one. */
export function moveDatabase(from: string, to: string): void {
  for (const side of SIDE_FILES) rmSync(to + side, { force: true });
  renameSync(from, to);
}

/** True when the file begins as SQLite's files do, or is still empty. */
export function looksLikeDatabase(file: string): boolean {
  const head = Buffer.alloc(MAGIC.length);
  const handle = openSync(file, 'r');
  try {
    const count = readSync(handle, head, 0, head.length, 0);
    return count === 0 || head.equals(MAGIC);
  } finally {
    closeSync(handle);
  }
}

/** True when writes of this database were not folded into it: whoever wrote it did not close it. */
export function hasOpenLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Gives a closed database another name, with its side files: they belong together. */
export function renameDatabase(from: string, to: string): void {
  for (const side of ['', ...SIDE_FILES]) if (existsSync(from + side)) renameSync(from + side, to + side);
}

/** Makes the folder, for its owner only. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw folderError(error, 'make', folder);
  }
}

/** True when files can be made in the folder. */
export function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    if (['EACCES', 'EROFS', 'EPERM', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** Text of a small file; undefined when it is not there. */
export function readSmallFile(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw folderError(error, 'read', file);
  }
}

/** Replaces a small file whole: temporary file, fsync, rename. */
export function replaceSmallFile(file: string, text: string): void {
  try {
    const handle = openSync(`${file}.tmp`, 'w', 0o600);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(`${file}.tmp`, file);
  } catch (error) {
    throw folderError(error, 'write', file);
  }
}

function folderError(error: unknown, verb: string, target: string): AppError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new AppError('PERMISSION_DENIED', `Could not ${verb} ${target}: no permission.`, {
      cause: error,
      hint: 'Give yourself the right to read and write it, or choose another folder with --workspace.',
    });
  }
  if (code === 'ENOSPC') {
    return new AppError('STORE_FULL', `Could not ${verb} ${target}: the disk is full.`, {
      cause: error,
      hint: 'Free some space.',
      retryable: true,
    });
  }
  return new AppError('FILE_UNREADABLE', `Could not ${verb} ${target}: ${(error as Error).message}.`, {
    cause: error,
    hint: 'Check that this is a folder on a disk that works.',
  });
}
