/** What an indexer did since it started. */
export interface IndexerCounters {
  /** Records read, tombstones included. */
  records: number;
  bytes: number;
  /** Items that are in the index: stored now, or found there from before. */
  stored: number;
  /** Records put aside in dead-letter topics. */
  deadLetters: number;
  /** Records with nothing to store: tombstones. */
  empty: number;
  /** Of the stored ones, those that were read as objects because they are not our own. */
  foreign: number;
  bulks: number;
  /** Bulks and items that were sent again. */
  retries: number;
  /** Bulks that were too large and were sent in halves. */
  splits: number;
  commits: number;
  /** Records that were gone (retention) or could not be read before they could be stored. */
  missed: number;
  /** What is being waited for now; empty when nothing is. */
  waiting: string;
}

export function newCounters(): IndexerCounters {
  return {
    records: 0,
    bytes: 0,
    stored: 0,
    deadLetters: 0,
    empty: 0,
    foreign: 0,
    bulks: 0,
    retries: 0,
    splits: 0,
    commits: 0,
    missed: 0,
    waiting: '',
  };
}
