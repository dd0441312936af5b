import type { ConsoleServices } from '../contract/contract.ts';
import { PatternCensus } from '../investigate/patterns/pattern-census.ts';
import type { TimeRange } from '../model/time-range.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { Query } from '../query/query-ast.ts';
import type { ConsoleParts } from './console-parts.ts';
import { storedEvents } from './stored-events.ts';

type PatternsService = Pick<ConsoleServices, 'patterns.mine'>;

const SPARK_PARTS = 24;
/** Most patterns given: behind these nobody reads. */
const MAX_PATTERNS = 2_000;

/** Patterns of what a query finds, and how they changed against another window. */
export function createPatternsService({
  workspace,
  clock,
}: Pick<ConsoleParts, 'workspace' | 'clock'>): PatternsService {
  return {
    async 'patterns.mine'({ query, range, compare }, signal) {
      const parsed = parseQuery(query, clock.nowMs());
      const { store } = await workspace;
      const span = await sparkSpan(range, async () => store.stats(signal));
      const census = new PatternCensus({ spark: { ...span, parts: SPARK_PARTS } });
      const each = async (
        window: TimeRange,
        add: (event: Parameters<PatternCensus['add']>[0]) => void,
        what: Query,
      ) => {
        for await (const event of storedEvents(store, what, window, signal)) add(event);
      };
      if (compare !== undefined) await each(compare, (event) => census.addCompared(event), parsed);
      await each(range, (event) => census.add(event), parsed);
      const rows = census.rows().slice(0, MAX_PATTERNS);
      return { patterns: rows.map(({ sampleId: _sampleId, significance: _significance, ...row }) => row) };
    },
  };
}

async function sparkSpan(range: TimeRange, stats: () => Promise<{ fromMs?: number; toMs?: number }>) {
  if (range.fromMs !== undefined && range.toMs !== undefined) return { fromMs: range.fromMs, toMs: range.toMs };
  const stored = await stats();
  const fromMs = range.fromMs ?? stored.fromMs ?? 0;
  return { fromMs, toMs: Math.max(range.toMs ?? (stored.toMs ?? 0) + 1, fromMs + 1) };
}
