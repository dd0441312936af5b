import { expect, test } from 'vitest';
import { parseServers, serversText } from '../../../../src/drivers/zookeeper/zookeeper-settings.ts';

test('servers, ports, a root', () => {
  expect(parseServers('a, b:99,[::1]:7/logs/eu/')).toEqual({
    servers: [
      { host: 'a', port: 2181 },
      { host: 'b', port: 99 },
      { host: '::1', port: 7 },
    ],
    root: '/logs/eu',
  });
  expect(parseServers('a').root).toBe('/crosstail');
  expect(serversText(parseServers('a,[::1]:7'))).toBe('a:2181,[::1]:7');
});

test.each(['', 'a:', 'a:0', 'a:70000', 'http://a:2181', 'a b', 'a:2181//x'])('refuses "%s"', (text) => {
  expect(() => parseServers(text)).toThrow(/does not name ZooKeeper servers/);
});
