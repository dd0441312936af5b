import { randomUUID } from 'node:crypto';
import zookeeper from 'node-zookeeper-client';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import { ZooKeeperSession } from '../../src/drivers/zookeeper/zookeeper-session.ts';
import { parseServers, type ZooKeeperSettings } from '../../src/drivers/zookeeper/zookeeper-settings.ts';
import { ZooKeeperAgentDirectory } from '../../src/workspace/cluster/zookeeper/zookeeper-agent-directory.ts';
import { ZooKeeperRuleStore } from '../../src/workspace/cluster/zookeeper/zookeeper-rule-store.ts';
import { QUIET_LOG } from './agent-kit.ts';

/** A root of its own on a real ZooKeeper, and what stands on it. */
export class ZooKeeperUnderTest {
  readonly root: string;
  readonly session: ZooKeeperSession;
  readonly rules: ZooKeeperRuleStore;
  readonly agents: ZooKeeperAgentDirectory;
  readonly #servers: string;

  constructor(servers: string, settings: Partial<ZooKeeperSettings> = {}) {
    this.#servers = servers;
    this.root = settings.root ?? `/test-${randomUUID().slice(0, 8)}`;
    this.session = new ZooKeeperSession({ ...parseServers(servers), sessionTimeoutMs: 4_000, ...settings }, QUIET_LOG);
    const clock = createSystemClock();
    this.rules = new ZooKeeperRuleStore(this.session, this.root, clock);
    this.agents = new ZooKeeperAgentDirectory(this.session, this.root, clock, QUIET_LOG);
  }

  /** Ends the session from outside, as the server does when it has not heard of it for too long. */
  async expire(): Promise<void> {
    await endSession(this.#servers, this.session.credentials);
  }

  /** Removes the root and everything under it, and ends. */
  async remove(): Promise<void> {
    await removeTree(this.session, this.root);
    await this.close();
  }

  async close(): Promise<void> {
    await this.rules.close();
    await this.session.close();
  }
}

async function removeTree(session: ZooKeeperSession, path: string): Promise<void> {
  const names = (await session.children(path)) ?? [];
  await Promise.all(names.map((name) => removeTree(session, `${path}/${name}`)));
  await session.remove(path);
}

/** Takes a session over and ends it, as the server does when it has not heard of it for too long. */
export function endSession(servers: string, { id, password }: { id: Buffer; password: Buffer }): Promise<void> {
  return new Promise((resolve) => {
    const options = { sessionTimeout: 4_000, spinDelay: 100, retries: 0 };
    const other = zookeeper.createClient(servers, { ...options, sessionId: id, sessionPassword: password });
    other.once('connected', () => {
      other.close();
      other.once('disconnected', () => resolve());
    });
    other.connect();
  });
}
