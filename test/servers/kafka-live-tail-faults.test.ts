// A tail whose broker is killed, frozen and started again: everything written is shown, once and in order, by itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { TailItem } from '../../src/ports/live-tail.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import { KafkaLiveTail } from '../../src/workspace/cluster/kafka/kafka-live-tail.ts';
import { KafkaSink } from '../../src/workspace/cluster/kafka/kafka-sink.ts';
import { startKafka } from '../../tools/servers/kafka-server.mjs';
import { batchOf, testEvent, testSource } from '../kit/event-batches.ts';
import { until } from '../kit/until.ts';

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const HEALED_MS = 120_000;

test('a broker that is killed, frozen and started again', { timeout: 400_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'crosstail-faults-'));
  const { address, server } = await startKafka(path.join(folder, 'kafka'));
  const kafka = { brokers: [address], requestTimeoutMs: 5_000 };
  const tail = new KafkaLiveTail({ kafka, topics: ['logs.*'] });
  const sink = new KafkaSink({ kafka, log: SILENT });
  const stop = new AbortController();
  const items: TailItem[] = [];
  try {
    const source = testSource('app');
    let lines = 0;
    const write = (count: number) => {
      const events = Array.from({ length: count }, (_, i) => {
        const number = lines + i;
        return testEvent(source, number * 10, Date.now(), `line ${number}`);
      });
      lines += count;
      return sink.append(batchOf(source, events));
    };
    const messages = () => items.flatMap((item) => (item.type === 'event' ? [item.event.message] : []));
    const request = { selectors: [], query: parseQuery(''), start: { kind: 'now' as const }, bufferEvents: 10_000 };
    const done = (async () => {
      for await (const batch of tail.follow(request, stop.signal)) items.push(...batch);
    })();
    await until(() => items.some(({ type }) => type === 'live'), HEALED_MS);
    await write(50);
    await until(() => messages().length === 50, HEALED_MS);

    await server.kill();
    const whileDown = write(50);
    await until(() => items.some((item) => item.type === 'pulse' && item.trouble !== undefined), HEALED_MS);
    await server.start();
    await whileDown;
    await until(() => messages().length >= 100, HEALED_MS);

    server.pause();
    const whileFrozen = write(50);
    // Longer than a request may take, so that the frozen connection is given up.
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    server.resume();
    await whileFrozen;
    await until(() => messages().length >= 150, HEALED_MS);
    expect(messages()).toEqual(Array.from({ length: 150 }, (_, i) => `line ${i}`));
    expect(items.filter(({ type }) => type === 'gap')).toEqual([]);
    stop.abort();
    await done;
  } finally {
    stop.abort();
    await tail.close();
    await server.stop();
    await sink.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
