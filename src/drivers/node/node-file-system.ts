// The file system port on Node. Callbacks instead of node:fs/promises: a stat costs a quarter, and an agent makes
// thousands of them a second.
import fs from 'node:fs';
import path from 'node:path';
import type { DirectoryEntry, FileStat, FileSystem, OpenFile } from '../../ports/file-system.ts';

const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = fs.constants;

// Reading is opened non-blocking: a FIFO in the place of a log file must not hang the open.
const OPEN_FLAGS = {
  read: O_RDONLY | (O_NONBLOCK ?? 0),
  write: O_WRONLY | O_CREAT | O_TRUNC,
  append: O_WRONLY | O_CREAT | O_APPEND,
} as const;

/** Files of this machine. Files it makes are for this user only (0600). */
export function createNodeFileSystem(): FileSystem {
  return {
    async open(file, mode) {
      const descriptor = await call<number>((done) => fs.open(file, OPEN_FLAGS[mode], 0o600, done));
      return new NodeFile(descriptor);
    },
    stat: async (file) => toStat(await call<fs.BigIntStats>((done) => fs.stat(file, { bigint: true }, done))),
    list: async (directory) =>
      (await call<fs.Dirent[]>((done) => fs.readdir(directory, { withFileTypes: true }, done))).map(toEntry),
    readWhole,
    rename: (from, to) => call<void>((done) => fs.rename(from, to, done)),
    remove: (file) => call<void>((done) => fs.unlink(file, done)),
    makeDirectory: async (directory, mode) => {
      await call<string | undefined>((done) => fs.mkdir(directory, { recursive: true, mode }, done));
    },
    realPath: (file) => call<string>((done) => fs.realpath.native(file, done)),
    syncDirectory,
    watch,
  };
}

class NodeFile implements OpenFile {
  readonly #descriptor: number;
  #closed = false;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  async stat(): Promise<FileStat> {
    return toStat(await call<fs.BigIntStats>((done) => fs.fstat(this.#descriptor, { bigint: true }, done)));
  }

  read(into: Uint8Array, offset: number, length: number, position: number): Promise<number> {
    return call<number>((done) => fs.read(this.#descriptor, into, offset, length, position, done));
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      const from = written;
      written += await call<number>((done) => fs.write(this.#descriptor, bytes, from, bytes.length - from, null, done));
    }
  }

  sync(): Promise<void> {
    return call<void>((done) => fs.fsync(this.#descriptor, done));
  }

  /** Closing twice is harmless: the number may belong to another file by then. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await call<void>((done) => fs.close(this.#descriptor, done));
  }
}

type Done<T> = (error: NodeJS.ErrnoException | null, result?: T) => void;

function call<T>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    start((error, result) => (error === null || error === undefined ? resolve(result as T) : reject(error)));
  });
}

function toStat(stat: fs.BigIntStats): FileStat {
  return {
    kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other',
    device: stat.dev,
    inode: stat.ino,
    birthNs: stat.birthtimeNs,
    mtimeNs: stat.mtimeNs,
    size: Number(stat.size),
    blocks: Number(stat.blocks),
  };
}

function toEntry(entry: fs.Dirent): DirectoryEntry {
  const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'other';
  return { name: entry.name, kind };
}

async function readWhole(file: string, maxBytes: number): Promise<Uint8Array> {
  const handle = new NodeFile(await call<number>((done) => fs.open(file, OPEN_FLAGS.read, done)));
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw tooLarge(file, size, maxBytes);
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const count = await handle.read(bytes, filled, size - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

function tooLarge(file: string, size: number, maxBytes: number): Error {
  const error: NodeJS.ErrnoException = new Error(`${file} has ${size} bytes; at most ${maxBytes} are read.`);
  error.code = 'EFBIG';
  return error;
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory; there a rename is durable with the file system's own journal.
  if (process.platform === 'win32') return;
  const handle = new NodeFile(await call<number>((done) => fs.open(directory, O_RDONLY, done)));
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function watch(directory: string, changed: Parameters<FileSystem['watch']>[1]): (() => void) | undefined {
  try {
    const watcher = fs.watch(path.resolve(directory), { persistent: false }, (kind, name) =>
      changed(name ?? undefined, kind === 'change' ? 'content' : 'entry'),
    );
    // A watch that breaks (directory removed, limit hit later) ends quietly: callers poll as well.
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    // No watches left or a file system without them: the port says undefined for that.
    return undefined;
  }
}
