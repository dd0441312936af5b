// The file system as the agent sees it: narrow, so that a test can make the k-th call fail.

export interface FileStat {
  kind: 'file' | 'directory' | 'other';
  device: bigint;
  inode: bigint;
  birthNs: bigint;
  mtimeNs: bigint;
  size: number;
  /** Blocks of 512 bytes really allocated: fewer than the size needs means a sparse file. */
  blocks: number;
}

export interface OpenFile {
  stat(): Promise<FileStat>;
  /** Reads up to `length` bytes at `position` into `into`; 0 at the end of the file. */
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  write(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface DirectoryEntry {
  name: string;
  kind: 'file' | 'directory' | 'link' | 'other';
}

/** Every method rejects with an error that carries the system's `code` (`ENOENT`, `EACCES`, `EIO`, …). */
export interface FileSystem {
  open(path: string, mode: 'read' | 'write' | 'append'): Promise<OpenFile>;
  stat(path: string): Promise<FileStat>;
  list(directory: string): Promise<DirectoryEntry[]>;
  readWhole(path: string, maxBytes: number): Promise<Uint8Array>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  makeDirectory(path: string, mode: number): Promise<void>;
  /** Resolved path with every link followed. */
  realPath(path: string): Promise<string>;
  /** Makes the directory's entries durable. */
  syncDirectory(path: string): Promise<void>;
  /**
   * Calls back when something in the directory may have changed, with the entry's name where the system tells it:
   * `content` when an entry was written to, `entry` when one came, went or was renamed.
   * Best effort: callers poll as well. Returns undefined where watching is not possible (network mounts, no watches left).
   */
  watch(
    directory: string,
    changed: (name: string | undefined, what: 'content' | 'entry') => void,
  ): (() => void) | undefined;
}
