/** Ids in each half; both are kept, so that at least so many are remembered. */
const HALF = 10_000;

/** Remembers the latest ids of a tail: an agent that starts again after a crash may send its last events twice. */
export class RecentIds {
  #young = new Set<string>();
  #old = new Set<string>();

  /** False when the id was there already. */
  add(id: string): boolean {
    if (this.#young.has(id) || this.#old.has(id)) return false;
    this.#young.add(id);
    if (this.#young.size < HALF) return true;
    this.#old = this.#young;
    this.#young = new Set();
    return true;
  }
}
