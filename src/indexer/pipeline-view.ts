import { messageOf } from '../base/errors.ts';
import type { DocumentIndex } from '../ports/document-index.ts';
import type { DeadLetters, Pipeline, PipelineStatus } from '../ports/pipeline.ts';
import type { GroupInspector } from '../ports/record-group.ts';
import { DEAD_LETTER_SUFFIX } from './dead-letter-record.ts';

interface PipelineViewOptions {
  inspector: GroupInspector;
  index: DocumentIndex;
  deadLetters: DeadLetters;
  group: string;
  topics: readonly string[];
}

/** Indexers, lag and store seen from outside: nothing is joined, committed or changed by looking. */
export class PipelineView implements Pipeline {
  readonly deadLetters: DeadLetters;
  readonly #options: PipelineViewOptions;

  constructor(options: PipelineViewOptions) {
    this.#options = options;
    this.deadLetters = options.deadLetters;
  }

  async status(signal?: AbortSignal): Promise<PipelineStatus> {
    const { group, index } = this.#options;
    const [kafka, health] = await Promise.all([this.#kafka(signal), index.health(signal)]);
    return { group, ...kafka, index: health };
  }

  async #kafka(
    signal: AbortSignal | undefined,
  ): Promise<Pick<PipelineStatus, 'kafkaProblem' | 'partitions' | 'indexers'>> {
    const { inspector, group, topics } = this.#options;
    try {
      const [lags, members] = await Promise.all([
        inspector.lag(group, topics, signal),
        inspector.members(group, signal),
      ]);
      const owners = new Map(
        members.flatMap(({ id, partitions }) =>
          partitions.map((each) => [`${each.topic}/${each.partition}`, id] as const),
        ),
      );
      const partitions = lags
        .filter(({ topic }) => !topic.endsWith(DEAD_LETTER_SUFFIX))
        .map(({ topic, partition, committed, startOffset, endOffset }) => ({
          topic,
          partition,
          committed,
          endOffset,
          // What retention has taken is not behind any more: it is gone.
          lag: Math.max(0, endOffset - Math.max(committed ?? startOffset, startOffset)),
          indexer: owners.get(`${topic}/${partition}`),
        }));
      const indexers = members.map(({ id, host, partitions: own }) => ({ id, host, partitions: own.length }));
      return { kafkaProblem: undefined, partitions, indexers };
    } catch (error) {
      signal?.throwIfAborted();
      return { kafkaProblem: messageOf(error), partitions: [], indexers: [] };
    }
  }
}
