// Values that were expensive to make, up to so many bytes; what was used longest ago goes first.

export class KeptValues<T> {
  readonly #limit: number;
  readonly #kept = new Map<string, { value: T; bytes: number }>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The kept value, or a new one. */
  get(key: string, make: () => { value: T; bytes: number }): T {
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.value;
    }
    const made = make();
    this.#kept.set(key, made);
    this.#bytes += made.bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
    return made.value;
  }
}
