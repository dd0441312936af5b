// Files that want a turn, each at most once, in the order they asked: no file starves another.

export class TurnQueue<T> {
  readonly #work: (item: T) => Promise<void>;
  readonly #workers: number;
  readonly #waiting = new Set<T>();
  /** The same in order; a set that loses its first entry again and again is slow to walk. */
  #order: T[] = [];
  #next = 0;
  readonly #running = new Set<T>();
  /** Asked for another turn while they had one. */
  readonly #again = new Set<T>();
  #stopped = false;
  #idleWaiters: (() => void)[] = [];

  /** `work` must not reject. */
  constructor(workers: number, work: (item: T) => Promise<void>) {
    this.#workers = workers;
    this.#work = work;
  }

  get isIdle(): boolean {
    return this.#waiting.size === 0 && this.#running.size === 0;
  }

  enqueue(item: T): void {
    if (this.#stopped) return;
    if (this.#running.has(item)) this.#again.add(item);
    else this.#append(item);
    this.#fill();
  }

  /** No new turn begins; resolves when the running ones are over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.clear();
    this.#order = [];
    this.#next = 0;
    this.#again.clear();
    while (this.#running.size > 0) await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  #append(item: T): void {
    if (this.#waiting.has(item)) return;
    this.#waiting.add(item);
    this.#order.push(item);
  }

  #fill(): void {
    while (this.#running.size < this.#workers && this.#next < this.#order.length) {
      const item = this.#order[this.#next++]!;
      if (this.#next > 1_000 && this.#next * 2 > this.#order.length) {
        this.#order = this.#order.slice(this.#next);
        this.#next = 0;
      }
      this.#waiting.delete(item);
      this.#running.add(item);
      void this.#run(item);
    }
  }

  async #run(item: T): Promise<void> {
    try {
      await this.#work(item);
    } finally {
      this.#running.delete(item);
      if (this.#again.delete(item) && !this.#stopped) this.#append(item);
      this.#fill();
      if (this.isIdle) for (const wake of this.#idleWaiters.splice(0)) wake();
    }
  }
}
