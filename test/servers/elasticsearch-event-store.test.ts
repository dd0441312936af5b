import { inject } from 'vitest';
import { eventAt } from '../../src/model/event-batch.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { ElasticsearchEventStore } from '../../src/workspace/cluster/elasticsearch/elasticsearch-event-store.ts';
import { testEventStore } from '../conformance/event-store.suite.ts';
import { TestIndices } from '../kit/elasticsearch-indices.ts';

testEventStore('Elasticsearch', async () => {
  const indices = new TestIndices(inject('servers').elasticsearch);
  await indices.setUp();
  const store = new ElasticsearchEventStore({ nodes: [indices.node], indices: [`${indices.prefix}*`] });
  return {
    // The suite asks the store and nothing else of the workspace.
    workspace: { store } as unknown as Workspace,
    sink: {
      async append(batch) {
        await indices.store(Array.from({ length: batch.count }, (_, i) => eventAt(batch, i)));
        return { duplicates: 0 };
      },
      close: async () => {
        // Nothing is held back.
      },
    },
    settled: async () => {
      // Every append has refreshed the index.
    },
    close: async () => {
      await store.close();
      await indices.remove();
    },
  };
});
