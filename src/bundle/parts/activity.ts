// Counts over time for a picture: a bounded number of equal buckets, however long the time is.

const MAX_BUCKETS = 240;

export interface ActivityBucket {
  events: number;
  warnings: number;
  errors: number;
}

export class Activity {
  #startMs = Number.NaN;
  #widthMs = 1;
  #buckets: ActivityBucket[] = [];

  /** Counts an event; times come in ascending order. Rank as in model/level. */
  add(timeMs: number, rank: number): void {
    if (Number.isNaN(timeMs)) return;
    if (Number.isNaN(this.#startMs)) this.#startMs = Math.floor(timeMs);
    let at = this.#indexOf(timeMs);
    while (at >= MAX_BUCKETS) {
      this.#fold();
      at = this.#indexOf(timeMs);
    }
    while (this.#buckets.length <= at) this.#buckets.push({ events: 0, warnings: 0, errors: 0 });
    const bucket = this.#buckets[at]!;
    bucket.events++;
    if (rank >= 6) bucket.errors++;
    else if (rank === 5) bucket.warnings++;
  }

  get widthMs(): number {
    return this.#widthMs;
  }

  get startMs(): number {
    return this.#startMs;
  }

  get buckets(): readonly ActivityBucket[] {
    return this.#buckets;
  }

  #indexOf(timeMs: number): number {
    return Math.max(0, Math.floor((timeMs - this.#startMs) / this.#widthMs));
  }

  /** Twice the width, half as many buckets. */
  #fold(): void {
    const folded: ActivityBucket[] = [];
    for (let i = 0; i < this.#buckets.length; i += 2) {
      const [a, b] = [this.#buckets[i]!, this.#buckets[i + 1]];
      folded.push({
        events: a.events + (b?.events ?? 0),
        warnings: a.warnings + (b?.warnings ?? 0),
        errors: a.errors + (b?.errors ?? 0),
      });
    }
    this.#buckets = folded;
    this.#widthMs *= 2;
  }
}
