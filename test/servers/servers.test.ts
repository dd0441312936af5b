// The servers themselves: both majors of Kafka answer our driver, with and without TLS, and end with their starter.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { KafkaCluster } from '../../src/drivers/kafka/connection/kafka-cluster.ts';
import type { KafkaSettings } from '../../src/drivers/kafka/kafka-settings.ts';

const PROGRAM = path.join(import.meta.dirname, '../../tools/servers/servers.mjs');

describe('real servers', () => {
  let cluster: KafkaCluster | undefined;
  afterEach(() => cluster?.close());

  const brokersOf = async (settings: KafkaSettings) => {
    cluster = new KafkaCluster(settings);
    await cluster.listTopics();
    return cluster.brokers.size;
  };

  test.each(['kafka', 'kafka4'] as const)('%s answers', async (name) => {
    expect(await brokersOf({ brokers: [inject('servers')[name]] })).toBe(1);
  });

  test('Kafka answers over TLS with SCRAM, and refuses a wrong password', async () => {
    const { brokers, ca, username, password, mechanism } = inject('servers').kafkaSecure;
    const settings = { brokers: [brokers], tls: { ca }, sasl: { mechanism, username, password } };
    expect(await brokersOf(settings)).toBe(1);
    cluster?.close();
    await expect(brokersOf({ ...settings, sasl: { mechanism, username, password: 'wrong' } })).rejects.toThrow();
  });

  test('Elasticsearch serves whoever names no user, and refuses a wrong password', async () => {
    const { elasticsearch, elasticsearchUser } = inject('servers');
    expect((await fetch(elasticsearch)).status).toBe(200);
    const wrong = `Basic ${Buffer.from(`${elasticsearchUser.username}:wrong`).toString('base64')}`;
    expect((await fetch(elasticsearch, { headers: { authorization: wrong } })).status).toBe(401);
  });

  test('end when their starter is gone, and leave nothing behind', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'zookeeper'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    for await (const line of createInterface({ input: child.stdout })) {
      expect(JSON.parse(line)).toHaveProperty('zookeeper');
      break;
    }
    child.stdin.end();
    expect(await ended).toBe(0);
    const folder = /data and logs: (\S+)/.exec(said)?.[1];
    expect(folder).toBeDefined();
    expect(existsSync(folder ?? '/')).toBe(false);
  });
});
