import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parseProfile, resolveProfile, settingsOfOptions } from '../../../../src/host/workspaces/profile.ts';
import { temporaryFolder } from '../../../kit/temporary-folder.ts';

const noSecrets = {
  protection: { kind: 'memory' as const },
  read: async () => undefined,
  write: async () => {},
  remove: async () => {},
};
const resolve = (text: string, folder = '/') =>
  resolveProfile(parseProfile(text, 'p.yaml'), { name: 'p', folder, secrets: noSecrets });

describe('a profile', () => {
  test('addresses, files beside it, secrets from the environment', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'ca.pem'), 'PEM');
    vi.stubEnv('P_PASSWORD', 'hidden');
    const settings = await resolve(
      `version: 1
kafka: { brokers: "k1:9092, k2:9092", tls: { ca: ca.pem }, sasl: { mechanism: plain, username: u, password: { env: P_PASSWORD } }, topics: "logs.*" }
zookeeper: { servers: "z1:2181/desk", sessionTimeout: 10s }
elasticsearch: { nodes: "http://u:p%20w@e1:9200", prefix: shop- }`,
      folder,
    );
    vi.unstubAllEnvs();
    expect(settings).toEqual({
      name: 'p',
      kafka: {
        brokers: ['k1:9092', 'k2:9092'],
        tls: { ca: 'PEM' },
        sasl: { mechanism: 'plain', username: 'u', password: 'hidden' },
      },
      topics: ['logs.*'],
      zookeeper: { servers: [{ host: 'z1', port: 2181 }], root: '/desk', sessionTimeoutMs: 10_000 },
      elasticsearch: {
        nodes: ['http://e1:9200'],
        auth: { username: 'u', password: 'p w' },
        indices: ['shop-*', 'filebeat-*', 'logs-*'],
      },
      prefix: 'shop-',
    });
  });

  test.each([
    ['version: 2', 'version'],
    ['version: 1\nkafka: { broker: a }', 'kafka'],
    ['version: 1\nkafka: { brokers: "no port here" }', 'kafka.brokers'],
    ['version: 1\nkafka: { brokers: a:1, tls: { ca: missing.pem } }', 'kafka.tls.ca'],
    [
      'version: 1\nkafka: { brokers: a:1, sasl: { mechanism: plain, username: u, password: { env: NOT_SET_ANYWHERE } } }',
      'NOT_SET_ANYWHERE',
    ],
    [
      'version: 1\nkafka: { brokers: a:1, sasl: { mechanism: plain, username: u, password: { secret: none } } }',
      'secret store',
    ],
    ['version: 1\nzookeeper: { servers: z:1, user: u }', 'belong together'],
    ['version: 1\nzookeeper: { servers: z:1, sessionTimeout: soon }', 'soon'],
    ['version: [', 'p.yaml'],
  ])('%j is refused and says why', async (text, why) => {
    await expect((async () => resolve(text))()).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(why),
    });
  });

  test('options stand in for it', async () => {
    expect(await settingsOfOptions({ kafka: 'a:1,b:2', topic: ['x', 'y*'], group: 'g', elasticsearch: 'e1' })).toEqual({
      name: 'cluster',
      kafka: { brokers: ['a:1', 'b:2'] },
      topics: ['x', 'y*'],
      group: 'g',
      elasticsearch: { nodes: ['http://e1:9200'] },
    });
  });
});
