import { readLines } from '../../drivers/node/line-file.ts';
import { type Pattern, PatternMiner } from '../../investigate/patterns/pattern-miner.ts';

export interface MinedFile {
  /** Pattern of each line, in order. */
  assign(): Iterable<Pattern>;
  /** Patterns by falling count. */
  patterns(): (Pattern & { count: number; sample: string })[];
  lines: number;
}

/** Mines the lines of a text file (`.gz` is unpacked, `-` is standard input). Rejects FILE_UNREADABLE. */
export async function mineFile(path: string, signal: AbortSignal): Promise<MinedFile> {
  const miner = new PatternMiner();
  const handles: number[] = [];
  const counts = new Map<number, { count: number; sample: string }>();
  for await (const lines of readLines(path)) {
    signal.throwIfAborted();
    for (const line of lines) {
      const handle = miner.add(line);
      handles.push(handle);
      const tally = counts.get(handle);
      if (tally === undefined) counts.set(handle, { count: 1, sample: line.slice(0, 2_000) });
      else tally.count++;
    }
  }
  return {
    lines: handles.length,
    *assign() {
      for (const handle of handles) yield miner.patternOf(handle);
    },
    patterns() {
      const joined = new Map<number, { count: number; sample: string }>();
      for (const [handle, { count, sample }] of counts) {
        const slot = miner.resolve(handle);
        const known = joined.get(slot);
        if (known === undefined) joined.set(slot, { count, sample });
        else known.count += count;
      }
      const rows = [...joined].map(([slot, tally]) => ({ ...miner.patternOf(slot), ...tally }));
      return rows.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
    },
  };
}
