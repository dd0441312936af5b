// The indexer between a real Kafka and a real Elasticsearch.
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { ElasticsearchClient } from '../../src/drivers/elasticsearch/elasticsearch-client.ts';
import type { PipelineSettings } from '../../src/host/workspaces/cluster-pipeline.ts';
import { openPipeline, openPipelineParts, type PipelineParts } from '../../src/host/workspaces/cluster-pipeline.ts';
import { runIndexer, setUpIndex } from '../../src/host/workspaces/run-indexer.ts';
import { eventBytes, runIndexerRounds } from '../kit/indexer-rounds.ts';

const LIMIT_MS = 180_000;

test(
  'bulks that fail, records that can never be stored, an indexer killed: nothing lost, nothing twice',
  async () => {
    const { kafka, elasticsearch } = inject('servers');
    const options = { records: 12_000, badEvery: 1_000, failing: 0.4, indexers: 2, kills: 1 };
    const result = await runIndexerRounds({ kafka, elasticsearch, ...options, say: () => undefined });
    const clean = { lost: 0, twice: 0, wrongDeadLetters: 0, committedAhead: 0 };
    expect(result).toMatchObject({ ...clean, stored: 11_988, deadLetters: 12 });
  },
  LIMIT_MS,
);

describe('indexer', () => {
  let settings: PipelineSettings;
  let parts: PipelineParts;
  let client: ElasticsearchClient;
  let topic: string;
  const signal = new AbortController().signal;

  beforeEach(async () => {
    const { kafka, elasticsearch } = inject('servers');
    const name = `t${randomBytes(5).toString('hex')}`;
    topic = `${name}.logs`;
    settings = {
      kafka: { brokers: [kafka] },
      elasticsearch: { nodes: [elasticsearch] },
      group: name,
      topics: [`${name}.*`],
      prefix: `${name}-`,
    };
    parts = openPipelineParts(settings);
    client = new ElasticsearchClient({ nodes: [elasticsearch], indices: [`${name}-*`] });
    await parts.log.ensureTopic(topic, { compacted: false });
  });
  afterEach(async () => {
    const names = await client.request<object>('GET', `/${settings.prefix}*/_settings/index.uuid`);
    for (const name of Object.keys(names)) await client.request('DELETE', `/${name}`);
    // A pattern that matches none is refused by this request: all are listed.
    const all = await client.request<{ index_templates: { name: string }[] }>('GET', '/_index_template');
    const own = all.index_templates.filter(({ name }) => name.startsWith(settings.prefix!));
    for (const { name } of own) await client.request('DELETE', `/_index_template/${name}`);
    await client.close();
    await parts.close();
  });

  const produce = (values: (Buffer | string | null)[]) =>
    parts.log.append(
      topic,
      values.map((value) => ({ key: Buffer.from('k'), value: typeof value === 'string' ? Buffer.from(value) : value })),
    );

  const stored = async (): Promise<number> => {
    await client.request('POST', `/${settings.prefix}*/_refresh`);
    return (await client.request<{ count: number }>('GET', `/${settings.prefix}*/_count`)).count;
  };

  test('says what to do when Elasticsearch is not set up', async () => {
    await expect(runIndexer({ ...settings, once: true, signal })).rejects.toMatchObject({
      hint: expect.stringContaining('--setup'),
    });
  });

  test('records of any kind are stored or put aside; a mended dead letter is stored', async () => {
    await setUpIndex(settings, signal);
    const broken = ['', 'plain text', '{"broken": ', Buffer.from([0, 255, 254]), 'y'.repeat(900_000)];
    await produce([null, ...broken, eventBytes(1, false), eventBytes(2, true), eventBytes(1, false)]);
    const counters = await runIndexer({ ...settings, once: true, signal });
    expect(counters).toMatchObject({ records: 9, empty: 1, deadLetters: 1, stored: 7, missed: 0 });
    // The same event twice is one document.
    expect(await stored()).toBe(6);
    const pipeline = openPipeline(settings);
    try {
      const { letters, total } = await pipeline.deadLetters.list(10);
      expect(total).toBe(1);
      expect(letters[0]).toMatchObject({ topic, kind: 'document_parsing_exception' });
      expect(letters[0]!.reason).toContain('log.logger');
      await pipeline.deadLetters.replay([{ id: letters[0]!.id, text: eventBytes(2, false).toString() }]);
      expect((await pipeline.deadLetters.list(10)).total).toBe(0);
      expect((await pipeline.status()).partitions.reduce((sum, { lag }) => sum + lag, 0)).toBe(1);
      await runIndexer({ ...settings, once: true, signal });
      expect(await stored()).toBe(7);
      const status = await pipeline.status();
      expect(status.kafkaProblem).toBeUndefined();
      expect(status.partitions.every(({ lag }) => lag === 0)).toBe(true);
      expect(status.index.documents).toBe(7);
    } finally {
      await pipeline.close();
    }
  });

  test('waits while writes are blocked, says so, and goes on by itself', async () => {
    await setUpIndex(settings, signal);
    await produce([eventBytes(1, false)]);
    await runIndexer({ ...settings, once: true, signal });
    const [index] = Object.keys(await client.request<object>('GET', `/${settings.prefix}*/_settings/index.uuid`));
    const block = (value: boolean | null) =>
      client.request('PUT', `/${index}/_settings`, { body: { 'index.blocks.read_only_allow_delete': value } });
    await block(true);
    const pipeline = openPipeline(settings);
    try {
      expect((await pipeline.status()).index.blocked).toEqual([index]);
      await produce([eventBytes(2, false)]);
      const running = runIndexer({ ...settings, once: true, signal });
      await block(null);
      expect(await running).toMatchObject({ records: 1, stored: 1, deadLetters: 0 });
      expect(await stored()).toBe(2);
    } finally {
      await pipeline.close();
    }
  });

  test('removes whole days behind the retention, and no other index', async () => {
    const { retentionBy } = await setUpIndex({ ...settings, retentionDays: 30 }, signal);
    expect(retentionBy).toBe('indexer');
    for (const name of ['2026.10.01', '2026.11.22', 'undated'])
      await client.request('PUT', `/${settings.prefix}${name}`);
    const removed = await parts.index.removeOldDays(Date.parse('2026-11-23T12:00:00Z'));
    expect(removed).toEqual([`${settings.prefix}2026.10.01`]);
  });
});
