import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { KafkaCluster } from '../../src/drivers/kafka/connection/kafka-cluster.ts';
import type { FetchGap } from '../../src/drivers/kafka/fetch/fetch-subscription.ts';
import { KafkaFetcher } from '../../src/drivers/kafka/fetch/kafka-fetcher.ts';
import { KafkaRecordLog } from '../../src/drivers/kafka/fetch/kafka-record-log.ts';
import { KafkaGroupInspector } from '../../src/drivers/kafka/groups/kafka-group-inspector.ts';
import { KafkaRecordGroup } from '../../src/drivers/kafka/groups/kafka-record-group.ts';
import type { KafkaSettings } from '../../src/drivers/kafka/kafka-settings.ts';
import { KafkaProducer } from '../../src/drivers/kafka/produce/kafka-producer.ts';
import { RecordCursor } from '../../src/drivers/kafka/protocol/record-cursor.ts';
import type { LogEvent } from '../../src/model/log-event.ts';
import { KafkaSink } from '../../src/workspace/cluster/kafka/kafka-sink.ts';
import { batchOf, testEvent, testSource } from '../kit/event-batches.ts';
import { until } from '../kit/until.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const START_MS = Date.parse('2026-11-23T10:59:58.000Z');
const LIMIT_MS = 60_000;
const closers: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function settingsOf(which: 'kafka' | 'kafka4' | 'secure'): KafkaSettings {
  const servers = inject('servers');
  if (which !== 'secure') return { brokers: [servers[which]] };
  const { brokers, ca, username, password, mechanism } = servers.kafkaSecure;
  return { brokers: [brokers], tls: { ca }, sasl: { mechanism, username, password } };
}

function openCluster(settings: KafkaSettings): KafkaCluster {
  const cluster = new KafkaCluster(settings);
  closers.push(() => cluster.close());
  return cluster;
}

interface Seen {
  offsets: number[];
  values: (string | null)[];
  times: number[];
  keys: (string | null)[];
  gaps: FetchGap[];
  troubles: string[];
  end: number;
}

function follow(cluster: KafkaCluster, topic: string, partition = 0, offset = 0): Seen {
  const fetcher = new KafkaFetcher(cluster);
  closers.push(() => fetcher.close());
  const cursor = new RecordCursor();
  const seen: Seen = { offsets: [], values: [], times: [], keys: [], gaps: [], troubles: [], end: -1 };
  fetcher.add({
    topic,
    partition,
    offset,
    listener: {
      records: (batches, { endOffset }) => {
        seen.end = endOffset;
        for (const batch of batches)
          for (cursor.open(batch); cursor.next(); ) {
            seen.offsets.push(cursor.offset);
            seen.times.push(cursor.timeMs);
            seen.keys.push(cursor.key()?.toString() ?? null);
            seen.values.push(cursor.value()?.toString() ?? null);
          }
      },
      gap: (gap) => seen.gaps.push(gap),
      trouble: (error) => error !== undefined && seen.troubles.push(error.code),
    },
  });
  return seen;
}

describe.each(['kafka', 'kafka4', 'secure'] as const)('agent to %s', (which) => {
  test('one event a record, in order, keyed by its file, with its time; read as it was written', async () => {
    const topic = `events-${randomUUID()}`;
    const sink = new KafkaSink({ kafka: settingsOf(which), log: silent });
    closers.push(() => sink.close());
    const source = testSource('a', { topic });
    const events = Array.from({ length: 3_000 }, (_, i) =>
      testEvent(source, i * 50, START_MS + i, `line ${i} "quoted" \u{1f600}`),
    );
    for (let at = 0; at < events.length; at += 700)
      expect(await sink.append(batchOf(source, events.slice(at, at + 700)))).toMatchObject({ duplicates: 0 });
    const seen = follow(openCluster(settingsOf(which)), topic);
    await until(() => seen.values.length === events.length, LIMIT_MS);
    expect(seen.offsets).toEqual(events.map((_, i) => i));
    expect(seen.times).toEqual(events.map((_, i) => START_MS + i));
    expect(new Set(seen.keys)).toEqual(new Set([source.key]));
    expect(seen.values.map((text) => JSON.parse(text!))).toEqual(events);
  });
});

