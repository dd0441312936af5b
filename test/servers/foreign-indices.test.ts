// Indices that others made, searched as they are.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { LogEvent } from '../../src/model/log-event.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { ElasticsearchEventStore } from '../../src/workspace/cluster/elasticsearch/elasticsearch-event-store.ts';
import { TestIndices } from '../kit/elasticsearch-indices.ts';

const ECS_DOTTED = {
  '@timestamp': '2026-11-23T10:00:01.500Z',
  message: '2026-11-23 10:00:01,500 ERROR pay.desk: payment failed request_id=req-77ab11 after 3 tries',
  'service.name': 'pay',
  'host.name': 'h1',
  'log.file.path': '/var/log/pay.log',
};
const FILEBEAT = {
  '@timestamp': '2026-11-23T10:00:02.000Z',
  message: 'pool.timeout while serving req-77ab11',
  log: { level: 'warn', offset: 12, file: { path: '/var/log/shop.log' } },
  service: { name: 'shop' },
  trace: { id: 'abc123def4567890abc123def4567890' },
};
const BARE = { '@timestamp': '2026-11-23T10:00:03.000Z', msg: 'bare text', service: 'cart', level: 5 };

describe('others’ indices', () => {
  let indices: TestIndices;
  let store: ElasticsearchEventStore;
  beforeAll(async () => {
    indices = new TestIndices(inject('servers').elasticsearch);
    await indices.setUp();
    await indices.put('dynamic', [JSON.stringify(ECS_DOTTED)]);
    await indices.put('filebeat', [JSON.stringify(FILEBEAT)]);
    await indices.put('bare', [JSON.stringify(BARE)]);
    await indices.put('timeless', ['{"message":"no time at all, req-77ab11"}']);
    const mappings = { properties: { '@timestamp': { type: 'keyword' } } };
    await indices.client.request('PUT', `/${indices.prefix}words`, { body: { mappings } });
    await indices.put('words', ['{"@timestamp":"yesterday","message":"req-77ab11"}']);
    store = new ElasticsearchEventStore({ nodes: [indices.node], indices: [`${indices.prefix}*`] });
  });
  afterAll(async () => {
    await store.close();
    await indices.remove();
  });

  const find = async (text: string, range = {}): Promise<LogEvent[]> => {
    const events: LogEvent[] = [];
    for await (const page of store.search({ query: parseQuery(text), range, order: 'oldest' }))
      events.push(...page.events);
    expect(await store.count(parseQuery(text), range)).toBe(events.length);
    return events;
  };
  const services = async (text: string) => (await find(text)).map((event) => event.service?.name);

  test('words, fields and levels mean what they mean everywhere', async () => {
    expect(await services('payment')).toEqual(['pay']);
    expect(await services('timeout')).toEqual(['shop']);
    expect(await services('service:PAY')).toEqual(['pay']);
    expect(await services('service:cart')).toEqual(['cart']);
    expect(await services('level:WARN')).toEqual(['shop']);
    expect(await services('level>=ERROR')).toEqual(['pay']);
    expect(await services('path:/var/log/* -timeout')).toEqual(['pay']);
  });

  test('an id is found in its field and in the text', async () => {
    expect(await services('id:req-77ab11')).toEqual(['pay', 'shop', undefined]);
    expect(await services('id:abc123def4567890abc123def4567890')).toEqual(['shop']);
  });

  test('a document without a time comes last, and only when no time is asked', async () => {
    expect((await find('req-77ab11')).map(({ message }) => message).at(-1)).toBe('no time at all, req-77ab11');
    expect(await find('req-77ab11', { fromMs: 0, toMs: Date.now() })).toHaveLength(2);
  });

  test('context is found by the id that an event was given', async () => {
    const [bare] = await find('service:cart');
    const near = await store.context({ eventId: bare!.event.id, before: 1, after: 5, scope: 'all' });
    expect(near.map(({ service }) => service?.name)).toEqual(['shop', 'cart']);
    expect(near[1]!.crosstail?.hit).toBe(true);
  });

  test('a server that is not there is named', async () => {
    const failing = async (settings: ConstructorParameters<typeof ElasticsearchEventStore>[0]) => {
      const other = new ElasticsearchEventStore(settings);
      try {
        return await other.count(parseQuery(''), {}).catch((error: unknown) => error);
      } finally {
        await other.close();
      }
    };
    expect(await failing({ nodes: ['http://127.0.0.1:1'] })).toMatchObject({ code: 'SERVER_UNREACHABLE' });
    expect(await failing({ nodes: ['http://nobody.invalid:9200'] })).toMatchObject({ code: 'SERVER_UNREACHABLE' });
  });
});
