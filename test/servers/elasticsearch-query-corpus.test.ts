import { inject } from 'vitest';
import type { LogEvent } from '../../src/model/log-event.ts';
import { ElasticsearchEventStore } from '../../src/workspace/cluster/elasticsearch/elasticsearch-event-store.ts';
import { testQueryCorpus } from '../conformance/query-corpus.suite.ts';
import { TestIndices } from '../kit/elasticsearch-indices.ts';

/** Opens a store over indices that `fill` makes. */
async function openStore(fill: (indices: TestIndices) => Promise<void>) {
  const indices = new TestIndices(inject('servers').elasticsearch);
  await indices.setUp();
  await fill(indices);
  const store = new ElasticsearchEventStore({ nodes: [indices.node], indices: [`${indices.prefix}*`] });
  return {
    store,
    close: async () => {
      await store.close();
      await indices.remove();
    },
  };
}

testQueryCorpus('Elasticsearch, our own indices', (events) =>
  openStore(async (indices) => {
    const middle = Math.floor(events.length / 2);
    await indices.store(events.slice(0, middle), 'own-1');
    await indices.store(events.slice(middle), 'own-2');
  }),
);

/** As a shipper's template maps it: words by the standard analyzer, everything else whole. */
const SHIPPER = {
  settings: { number_of_shards: 1, number_of_replicas: 0 },
  mappings: {
    date_detection: false,
    dynamic_templates: [{ whole: { match_mapping_type: 'string', mapping: { type: 'keyword', ignore_above: 1_024 } } }],
    properties: {
      '@timestamp': { type: 'date' },
      message: { type: 'text' },
      duration: { type: 'keyword' },
      custom: { enabled: false },
    },
  },
};

testQueryCorpus('Elasticsearch, beside an index of another shipper', (events) =>
  openStore(async (indices) => {
    await indices.client.request('PUT', `/${indices.prefix}shipper`, { body: SHIPPER });
    const isOurs = (event: LogEvent) => (event.log?.offset ?? 0) % 300 !== 0;
    await indices.store(events.filter(isOurs));
    const theirs = events.filter((event) => !isOurs(event)).map((event) => JSON.stringify(event));
    await indices.put('shipper', theirs);
  }),
);
