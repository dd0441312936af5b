import { describe, expect, test } from 'vitest';
import { connectError, responseError } from '../../../../src/drivers/kafka/kafka-errors.ts';
import { formatBroker, parseBroker } from '../../../../src/drivers/kafka/kafka-settings.ts';
import { partitionOfKey } from '../../../../src/drivers/kafka/protocol/key-hash.ts';
import { matchTopics } from '../../../../src/drivers/kafka/topic-pattern.ts';

describe('names of brokers', () => {
  test.each([
    ['kafka1', 'kafka1:9092'],
    ['kafka1:19092', 'kafka1:19092'],
    [' 10.0.0.1:9093 ', '10.0.0.1:9093'],
    ['[::1]:9092', '[::1]:9092'],
  ])('%s', (text, formatted) => {
    const address = parseBroker(text);
    expect(address && formatBroker(address)).toBe(formatted);
  });

  test.each(['', 'a b', 'kafka:0', 'kafka:70000', 'kafka:x', 'http://kafka:9092'])('"%s" is none', (text) => {
    expect(parseBroker(text)).toBeUndefined();
  });
});

describe('topics by pattern', () => {
  const topics = ['logs.a', 'logs.b', 'metrics', '__consumer_offsets', 'logs'].map((name) => ({
    name,
    internal: name.startsWith('__'),
  }));

  test.each([
    [['logs.*'], ['logs.a', 'logs.b']],
    [['*'], ['logs', 'logs.a', 'logs.b', 'metrics']],
    [
      ['logs.?', 'metrics'],
      ['logs.a', 'logs.b', 'metrics'],
    ],
    [['__consumer_offsets'], ['__consumer_offsets']],
    [['*s*'], ['logs', 'logs.a', 'logs.b', 'metrics']],
    [['nothing', 'l*x'], []],
  ])('%j', (patterns, found) => {
    expect(matchTopics(patterns, topics)).toEqual(found);
  });

  test('a pattern of many stars takes no time', () => {
    const name = 'a'.repeat(249);
    expect(matchTopics([`${'*a'.repeat(100)}*b`], [{ name, internal: false }])).toEqual([]);
  });
});

// Values of org.apache.kafka.common.utils.Utils.murmur2, as its own tests state them.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
])('the key %s leads where the Java client leads', (key, hash) => {
  expect(partitionOfKey(Buffer.from(key), 2 ** 31 - 1)).toBe((hash & 0x7fffffff) % (2 ** 31 - 1));
});

describe('errors name server, cause and remedy', () => {
  const failed = (message: string, members: object) => Object.assign(new Error(message), members);
  test.each([
    ['ENOTFOUND', 'SERVER_UNREACHABLE', 'DNS'],
    ['ECONNREFUSED', 'SERVER_UNREACHABLE', 'nothing listens'],
    ['ERR_WRONG_PROTOCOL', 'SERVER_UNSUPPORTED', 'does not speak Kafka'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TLS_FAILED', 'not trusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS_FAILED', 'another name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS_FAILED', 'TLS failed'],
    ['EPROTO', 'TLS_FAILED', 'handshake'],
    ['ETIMEDOUT', 'SERVER_UNREACHABLE', 'in time'],
  ])('%s', (code, kind, words) => {
    const error = connectError('kafka1:9092', failed('it broke', { code }));
    expect(error).toMatchObject({ code: kind, retryable: true });
    expect(error.message).toContain('kafka1:9092');
    expect(error.message).toContain(words);
    expect(error.hint).not.toBe('');
  });

  test('a wrong password, a mechanism that is not offered, TLS that is cut', () => {
    const sasl = (message: string) => connectError('k:1', failed(message, { name: 'KafkaJSSASLAuthenticationError' }));
    expect(sasl('SASL PLAIN authentication failed').message).toContain('user or password');
    expect(sasl('SASL X mechanism is not supported by the server').message).toContain('does not offer');
    expect(connectError('k:1', failed('gone', { code: 'ECONNRESET' }), true).code).toBe('TLS_FAILED');
    expect(connectError('k:1', failed('gone', { code: 'ECONNRESET' })).code).toBe('DISCONNECTED');
  });

  test.each([
    [3, 'NOT_FOUND', true],
    [6, 'SERVER_REFUSED', true],
    [29, 'PERMISSION_DENIED', false],
    [35, 'SERVER_UNSUPPORTED', false],
    [9999, 'SERVER_REFUSED', true],
  ])('answer %i', (code, kind, retryable) => {
    expect(responseError(code, 'topic t')).toMatchObject({ code: kind, retryable });
  });
});
