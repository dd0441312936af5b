import { afterEach, describe, expect, test } from 'vitest';
import { PaneFeed } from '../../../../../../renderer/features/tails/panes/pane-feed.ts';
import { newPane, type PaneSettings } from '../../../../../../renderer/features/tails/panes/pane-settings.ts';
import { connectClient } from '../../../../../../src/carrier/carrier-client.ts';
import { serve } from '../../../../../../src/carrier/carrier-host.ts';
import { createLocalTransports } from '../../../../../../src/carrier/local-transport.ts';
import { type Answer, type ConsoleServices, contract } from '../../../../../../src/contract/contract.ts';
import { createStubServices } from '../../../../../kit/stub-services.ts';
import { until } from '../../../../../kit/until.ts';
import { line } from '../../../rows/lines.ts';

type Items = Answer<'tails.follow'>['items'];

const feeds: PaneFeed[] = [];
afterEach(() => {
  for (const feed of feeds.splice(0)) feed.dispose();
});

/** A host whose tail sends what the test pushes, and notes what it was asked. */
class TailHost {
  readonly asked: unknown[] = [];
  #queue: Items[] = [];
  #wake: (() => void) | undefined;
  sent = 0;

  push(items: Items): void {
    this.#queue.push(items);
    this.#wake?.();
  }