describe('agent to Kafka', () => {
  test('an event larger than the topic takes is cut and says so; its neighbours are whole', async () => {
    const topic = `large-${randomUUID()}`;
    const sink = new KafkaSink({ kafka: settingsOf('kafka'), log: silent });
    closers.push(() => sink.close());
    const source = testSource('a', { topic });
    // Text that does not pack: 3 MB stay far above the limit of 1 MiB.
    const large = Array.from({ length: 90_000 }, () => randomUUID()).join('');
    const events = ['before', large, 'after'].map((text, i) => testEvent(source, i * 10, START_MS + i, text));
    await sink.append(batchOf(source, events));
    const seen = follow(openCluster(settingsOf('kafka')), topic);
    await until(() => seen.values.length === 3, LIMIT_MS);
    const [before, cut, after] = seen.values.map((text) => JSON.parse(text!) as LogEvent);
    expect([before?.message, after?.message]).toEqual(['before', 'after']);
    expect(large.startsWith(cut!.message)).toBe(true);
    expect(cut!.message.length).toBeGreaterThan(100_000);
    expect(cut!.crosstail?.truncated).toBe(large.length - cut!.message.length);
    expect(cut!.event.id).toBe(events[1]!.event.id);
  });

  test('a topic that is missing and may not be made is named, and the batch may be offered again', async () => {
    const sink = new KafkaSink({ kafka: settingsOf('kafka'), log: silent, createTopics: false });
    closers.push(() => sink.close());
    const source = testSource('a', { topic: `missing-${randomUUID()}` });
    await expect(sink.append(batchOf(source, [testEvent(source, 0, START_MS, 'x')]))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      retryable: true,
      message: expect.stringContaining(source.topic),
    });
  });
});

describe('wrong settings', () => {
  test('a wrong password, plain text to a TLS port, TLS to a plain port, another service', async () => {
    const secure = settingsOf('secure');
    const limits = { connectTimeoutMs: 20_000, requestTimeoutMs: 20_000 };
    const failure = async (settings: KafkaSettings) => {
      const cluster = openCluster({ ...settings, ...limits });
      return cluster.listTopics().then(
        () => undefined,
        (error: unknown) => error,
      );
    };
    expect(await failure({ ...secure, sasl: { ...secure.sasl!, password: 'wrong' } })).toMatchObject({
      code: 'AUTH_FAILED',
    });
    expect(await failure({ ...settingsOf('kafka'), tls: {} })).toMatchObject({ code: 'TLS_FAILED' });
    expect(await failure({ brokers: secure.brokers, tls: {} })).toMatchObject({ code: 'TLS_FAILED' });
    expect(await failure({ brokers: ['127.0.0.1:1'] })).toMatchObject({ code: 'SERVER_UNREACHABLE' });
  });
});

describe('reading', () => {
  test('one topic that is missing does not hold up the others, and is read once it is there', async () => {
    const cluster = openCluster(settingsOf('kafka'));
    const log = new KafkaRecordLog(cluster, new KafkaProducer(cluster, () => {}));
    const [there, missing] = [`there-${randomUUID()}`, `missing-${randomUUID()}`];
    await log.ensureTopic(there, { compacted: false });
    await log.append(there, [{ key: null, value: Buffer.from('one') }]);
    const readers = [follow(cluster, missing), follow(cluster, there)];
    await until(() => readers[1]!.values.length === 1 && readers[0]!.troubles.includes('NOT_FOUND'), LIMIT_MS);
    await log.ensureTopic(missing, { compacted: false });
    await log.append(missing, [{ key: null, value: null }]);
    await until(() => readers[0]!.values.length === 1, LIMIT_MS);
    expect(readers[0]!.values).toEqual([null]);
  });

  test('offsets that are not there are a gap with its exact range', async () => {
    const cluster = openCluster(settingsOf('kafka'));
    const log = new KafkaRecordLog(cluster, new KafkaProducer(cluster, () => {}));
    const topic = `short-${randomUUID()}`;
    await log.ensureTopic(topic, { compacted: false });
    await log.append(topic, [{ key: null, value: Buffer.from('first') }]);
    const seen = follow(cluster, topic, 0, 40);
    await until(() => seen.values.length === 1, LIMIT_MS);
    expect(seen.gaps).toEqual([{ fromOffset: 40, toOffset: 0, reason: 'recreated' }]);
  });

  test('readers at different places of one partition each see everything from their place on', async () => {
    const cluster = openCluster(settingsOf('kafka'));
    const log = new KafkaRecordLog(cluster, new KafkaProducer(cluster, () => {}));
    const topic = `shared-${randomUUID()}`;
    await log.ensureTopic(topic, { compacted: false });
    const records = (from: number) =>
      Array.from({ length: 500 }, (_, i) => ({ key: null, value: Buffer.from(`${from + i}`) }));
    await log.append(topic, records(0));
    const fetcher = new KafkaFetcher(cluster);
    closers.push(() => fetcher.close());
    const cursor = new RecordCursor();
    const seen = [0, 137, 499, 500].map((offset) => {
      const offsets: number[] = [];
      fetcher.add({
        topic,
        partition: 0,
        offset,
        listener: {
          records: (batches) => {
            for (const batch of batches) for (cursor.open(batch); cursor.next(); ) offsets.push(cursor.offset);
          },
          gap: () => offsets.push(-1),
          trouble: () => {},
        },
      });
      return { offset, offsets };
    });
    await until(() => seen[0]!.offsets.length === 500, LIMIT_MS);
    await log.append(topic, records(500));
    await until(() => seen.every(({ offset, offsets }) => offsets.length >= 1_000 - offset), LIMIT_MS);
    for (const { offset, offsets } of seen)
      expect(offsets).toEqual(Array.from({ length: 1_000 - offset }, (_, i) => offset + i));
  });
});

