import { levelRank } from '../../model/level.ts';
import { bodyOf, type LogEvent, timeOf } from '../../model/log-event.ts';
import { changeOf, type PatternChange } from './pattern-change.ts';
import { PatternMiner } from './pattern-miner.ts';

export interface PatternRow {
  id: string;
  template: string;
  /** Lines in the window; in the compared one when the pattern is gone. */
  count: number;
  /** Most severe level among them, as written; null when none had one. */
  level: string | null;
  /** Times of the first and the last line counted, as in the events. */
  first: string;
  last: string;
  /** The first line's body. */
  sample: string;
  /** Id of the first event. */
  sampleId: string;
  /** Null when there is no window to compare with. */
  change: PatternChange['kind'] | null;
  /** How unlikely the change is by chance: −log10 p; 0 without a comparison. */
  significance: number;
  /** Counts over equal parts of the window. */
  spark: number[];
}

export interface CensusOptions {
  miner?: PatternMiner;
  /** Window for the sparkline; without it there is none. */
  spark?: { fromMs: number; toMs: number; parts: number };
}

interface Tally {
  count: number;
  compared: number;
  rank: number;
  level: string | null;
  first: string;
  last: string;
  sample: string;
  sampleId: string;
  spark: number[];
}

/** Counts patterns in one window, or in two to compare. Memory grows with the number of patterns, not of lines. */
export class PatternCensus {
  readonly miner: PatternMiner;
  readonly #spark: CensusOptions['spark'];
  readonly #tallies = new Map<number, Tally>();
  #total = 0;
  #comparedTotal = 0;

  constructor(options: CensusOptions = {}) {
    this.miner = options.miner ?? new PatternMiner();
    this.#spark = options.spark;
  }

  /** Counts an event of the window. */
  add(event: LogEvent): void {
    this.#total++;
    const tally = this.#tally(event);
    if (tally.count++ === 0) this.#begin(tally, event);
    this.#note(tally, event);
    if (this.#spark !== undefined) countSpark(tally.spark, this.#spark, timeOf(event));
  }

  /** Counts an event of the window that the other is compared with (the earlier one). */
  addCompared(event: LogEvent): void {
    this.#comparedTotal++;
    const tally = this.#tally(event);
    if (tally.compared++ === 0 && tally.count === 0) this.#begin(tally, event);
    if (tally.count === 0) this.#note(tally, event);
  }

  /** Rows by falling weight: changes first when two windows were counted, then the frequent ones. */
  rows(): PatternRow[] {
    const isCompared = this.#comparedTotal > 0;
    const rows = [...this.#joined()].map(([handle, tally]): PatternRow => {
      const change = isCompared ? changeOf(tally.count, this.#total, tally.compared, this.#comparedTotal) : null;
      return {
        ...this.miner.patternOf(handle),
        count: tally.count > 0 ? tally.count : tally.compared,
        level: tally.level,
        first: tally.first,
        last: tally.last,
        sample: tally.sample,
        sampleId: tally.sampleId,
        change: change?.kind ?? null,
        significance: change?.significance ?? 0,
        spark: tally.spark,
      };
    });
    return rows.sort((a, b) => b.significance - a.significance || b.count - a.count || (a.id < b.id ? -1 : 1));
  }

  #tally(event: LogEvent): Tally {
    const handle = this.miner.add(bodyOf(event));
    let tally = this.#tallies.get(handle);
    if (tally === undefined) {
      const spark = this.#spark === undefined ? [] : new Array<number>(this.#spark.parts).fill(0);
      tally = { count: 0, compared: 0, rank: -1, level: null, first: '', last: '', sample: '', sampleId: '', spark };
      this.#tallies.set(handle, tally);
    }
    return tally;
  }

  #begin(tally: Tally, event: LogEvent): void {
    tally.rank = -1;
    tally.level = null;
    tally.first = event['@timestamp'];
    tally.last = event['@timestamp'];
    tally.sample = bodyOf(event).slice(0, 2_000);
    tally.sampleId = event.event.id;
  }

  #note(tally: Tally, event: LogEvent): void {
    if (event['@timestamp'] < tally.first) tally.first = event['@timestamp'];
    if (event['@timestamp'] > tally.last) tally.last = event['@timestamp'];
    const rank = levelRank(event.log?.level);
    if (event.log?.level !== undefined && rank > tally.rank) {
      tally.rank = rank;
      tally.level = event.log.level;
    }
  }

  /** Tallies of patterns that have become one since they were counted, added up. */
  #joined(): Map<number, Tally> {
    const joined = new Map<number, Tally>();
    for (const [handle, tally] of this.#tallies) {
      const slot = this.miner.resolve(handle);
      const before = joined.get(slot);
      joined.set(slot, before === undefined ? tally : sum(before, tally));
    }
    return joined;
  }
}

function sum(a: Tally, b: Tally): Tally {
  // What is only in the compared window says nothing about the window's own lines.
  const [main, other] = (a.count > 0 ? 1 : 0) >= (b.count > 0 ? 1 : 0) ? [a, b] : [b, a];
  const isAlike = main.count > 0 === other.count > 0;
  const counts = { count: a.count + b.count, compared: a.compared + b.compared };
  if (!isAlike) return { ...main, ...counts };
  const earlier = other.first < main.first ? other : main;
  const later = other.last > main.last ? other : main;
  const severe = other.rank > main.rank ? other : main;
  return {
    ...counts,
    rank: severe.rank,
    level: severe.level,
    first: earlier.first,
    last: later.last,
    sample: earlier.sample,
    sampleId: earlier.sampleId,
    spark: main.spark.map((value, part) => value + (other.spark[part] ?? 0)),
  };
}

function countSpark(spark: number[], range: { fromMs: number; toMs: number; parts: number }, timeMs: number): void {
  const part = Math.floor(((timeMs - range.fromMs) / (range.toMs - range.fromMs)) * range.parts);
  if (part >= 0 && part < range.parts) spark[part]!++;
}