  connect(given: Partial<ConsoleServices> = {}) {
    const host = this;
    const services = createStubServices({
      async *'tails.follow'(input, signal) {
        host.asked.push(['follow', input.query, input.start]);
        signal.addEventListener('abort', () => host.#wake?.());
        while (!signal.aborted) {
          const items = host.#queue.shift();
          if (items === undefined) {
            await new Promise<void>((resolve) => {
              host.#wake = resolve;
            });
          } else {
            host.sent++;
            yield { items };
          }
        }
      },
      async 'tails.retune'({ query, selectors }) {
        host.asked.push(['retune', query, selectors]);
        return {};
      },
      ...given,
    });
    const transports = createLocalTransports();
    serve(contract, services, transports.host, {
      onInternalError: (_id, method, error) => {
        throw new Error(`${method} failed`, { cause: error });
      },
    });
    return connectClient(contract, transports.client);
  }
}

function feedOf(patch: Partial<PaneSettings> = {}) {
  const feed = new PaneFeed(newPane({ id: 'p', ...patch }));
  feeds.push(feed);
  return feed;
}

const event = (n: number, message?: string): Items[number] => ({
  type: 'event',
  event: line(n, message),
  origin: 'stream',
});
const messages = (feed: PaneFeed) => feed.model.events().map(({ message }) => message);

describe('PaneFeed', () => {
  test('takes what the tail sends, gaps included, and says when it is live', async () => {
    const host = new TailHost();
    const feed = feedOf({ query: 'level>=INFO', filters: ['pool'], start: { kind: 'last', count: 7 } });
    feed.setClient(host.connect().client);
    host.push([event(1), { type: 'gap', skipped: 5, reason: 'slow-reader' }, event(2)]);
    host.push([{ type: 'live' }]);
    await until(() => feed.status().state === 'live');
    expect(feed.model.entries.map((entry) => (entry.kind === 'gap' ? entry.skipped : entry.event.message))).toEqual([
      'line 1',
      5,
      'line 2',
    ]);
    expect(host.asked).toEqual([['follow', '(pool) AND (level>=INFO)', { kind: 'last', count: 7 }]]);
  });

  test('gives credit back only once its lines have been drawn', async () => {
    const host = new TailHost();
    const feed = feedOf();
    feed.setClient(host.connect().client);
    for (let n = 0; n < 40; n++) host.push([event(n)]);
    await until(() => feed.model.entries.length === 16);
    expect(host.sent).toBe(16);
    feed.drawn();
    await until(() => feed.model.entries.length === 32);
    expect(host.sent).toBe(32);
  });

  test('out of sight, where nothing draws, the credit comes back by the clock', async () => {
    const host = new TailHost();
    const feed = feedOf();
    feed.setClient(host.connect().client);
    for (let n = 0; n < 40; n++) host.push([event(n)]);
    await until(() => feed.model.entries.length === 40);
    expect(messages(feed)).toHaveLength(40);
  });

  test('a filter changes in place: what does not match goes, what the store has comes', async () => {
    const host = new TailHost();
    const feed = feedOf();
    const stored = [line(0, 'old pool'), line(1, 'pool one'), line(4, 'pool four')];
    const { client } = host.connect({
      async *'search.find'({ query, order }) {
        host.asked.push(['find', query, order]);
        yield { events: [...stored].reverse(), next: null, progress: 1 };
      },
    });
    feed.setClient(client);
    host.push([event(1, 'pool one'), event(2, 'other'), event(4, 'pool four')]);
    await until(() => feed.model.entries.length === 3);
    feed.configure(newPane({ id: 'p', query: 'pool' }));
    expect(messages(feed)).toEqual(['pool one', 'pool four']);
    await until(() => feed.model.entries.length === 3);
    expect(messages(feed)).toEqual(['old pool', 'pool one', 'pool four']);
    expect(host.asked.slice(1)).toEqual([
      ['retune', 'pool', []],
      ['find', 'pool', 'newest'],
    ]);
  });

  test('a filter that lets nothing through leaves an empty pane that is known to be empty', async () => {
    const host = new TailHost();
    const feed = feedOf();
    const { client } = host.connect({
      async *'search.find'() {
        yield { events: [], next: null, progress: 1 };
      },
    });
    feed.setClient(client);
    host.push([event(1, 'pool one')]);
    await until(() => feed.model.entries.length === 1);
    expect(feed.status().isEmpty).toBe(false);
    feed.configure(newPane({ id: 'p', query: 'nosuch' }));
    await until(() => feed.status().isEmpty);
    expect(feed.model.entries).toEqual([]);
  });

  test('while nothing comes, pulses change nothing that would have to be drawn', async () => {
    const host = new TailHost();
    const feed = feedOf();
    feed.setClient(host.connect().client);
    host.push([{ type: 'pulse', seen: 3, lagMs: 10 }]);
    await until(() => feed.status().lagMs === 10);
    const before = feed.status();
    host.push([{ type: 'pulse', seen: 3, lagMs: 5_000 }]);
    host.push([event(1)]);
    await until(() => feed.model.entries.length === 1);
    expect(feed.status().lagMs).toBe(before.lagMs);
    host.push([{ type: 'pulse', seen: 4, lagMs: 20 }]);
    await until(() => feed.status().lagMs === 20);
  });

  test('after a lost host it goes on where it ended, and shows no line twice', async () => {
    const host = new TailHost();
    const feed = feedOf();
    const first = host.connect();
    feed.setClient(first.client);
    host.push([event(1), event(2)]);
    await until(() => feed.status().lastMs !== undefined);
    first.close();
    await until(() => feed.status().state === 'connecting');
    const again = new TailHost();
    feed.setClient(again.connect().client);
    again.push([event(2), event(3)]);
    await until(() => feed.model.entries.length === 3);
    expect(messages(feed)).toEqual(['line 1', 'line 2', 'line 3']);
    expect(again.asked).toMatchObject([['follow', '', { kind: 'time', timeMs: feed.model.seek(0)!.timeMs + 10 }]]);
  });

  test('a refused query is shown as the pane’s error, and its lines stay', async () => {
    const feed = feedOf();
    const host = new TailHost();
    const { client } = host.connect({
      async 'tails.retune'() {
        const { AppError } = await import('../../../../../../src/base/errors.ts');
        throw new AppError('QUERY_TOO_EXPENSIVE', 'Too much.');
      },
    });
    feed.setClient(client);
    host.push([event(1)]);
    await until(() => feed.model.entries.length === 1);
    feed.configure(newPane({ id: 'p', query: 'line' }));
    await until(() => feed.status().error !== undefined);
    expect(feed.status()).toMatchObject({ state: 'failed', error: { code: 'QUERY_TOO_EXPENSIVE' } });
    expect(messages(feed)).toEqual(['line 1']);
  });

  test('the lines of a gap are fetched into its place', async () => {
    const host = new TailHost();
    const feed = feedOf();
    const { client } = host.connect({
      async *'search.find'({ range }) {
        host.asked.push(range);
        yield { events: [line(1), line(2), line(3)], next: null, progress: 1 };
      },
    });
    feed.setClient(client);
    host.push([event(1), { type: 'gap', skipped: 2, reason: 'slow-reader', fromMs: 5, toMs: 9 }, event(4)]);
    await until(() => feed.model.entries.length === 3);
    const gap = feed.model.entries[1]!;
    if (gap.kind === 'gap') await feed.fillGap(gap);
    expect(messages(feed)).toEqual(['line 1', 'line 2', 'line 3', 'line 4']);
    expect(host.asked.at(-1)).toEqual({ fromMs: 5, toMs: 10 });
  });
});
