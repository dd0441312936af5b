import { afterEach, beforeEach, expect, test } from 'vitest';
import { ZooKeeperSession } from '../../../../src/drivers/zookeeper/zookeeper-session.ts';
import { QUIET_LOG } from '../../../kit/agent-kit.ts';
import { FakeZooKeeper } from '../../../kit/fake-zookeeper.ts';
import { until } from '../../../kit/until.ts';

const SESSION_MS = 600;

let server: FakeZooKeeper;
let session: ZooKeeperSession;

beforeEach(() => {
  server = new FakeZooKeeper(SESSION_MS);
});
afterEach(async () => {
  await session.close();
  await server.close();
});

async function open(requestTimeoutMs = 10_000): Promise<void> {
  const port = await server.listen();
  session = new ZooKeeperSession(
    { servers: [{ host: '127.0.0.1', port }], root: '/x', sessionTimeoutMs: SESSION_MS, requestTimeoutMs },
    QUIET_LOG,
  );
}

test('an answer cut in the middle does not spoil the next connection', async () => {
  server.manner = 'half';
  await open();
  expect(await session.read('/x')).toBeUndefined();
  expect(server.connections).toBe(2);
});

test('bytes that are no answer end the connection, not the program', async () => {
  server.manner = 'garbage';
  await open();
  expect(await session.read('/x')).toBeUndefined();
  expect(server.connections).toBeGreaterThan(1);
});

test('a server that takes connections and says nothing is left for another try', async () => {
  server.manner = 'mute';
  await open();
  await until(() => server.connections >= 2, 15_000);
  server.manner = 'well';
  expect(await session.read('/x')).toBeUndefined();
});

test('a connection that falls silent is noticed though nobody asks anything, and healed', async () => {
  await open();
  expect(await session.read('/x')).toBeUndefined();
  server.manner = 'silent';
  await until(() => session.state !== 'connected', 15_000);
  server.manner = 'well';
  await until(() => session.state === 'connected', 15_000);
  expect(await session.read('/x')).toBeUndefined();
});

test('silence for as long as the session lasts is told as lost', async () => {
  await open();
  expect(await session.read('/x')).toBeUndefined();
  const states: string[] = [];
  session.onState((state) => states.push(state));
  server.manner = 'mute';
  await until(() => states.includes('lost'), 15_000);
  expect(states[0]).toBe('suspended');
});

test('a session that is over is followed by a new one', async () => {
  await open();
  expect(await session.read('/x')).toBeUndefined();
  const states: string[] = [];
  session.onState((state) => states.push(state));
  server.manner = 'silent';
  await until(() => session.state === 'suspended', 15_000);
  server.manner = 'expired';
  await until(() => session.state === 'connected', 15_000);
  expect(states).toContain('lost');
  expect(await session.read('/x')).toBeUndefined();
});

test('a request without an answer fails with server, question and remedy', async () => {
  server.manner = 'mute';
  await open(300);
  const port = (await session.read('/x').catch((error: Error) => error)) as Error & { hint: string };
  expect(port.message).toMatch(
    /^ZooKeeper at 127\.0\.0\.1:\d+: reading \/x failed: it did not answer within \d+ ms\.$/,
  );
  expect(port.hint).not.toBe('');
});

test('a transaction never checks against version 0', async () => {
  await open();
  const step = { type: 'write', path: '/x', data: Buffer.alloc(0), version: 0 } as const;
  await expect(session.commit([step])).rejects.toThrow(/version 0/);
});
