// All lives the agent knows: of files it follows, and of those that are gone or finished and may turn up again.
import { type FileIdentity, firstGeneration, inodeKey, isSameFile } from './file-identity.ts';
import { HeadIndex } from './head-index.ts';
import { type Life, refreshHashes } from './life.ts';

export class LifeRegistry {
  readonly #lives = new Map<string, Life>();
  readonly #byInode = new Map<string, Set<Life>>();

  get size(): number {
    return this.#lives.size;
  }

  all(): IterableIterator<Life> {
    return this.#lives.values();
  }

  add(life: Life): void {
    this.#lives.set(life.generation, life);
    this.#index(life);
  }

  remove(life: Life): void {
    this.#unindex(life);
    if (this.#lives.get(life.generation) === life) this.#lives.delete(life.generation);
  }

  /** Another file holds the life's bytes from now on. */
  moveTo(life: Life, identity: FileIdentity, path: string): void {
    this.#unindex(life);
    life.identity = identity;
    life.path = path;
    this.#index(life);
  }

  has(generation: string): boolean {
    return this.#lives.has(generation);
  }

  /** A name for the next life of a file, behind an old one of it or as its first. */
  nextGeneration(old: string | undefined, identity: FileIdentity): string {
    const first = firstGeneration(identity);
    const stem = first.slice(0, first.lastIndexOf('.') + 1);
    let count = old?.startsWith(stem) === true ? Number(old.slice(stem.length)) + 1 : 0;
    while (this.has(stem + count)) count++;
    return stem + count;
  }

  /** The newest life of that very file; older ones of the same inode ended by truncation. */
  find(identity: FileIdentity): Life | undefined {
    let newest: Life | undefined;
    for (const life of this.#byInode.get(inodeKey(identity)) ?? []) {
      if (isSameFile(life.identity, identity) && (newest === undefined || countOf(life) > countOf(newest)))
        newest = life;
    }
    return newest;
  }

  /** An index of all lives by their heads, as they are now. */
  headIndex(): HeadIndex {
    return new HeadIndex(this.#lives.values());
  }

  #index(life: Life): void {
    refreshHashes(life);
    const key = inodeKey(life.identity);
    const lives = this.#byInode.get(key) ?? new Set();
    lives.add(life);
    this.#byInode.set(key, lives);
  }

  #unindex(life: Life): void {
    const key = inodeKey(life.identity);
    const lives = this.#byInode.get(key);
    lives?.delete(life);
    if (lives?.size === 0) this.#byInode.delete(key);
  }
}

function countOf(life: Life): number {
  return Number(life.generation.slice(life.generation.lastIndexOf('.') + 1));
}
