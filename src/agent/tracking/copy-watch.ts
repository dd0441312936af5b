// New files that begin as a followed one does. `copytruncate` makes such a file an instant before it empties the
// original: reading it would send everything twice, and not reading it would lose what only the copy holds. So it waits
// until the original is truncated (then the copy goes on where the original was), until it turns out to be different,
// or until a quiet time is over (then it is a file of its own).
import type { FileStat, FileSystem } from '../../ports/file-system.ts';
import { readRange } from '../harvester/byte-window.ts';
import type { FollowedFile } from '../harvester/followed-file.ts';
import { inodeKey } from '../identity/file-identity.ts';
import { tailLength } from '../identity/life.ts';
import type { FoundFile } from '../scanner/scanner.ts';
import { lookAt, readTail } from './first-look.ts';
import type { Neighbour } from './folder-search.ts';

/** Copying and truncating follow each other at once; a copy that has not grown for this long is nobody's first half. */
const QUIET_MS = 3_000;

interface Suspect extends Neighbour {
  original: FollowedFile;
  /** Since when its size is what it is. */
  sinceMs: number;
}

export class CopyWatch {
  readonly #files: FileSystem;
  readonly #suspects = new Map<string, Suspect>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  get size(): number {
    return this.#suspects.size;
  }

  /** Suspected copies of a file. */
  of(original: FollowedFile): Neighbour[] {
    return [...this.#suspects.values()].filter((suspect) => suspect.original === original);
  }

  forget(stat: FileStat): void {
    this.#suspects.delete(inodeKey(stat));
  }

  /** Forgets what is not there any more. */
  keepOnly(found: readonly FoundFile[]): void {
    if (this.#suspects.size === 0) return;
    const keys = new Set(found.map(({ stat }) => inodeKey(stat)));
    for (const key of this.#suspects.keys()) if (!keys.has(key)) this.#suspects.delete(key);
  }

  /** True while the file may be a copy of one of those that begin as it does. */
  async isUndecided(found: FoundFile, originals: readonly FollowedFile[]): Promise<boolean> {
    const key = inodeKey(found.stat);
    const original = await this.#originalOf(found, originals);
    const known = this.#suspects.get(key);
    if (original === undefined) {
      this.#suspects.delete(key);
      return false;
    }
    const nowMs = performance.now();
    const sinceMs = known !== undefined && known.stat.size === found.stat.size ? known.sinceMs : nowMs;
    if (nowMs - sinceMs > QUIET_MS && !original.isRewritten) {
      this.#suspects.delete(key);
      return false;
    }
    this.#suspects.set(key, { path: found.realPath, stat: found.stat, original, sinceMs });
    return true;
  }

  async #originalOf(found: FoundFile, originals: readonly FollowedFile[]): Promise<FollowedFile | undefined> {
    for (const original of originals) {
      if (original.isRewritten) return original;
      if (await this.#agree(found, original)) return original;
    }
    return undefined;
  }

  /** Both hold the same bytes just before the end of what both have and was read; before anything was, the head decides. */
  async #agree(found: FoundFile, original: FollowedFile): Promise<boolean> {
    const end = Math.min(found.stat.size, original.position);
    try {
      const own = await lookAt(this.#files, found.realPath, found.stat, (handle) => readTail(handle, end));
      const other = end === original.position ? original.tail : await this.#bytesOf(original, end);
      return own.length === other.length && own.every((byte, i) => other[i] === byte);
    } catch {
      // One of them cannot be read now: the next scan asks again.
      return true;
    }
  }

  async #bytesOf(original: FollowedFile, end: number): Promise<Uint8Array> {
    if (original.openPath === undefined) return new Uint8Array(0);
    return lookAt(this.#files, original.openPath, original.life.identity, (handle) =>
      readRange(handle, end - tailLength(end), end),
    );
  }
}