describe.each(['kafka', 'kafka4'] as const)('a group on %s', (which) => {
  test('two members share the partitions; who leaves is taken over from where it committed', async () => {
    const cluster = openCluster(settingsOf(which));
    const log = new KafkaRecordLog(cluster, new KafkaProducer(cluster, () => {}));
    const topic = `group-${randomUUID()}`;
    const group = `g-${topic}`;
    const { ensureTopic } = await import('../../src/drivers/kafka/protocol/topic-creation.ts');
    await ensureTopic(cluster, topic, { partitions: 4 });
    const send = (from: number) =>
      log.append(
        topic,
        Array.from({ length: 400 }, (_, i) => ({ key: null, value: Buffer.from(`${from + i}`), partition: i % 4 })),
      );
    await send(0);
    const values = new Map<string, number>();
    const owned = [new Set<string>(), new Set<string>()];
    const join = (index: number) => {
      const member = new KafkaRecordGroup({
        cluster: openCluster(settingsOf(which)),
        group,
        topics: [topic],
        start: 'earliest',
      });
      const done = (async () => {
        for await (const item of member.items()) {
          if (item.type === 'gained') for (const { partition } of item.partitions) owned[index]!.add(`${partition}`);
          else if (item.type === 'lost') owned[index]!.clear();
          else if (item.type === 'records' && item.records.length > 0) {
            for (const { value } of item.records) {
              const text = Buffer.from(value!).toString();
              values.set(text, (values.get(text) ?? 0) + 1);
            }
            await member.commit([{ topic, partition: item.partition, offset: item.nextOffset }]);
          }
        }
      })();
      const close = async () => {
        await member.close();
        await done;
      };
      closers.push(close);
      return close;
    };
    const leave = join(0);
    await until(() => values.size === 400, LIMIT_MS);
    join(1);
    await until(() => owned.every(({ size }) => size === 2), LIMIT_MS);
    await send(400);
    await until(() => values.size === 800, LIMIT_MS);
    await leave();
    await until(() => owned[1]!.size === 4, LIMIT_MS);
    await send(800);
    await until(() => values.size === 1_200, LIMIT_MS);
    const inspector = new KafkaGroupInspector(cluster);
    const isCaughtUp = async () =>
      (await inspector.lag(group, [`${topic.slice(0, 12)}*`])).every(
        ({ committed, endOffset }) => committed === endOffset,
      );
    for (const end = Date.now() + LIMIT_MS; !(await isCaughtUp()) && Date.now() < end; );
    const lag = await inspector.lag(group, [topic]);
    expect(lag.map(({ committed, startOffset, endOffset }) => [committed, startOffset, endOffset])).toEqual(
      Array.from({ length: 4 }, () => [300, 0, 300]),
    );
    expect((await inspector.members(group)).map(({ partitions }) => partitions.length)).toEqual([4]);
    const all = [];
    for await (const { value, partition } of log.readAll(topic)) all.push(`${partition} ${Buffer.from(value!)}`);
    expect(all.length).toBe(1_200);
  });
});
