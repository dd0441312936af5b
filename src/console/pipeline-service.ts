// Lag, indexers, Elasticsearch and dead letters of a cluster workspace.
import { AppError } from '../base/errors.ts';
import type { Answer, ConsoleServices } from '../contract/contract.ts';
import type { DeadLetters, PipelineStatus } from '../ports/pipeline.ts';
import type { ConsoleParts } from './console-parts.ts';

type PipelineService = Pick<
  ConsoleServices,
  'pipeline.watch' | 'deadLetters.list' | 'deadLetters.read' | 'deadLetters.replay' | 'deadLetters.drop'
>;

/** How often lag and health are looked at: each look is a handful of requests to the servers. */
const LOOK_EVERY_MS = 2_000;

/** What the Pipeline view shows, and the handling of dead letters. */
export function createPipelineService({ workspace, clock }: ConsoleParts): PipelineService {
  const letters = async () => deadLettersOf((await workspace).pipeline?.deadLetters);
  return {
    async *'pipeline.watch'(_input, signal) {
      const { pipeline } = await workspace;
      if (pipeline === undefined) {
        yield { type: 'none' };
        return;
      }
      let before: { status: PipelineStatus; atMs: number } | undefined;
      let last = '';
      while (!signal.aborted) {
        const now = { status: await pipeline.status(signal), atMs: clock.nowMs() };
        const item = statusItem(now.status, ratesSince(before, now));
        before = now;
        const text = JSON.stringify(item);
        if (text !== last) yield item;
        last = text;
        await clock.sleep(LOOK_EVERY_MS, signal);
      }
    },

    async 'deadLetters.list'({ limit }, signal) {
      const page = await (await letters()).list(limit, signal);
      return { deadLetters: page.letters, total: page.total };
    },

    async 'deadLetters.read'({ id }, signal) {
      return (await letters()).read(id, signal);
    },

    async 'deadLetters.replay'({ letters: chosen }, signal) {
      const found = await letters();
      if (chosen === 'all') return { replayed: await found.replay('all', signal) };
      const edited = chosen.map(({ id, text }) => (text === undefined ? { id } : { id, text }));
      return { replayed: await found.replay(edited, signal) };
    },

    async 'deadLetters.drop'({ ids }, signal) {
      return { dropped: await (await letters()).drop(ids, signal) };
    },
  };
}

function deadLettersOf(found: DeadLetters | undefined): DeadLetters {
  if (found !== undefined) return found;
  throw new AppError('NOT_SUPPORTED', 'This workspace has no indexer, so that it has no dead letters.', {
    hint: 'Open a workspace with Kafka and Elasticsearch: workspace add NAME FILE.',
  });
}

interface Rates {
  inPerSecond: number | null;
  outPerSecond: number | null;
}

type Look = { status: PipelineStatus; atMs: number };

/** Records a second between two looks, over the partitions that both saw. */
function ratesSince(before: Look | undefined, now: Look): Rates {
  const seconds = before === undefined ? 0 : (now.atMs - before.atMs) / 1_000;
  if (before === undefined || seconds <= 0) return { inPerSecond: null, outPerSecond: null };
  const known = new Map(before.status.partitions.map((each) => [`${each.topic}/${each.partition}`, each]));
  let came = 0;
  let stored = 0;
  for (const { topic, partition, endOffset, committed } of now.status.partitions) {
    const old = known.get(`${topic}/${partition}`);
    if (old === undefined) continue;
    // A topic that was made again starts from nought.
    came += Math.max(0, endOffset - old.endOffset);
    if (committed !== undefined && old.committed !== undefined) stored += Math.max(0, committed - old.committed);
  }
  return { inPerSecond: Math.round(came / seconds), outPerSecond: Math.round(stored / seconds) };
}

function statusItem(status: PipelineStatus, rates: Rates): Answer<'pipeline.watch'> {
  return {
    type: 'status',
    kafkaProblem: status.kafkaProblem ?? null,
    group: status.group,
    partitions: status.partitions.map((each) => ({
      ...each,
      committed: each.committed ?? null,
      indexer: each.indexer ?? null,
    })),
    lagTotal: status.partitions.reduce((sum, { lag }) => sum + lag, 0),
    ...rates,
    indexers: status.indexers,
    index: status.index,
  };
}
