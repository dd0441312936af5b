import { expect, test } from 'vitest';
import { EMPTY_FORM, hasServer, isName, profileOf } from '../../../../../renderer/features/workspaces/server-form.ts';
import { typedProfile } from '../../../../../src/contract/profile-schema.ts';

test('what is typed becomes a profile that the host takes; what is empty is left out', () => {
  const form = {
    ...EMPTY_FORM,
    brokers: ' k1:9092, k2:9092 ',
    kafkaSecurity: 'tls' as const,
    kafkaCa: '/ca.pem',
    mechanism: 'scram-sha-512' as const,
    kafkaUser: 'u',
    kafkaPassword: ' with spaces ',
    zookeeper: 'z1:2181',
    nodes: 'https://e1:9200',
    elasticsearchUser: 'reader',
    elasticsearchPassword: 'p',
    indices: 'logs-*',
  };
  const profile = profileOf(form);
  expect(typedProfile.parse(profile)).toEqual(profile);
  expect(profile).toEqual({
    version: 1,
    kafka: {
      brokers: 'k1:9092, k2:9092',
      tls: { ca: '/ca.pem' },
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: ' with spaces ' },
    },
    zookeeper: { servers: 'z1:2181' },
    elasticsearch: { nodes: 'https://e1:9200', indices: 'logs-*', user: 'reader', password: 'p' },
  });
});

test('nothing typed is no server, and TLS without files takes the system’s authorities', () => {
  expect([hasServer(EMPTY_FORM), profileOf(EMPTY_FORM)]).toEqual([false, { version: 1 }]);
  expect(profileOf({ ...EMPTY_FORM, brokers: 'k:1', kafkaSecurity: 'tls' }).kafka).toEqual({
    brokers: 'k:1',
    tls: true,
  });
  expect(['prod', 'a-b_1', '', '.x', 'a b'].map(isName)).toEqual([true, true, false, false, false]);
});

test('a page cannot have other secrets of the machine sent anywhere', () => {
  const profile = { version: 1, elasticsearch: { nodes: 'e:1', apiKey: { env: 'HOME' } } };
  expect(typedProfile.safeParse(profile).success).toBe(false);
});
