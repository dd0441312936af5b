// What Elasticsearch refuses is said with what to do about it, and an indexer does not wait for what waiting cannot mend.
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { ElasticsearchClient } from '../../src/drivers/elasticsearch/elasticsearch-client.ts';
import type { ElasticsearchSettings } from '../../src/drivers/elasticsearch/elasticsearch-settings.ts';
import { runIndexer } from '../../src/host/workspaces/run-indexer.ts';

describe('Elasticsearch refuses', () => {
  const opened: ElasticsearchClient[] = [];
  afterEach(async () => {
    for (const client of opened.splice(0)) await client.close();
  });

  const clientOf = (auth: NonNullable<ElasticsearchSettings['auth']>) => {
    const { elasticsearch } = inject('servers');
    const client = new ElasticsearchClient({ nodes: [elasticsearch], auth });
    opened.push(client);
    return client;
  };

  test('a wrong password, and an indexer that has one ends with the reason', async () => {
    const auth = { username: inject('servers').elasticsearchUser.username, password: 'wrong' };
    const refused = { code: 'AUTH_FAILED', hint: expect.stringContaining('password'), retryable: false };
    await expect(clientOf(auth).info()).rejects.toMatchObject(refused);
    const { kafka, elasticsearch } = inject('servers');
    const settings = { kafka: { brokers: [kafka] }, elasticsearch: { nodes: [elasticsearch], auth } };
    const running = runIndexer({ ...settings, once: false, signal: new AbortController().signal });
    await expect(running).rejects.toMatchObject(refused);
  });

  test('a key without privileges', async () => {
    const name = `nothing-${randomBytes(4).toString('hex')}`;
    const all = clientOf(inject('servers').elasticsearchUser);
    const body = { name, role_descriptors: { nothing: { cluster: [], index: [] } } };
    const { encoded } = await all.request<{ encoded: string }>('POST', '/_security/api_key', { body });
    try {
      const asking = clientOf({ apiKey: encoded }).request('GET', '/logs-x/_search');
      await expect(asking).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
        hint: expect.stringContaining('privileges'),
        retryable: false,
      });
    } finally {
      await all.request('DELETE', '/_security/api_key', { body: { name } });
    }
  });
});
