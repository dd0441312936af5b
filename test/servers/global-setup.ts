// Starts real servers once for every file of this folder; a test takes their addresses by `inject('servers')`.
// With CROSSTAIL_TEST_SERVERS set to the line that `npm run servers` prints, those are used and nothing is started.
// A test that must kill or pause a server starts its own: startKafka and its neighbours in tools/servers.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

export interface TestServers {
  /** host:port of a broker of the oldest supported major, without TLS. */
  kafka: string;
  /** The same of the newest supported major. */
  kafka4: string;
  /** A second listener of `kafka`: TLS with a certificate of its own, and SCRAM. */
  kafkaSecure: { brokers: string; ca: string; username: string; password: string; mechanism: 'scram-sha-256' };
  zookeeper: string;
  /** Takes whoever names no user as one who may do everything; who names one must have its password. */
  elasticsearch: string;
  elasticsearchUser: { username: string; password: string };
}

declare module 'vitest' {
  interface ProvidedContext {
    servers: TestServers;
  }
}

const PROGRAM = path.join(import.meta.dirname, '../../tools/servers/servers.mjs');

/** Called by Vitest before the first file; what it gives is called behind the last. */
export default async function startServers(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env.CROSSTAIL_TEST_SERVERS;
  if (running !== undefined) {
    project.provide('servers', JSON.parse(running) as TestServers);
    return undefined;
  }
  const names = ['zookeeper', 'kafka', 'kafka4', 'elasticsearch'];
  const child = spawn(process.execPath, [PROGRAM, ...names], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for await (const line of createInterface({ input: child.stdout })) {
    project.provide('servers', JSON.parse(line) as TestServers);
    return async () => {
      child.stdin.end();
      await ended;
    };
  }
  throw new Error('The servers could not be started; the reason is above.');
}
