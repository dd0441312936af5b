// LiveTail on a real broker: what every LiveTail must do, and what only Kafka can do to one.
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { TailItem, TailRequest } from '../../src/ports/live-tail.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { KafkaLiveTail } from '../../src/workspace/cluster/kafka/kafka-live-tail.ts';
import { KafkaSink } from '../../src/workspace/cluster/kafka/kafka-sink.ts';
import { testLiveTail } from '../conformance/live-tail.suite.ts';
import { TestTopics } from '../kit/kafka-topics.ts';
import { until } from '../kit/until.ts';

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

for (const major of ['kafka', 'kafka4'] as const) {
  testLiveTail(
    major,
    async () => {
      const topics = new TestTopics(inject('servers')[major]);
      const kafka = { brokers: [topics.broker] };
      for (const service of ['a', 'a2', 'b']) await topics.create(`logs.${service}`);
      const tail = new KafkaLiveTail({ kafka, topics: [`${topics.prefix}.*`] });
      const sink = new KafkaSink({ kafka, log: SILENT });
      return {
        // The suite asks the tail and nothing else of the workspace.
        workspace: { tail } as unknown as Workspace,
        sink: {
          append: (batch) =>
            sink.append({ ...batch, source: { ...batch.source, topic: topics.name(batch.source.topic) } }),
          close: () => sink.close(),
        },
        settled: async () => {
          // What Kafka has acknowledged can be read.
        },
        close: async () => {
          await tail.close();
          await sink.close();
          await topics.remove();
        },
      };
    },
    { knowsStored: false },
  );
}

describe('LiveTail: what only Kafka can do to one', () => {
  let topics: TestTopics;
  let tail: KafkaLiveTail;
  let stop: AbortController;
  beforeEach(() => {
    topics = new TestTopics(inject('servers').kafka);
    tail = new KafkaLiveTail({ kafka: { brokers: [topics.broker] }, topics: [`${topics.prefix}.*`] });
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await tail.close();
    await topics.remove();
  });

  const follow = async (request: Partial<TailRequest> = {}) => {
    const items: TailItem[] = [];
    const asked = { selectors: [], query: parseQuery(''), start: { kind: 'now' as const }, bufferEvents: 10_000 };
    const feed = tail.follow({ ...asked, ...request }, stop.signal);
    const done = (async () => {
      for await (const batch of feed) items.push(...batch);
    })();
    const messages = () => items.flatMap((item) => (item.type === 'event' ? [item.event.message] : []));
    await until(() => items.some((item) => item.type === 'live'));
    return { items, messages, done };
  };

  test('finds new topics and partitions, and survives topics that go and come again', async () => {
    await topics.create('one');
    const { messages } = await follow();
    await topics.write('one', ['first']);
    await topics.create('two');
    await topics.write('two', ['second']);
    await until(() => messages().length === 2, 30_000);
    const admin = await topics.admin();
    await topics.widen('one', 2);
    await topics.write('one', ['third'], 1);
    await until(() => messages().length === 3, 30_000);
    await admin.deleteTopics({ topics: [topics.name('two')] });
    await topics.write('one', ['fourth']);
    await until(() => messages().length === 4, 30_000);
    expect(messages()).toEqual(['first', 'second', 'third', 'fourth']);
  });

  test('from an offset; what retention took is a gap of exactly so many', async () => {
    const topic = await topics.create('cut');
    await topics.write(
      'cut',
      Array.from({ length: 20 }, (_, i) => `line ${i}`),
    );
    await topics.cut('cut', 12);
    const { items, messages } = await follow({
      selectors: [{ kind: 'topic', name: topic }],
      start: { kind: 'offset', offset: '5' },
    });
    expect(items[0]).toEqual({ type: 'gap', skipped: 7, reason: 'expired' });
    expect(messages()).toEqual([
      'line 12',
      'line 13',
      'line 14',
      'line 15',
      'line 16',
      'line 17',
      'line 18',
      'line 19',
    ]);
  });

  test('a start by offset needs one topic', async () => {
    await topics.create('x');
    await topics.create('y');
    const feed = tail.follow(
      { selectors: [], query: parseQuery(''), start: { kind: 'offset', offset: '0' }, bufferEvents: 10 },
      stop.signal,
    );
    await expect(feed[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('what a transaction took back is not shown', async () => {
    await topics.create('paid');
    const { messages } = await follow();
    await topics.writeAborted('paid', ['never']);
    await topics.write('paid', ['kept']);
    await until(() => messages().length > 0, 30_000);
    expect(messages()).toEqual(['kept']);
  });

  test('whatever is in a record, it is shown and the next one comes', async () => {
    await topics.create('bad');
    const { messages, items } = await follow();
    const bytes = Buffer.from([0, 1, 2, 255, 254]);
    await topics.write('bad', ['', null, bytes, '{"level":"error","msg":"cut', `big ${'x'.repeat(900_000)}`, 'good']);
    await until(() => messages().includes('good'), 30_000);
    const marks = items.flatMap((item) => (item.type === 'event' ? [item.event.crosstail?.mark] : []));
    expect(marks).toEqual(['empty', 'tombstone', 'binary', 'broken-json', undefined, undefined]);
    expect(messages()[4]).toHaveLength(900_004);
  });

  test('the last N of several partitions, in the order of time, though few of many match', async () => {
    await topics.create('wide', 3);
    for (let i = 0; i < 30; i++) {
      const noise = Array.from({ length: 20 }, (_, n) => `noise ${i} ${n}`);
      await topics.write('wide', [...noise, `wanted ${i}`], i % 3);
    }
    const { messages } = await follow({ query: parseQuery('wanted'), start: { kind: 'last', count: 12 } });
    expect(messages()).toHaveLength(12);
    expect(new Set(messages())).toEqual(new Set(Array.from({ length: 12 }, (_, i) => `wanted ${18 + i}`)));
  });

  test('says how far behind it is, joins no group and leaves none behind', async () => {
    await topics.create('seen');
    const { items } = await follow({ query: parseQuery('nothing_like_this') });
    await topics.write('seen', ['a', 'b']);
    await until(() => items.some((item) => item.type === 'pulse' && item.seen === 2), 30_000);
    const pulse = items.findLast((item) => item.type === 'pulse');
    expect(pulse).toMatchObject({ lagRecords: 0 });
    const { groups } = await (await topics.admin()).listGroups();
    expect(
      groups.filter(({ groupId }) => groupId.includes(topics.prefix) || groupId.includes('crosstail-tail')),
    ).toEqual([]);
  });

  test('nobody there: the reason is in the pulse, and what waiting cannot mend ends the tail', async () => {
    const { brokers, ca, username, mechanism } = inject('servers').kafkaSecure;
    const wrong = new KafkaLiveTail({
      kafka: { brokers: [brokers], tls: { ca }, sasl: { mechanism, username, password: 'wrong' } },
      topics: ['*'],
    });
    await expect(wrong.reach()).rejects.toMatchObject({ code: 'AUTH_FAILED' });
    await wrong.close();
  });
});
