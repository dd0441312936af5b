import { expect, inject, onTestFinished, test } from 'vitest';
import type { LogEvent } from '../../src/model/log-event.ts';
import type { SearchOrder } from '../../src/ports/event-store.ts';
import { ALL } from '../../src/query/query-ast.ts';
import { ElasticsearchEventStore } from '../../src/workspace/cluster/elasticsearch/elasticsearch-event-store.ts';
import { TestIndices } from '../kit/elasticsearch-indices.ts';
import { seededRandom } from '../kit/log-lines.ts';

const START_MS = Date.parse('2026-03-02T12:00:00Z');
/** More than the first page has, so that it ends within them. */
const TIES = 260;

function events(ids: readonly number[], timeMs: (at: number) => number): LogEvent[] {
  return ids.map((id, at) => ({
    '@timestamp': new Date(timeMs(at)).toISOString(),
    message: `line ${id}`,
    event: { id: `e${String(id).padStart(5, '0')}` },
    log: { offset: 0 },
  }));
}

async function filled(lines: readonly LogEvent[]) {
  const indices = new TestIndices(inject('servers').elasticsearch);
  await indices.setUp();
  const store = new ElasticsearchEventStore({ nodes: [indices.node], indices: [`${indices.prefix}*`] });
  onTestFinished(async () => {
    await store.close();
    await indices.remove();
  });
  await indices.store(lines);
  const ids = async (order: SearchOrder, limit?: number) => {
    const found: string[] = [];
    for (let after: string | undefined; ; ) {
      const bounds = { ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) };
      after = undefined;
      for await (const page of store.search({ query: ALL, range: {}, order, ...bounds })) {
        found.push(...page.events.map((event) => event.event.id));
        after = page.next;
      }
      if (limit === undefined || after === undefined) return found;
    }
  };
  return ids;
}

const random = seededRandom(11);
const shuffled = Array.from({ length: TIES }, (_, id) => ({ id, by: random() }))
  .sort((a, b) => a.by - b.by)
  .map(({ id }) => id);

test.each([
  [
    'a page that ends within them',
    [...events([901, 902, 903], (at) => START_MS + at), ...events(shuffled, () => START_MS + 500)],
  ],
  [
    'more of them than a page',
    [...events(shuffled, () => START_MS), ...events([901, 902, 903], (at) => START_MS + 1 + at)],
  ],
])('lines of one instant come in the same order all at once and in pages: %s', async (_name, lines) => {
  const ids = await filled(lines);
  for (const order of ['oldest', 'newest'] as const) {
    const all = await ids(order);
    const sign = order === 'oldest' ? 1 : -1;
    const wanted = [...lines]
      .sort((a, b) => {
        const byTime = a['@timestamp'] === b['@timestamp'] ? 0 : a['@timestamp'] < b['@timestamp'] ? -1 : 1;
        return sign * (byTime || (a.event.id < b.event.id ? -1 : 1));
      })
      .map((event) => event.event.id);
    expect(all).toEqual(wanted);
    expect(await ids(order, 70)).toEqual(wanted);
  }
});
