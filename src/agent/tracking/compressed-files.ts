// Logs that were rotated and compressed: which life a compressed file goes on with. Its plain text is compared, so that
// what was not read before the compression is read from it, at the plain offset.
import type { FileSystem, OpenFile } from '../../ports/file-system.ts';
import { type Compression, compressionOf } from '../harvester/compression.ts';
import { PlainHandle } from '../harvester/plain-handle.ts';
import { type FileIdentity, identityOf, inodeKey } from '../identity/file-identity.ts';
import type { Life } from '../identity/life.ts';
import type { FoundFile } from '../scanner/scanner.ts';
import { holdsLife, lookAt, readHead } from './first-look.ts';
import type { Neighbour } from './folder-search.ts';

const COMPRESSED_NAME = /\.(?:gz|zst|bz2|xz)$/i;
/** Compressed files beside a file that are looked into, the newest first. */
const MAX_LOOKS = 16;

/** The name says that it is compressed. */
export function isCompressedName(name: string): boolean {
  return COMPRESSED_NAME.test(name);
}

/** Like `lookAt`, with the plain text of a compressed file. */
export function lookAtPlain<T>(
  files: FileSystem,
  path: string,
  identity: FileIdentity,
  use: (handle: OpenFile, compression: Compression | undefined) => Promise<T>,
): Promise<T> {
  return lookAt(files, path, identity, async (handle) => {
    const compression = compressionOf(await readHead(handle));
    return use(compression === undefined ? handle : new PlainHandle(handle, compression), compression);
  });
}

export class CompressedFiles {
  readonly #files: FileSystem;
  /** First bytes of plain texts, each as long as its file does not change. */
  readonly #heads = new Map<string, { mtimeNs: bigint; head: Uint8Array }>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** The first bytes of a compressed file's plain text. Rejects where they cannot be made. */
  async headOf({ realPath, stat }: FoundFile): Promise<Uint8Array> {
    const key = inodeKey(identityOf(stat));
    const known = this.#heads.get(key);
    if (known?.mtimeNs === stat.mtimeNs) return known.head;
    const head = await lookAtPlain(this.#files, realPath, identityOf(stat), readHead);
    this.#heads.set(key, { mtimeNs: stat.mtimeNs, head });
    return head;
  }

  /** The compressed one of a file's neighbours that holds what was read of the life, if any does. */
  async holding(life: Life, neighbours: readonly Neighbour[]): Promise<Neighbour | undefined> {
    const packed = neighbours.filter(({ path }) => isCompressedName(path)).slice(0, MAX_LOOKS);
    for (const neighbour of packed) {
      const holds = await lookAtPlain(this.#files, neighbour.path, identityOf(neighbour.stat), (handle, compression) =>
        compression === undefined ? Promise.resolve(false) : holdsLife(handle, life),
      ).catch(() => false);
      if (holds) return neighbour;
    }
    return undefined;
  }

  /** Forgets what the scan did not find. */
  keepOnly(found: readonly FoundFile[]): void {
    if (this.#heads.size === 0) return;
    const keys = new Set(found.map(({ stat }) => inodeKey(identityOf(stat))));
    for (const key of this.#heads.keys()) if (!keys.has(key)) this.#heads.delete(key);
  }
}
