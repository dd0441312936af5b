import { AppError } from '../base/errors.ts';
import type { ConsoleServices } from '../contract/contract.ts';
import type { TailFeed } from '../ports/live-tail.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { ConsoleParts } from './console-parts.ts';

type TailsService = Pick<ConsoleServices, 'tails.follow' | 'tails.retune'>;

/** Live tails. A running stream is known by the name its client gave, so that its filter can be changed in place. */
export function createTailsService({ workspace, clock }: ConsoleParts): TailsService {
  const feeds = new Map<string, TailFeed>();
  return {
    async *'tails.follow'(input, signal) {
      const query = parseQuery(input.query, clock.nowMs());
      const { tail } = await workspace;
      const feed = tail.follow(
        { selectors: input.selectors, query, start: input.start, bufferEvents: input.bufferEvents },
        signal,
      );
      feeds.set(input.tail, feed);
      try {
        for await (const items of feed) yield { items };
      } finally {
        if (feeds.get(input.tail) === feed) feeds.delete(input.tail);
      }
    },

    async 'tails.retune'({ tail, query, selectors }) {
      const parsed = parseQuery(query, clock.nowMs());
      const feed = feeds.get(tail);
      if (feed === undefined) {
        throw new AppError('NOT_FOUND', `No tail named "${tail}" is running.`, { hint: 'Open the pane again.' });
      }
      feed.setQuery(parsed, selectors);
      return {};
    },
  };
}
